#include "sim/record/event_log_hash.hpp"

#include <fmt/format.h>

namespace sosw::sim {

std::string EventLogHash::hex() const { return fmt::format("{:016x}", value_); }

}  // namespace sosw::sim
