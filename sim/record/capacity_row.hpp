#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/time.hpp"

namespace sosw::sim {

/// A row of `capacity`.
struct CapacityRow {
    Timestamp at{};
    std::string_view table;
    std::string_view index{};  ///< Empty: NULL.
    std::string_view operation;
    double consumed = 0;
    double units_per_second = 0;
    std::int64_t throttled = 0;
    std::string_view reason{};  ///< Empty: NULL.
};

}  // namespace sosw::sim
