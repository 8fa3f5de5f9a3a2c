#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/config.hpp"

/// Configurations with just the fields that matter to a test.

namespace sosw::test {

/// The labourer of tests that need but one.
inline constexpr const char* kLabourer = "some_function";

std::string arn_of(std::string_view labourer);

/// A labourer with the function `arn_of(id)`.
LabourerConfig labourer_config(std::string id = kLabourer, double max_simultaneous_invocations = 1);

/// sosw's defaults with these labourers.
SoswConfig sosw_config(std::vector<LabourerConfig> labourers = {labourer_config()});

/// A metric of this name in CloudWatch and in `health_metrics`. Feelings as written: status and
/// target, the highest status first.
HealthMetric health_metric(
    const std::string& name,
    ComparisonOperator comparison,
    std::initializer_list<std::pair<EcoStatus, double>> feelings
);

/// The seed's own example: a CPU that feels 4 up to 25 %, 3 up to 50 %, else 0.
HealthMetric cpu_metric(const std::string& name = "CPUUtilization");

/// sosw's configuration from a user's JSON. Requires that it is right.
SoswConfig load_or_die(const std::string& json);

}  // namespace sosw::test
