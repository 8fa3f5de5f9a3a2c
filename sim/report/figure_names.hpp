#pragma once

#include <optional>
#include <string_view>

#include "sim/report/summary.hpp"

/// The numbers behind the words that expectations end with.

namespace sosw::sim {

/// `created`, `dead`, … Nothing where there is no such count.
std::optional<double> count_named(const TaskCounts& tasks, std::string_view name);
/// `max`, `p95`, `sum`, … Nothing where there is no such statistic.
std::optional<double> statistic_named(const Statistics& statistics, std::string_view name);

}  // namespace sosw::sim
