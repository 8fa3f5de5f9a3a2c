#pragma once

#include <optional>
#include <span>

#include "core/config/config.hpp"
#include "core/ecology/eco_status.hpp"

namespace sosw {

/// Does `value <op> target` hold?
bool compares(double value, ComparisonOperator comparison, double target);

/// The highest status whose comparison holds, else Bad. Source: sosw EcologyManager.get_health.
EcoStatus get_health(double value, const HealthMetric& metric);

/// `<=`, `<`, `>=`, `>`, `==`, `!=`.
const char* symbol(ComparisonOperator comparison);

}  // namespace sosw
