#pragma once

#include <string>

#include "core/config/config_value.hpp"

/// Payloads of tasks, as workloads have them. Part of loading; others want `load_scenario`.

namespace sosw::sim {

/// `value` as JSON text; numbers stay as they were written, to the last digit.
std::string payload_text(const ConfigValue& value);

}  // namespace sosw::sim
