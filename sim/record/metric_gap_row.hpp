#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/time.hpp"

namespace sosw::sim {

/// A row of `metric_gap`.
struct MetricGapRow {
    Timestamp at{};
    std::int64_t series = 0;
    std::string_view reason;
};

}  // namespace sosw::sim
