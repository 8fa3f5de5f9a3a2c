#pragma once

#include "core/config/config.hpp"
#include "core/config/config_reader.hpp"

namespace sosw {

/// Reads and checks the `details` of a health metric, what to ask CloudWatch (M4, M5). Part of
/// loading.
MetricDetails read_metric_details(const ConfigReader& reader, const ConfigValue& details);

}  // namespace sosw
