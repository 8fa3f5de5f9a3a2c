#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/config/config.hpp"

/// How a user names a metric: as CloudWatch does, `AWS/RDS/CPUUtilization` with dimensions, or by
/// the name that a labourer's configuration gives it.

namespace sosw::cli {

struct MetricName {
    std::string metric{};
    std::vector<std::string> dimensions{};  ///< `NAME=VALUE`.
    std::string labourer{};                 ///< Whose configuration; empty: any that has it.
};

/// Which metric is meant, and how it is asked for. Problems: an unknown or ambiguous name, a
/// dimension that is none.
Checked<MetricDetails> find_metric(const MetricName& name, const SoswConfig& config);

}  // namespace sosw::cli
