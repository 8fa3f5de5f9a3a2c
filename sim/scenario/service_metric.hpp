#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/base/time.hpp"
#include "core/config/config.hpp"

/// Metrics that AWS's services report about themselves. They need no entry in `metrics`: what a
/// health metric asks of `AWS/Lambda` and `AWS/DynamoDB` is there.
///
/// Sources: Lambda Developer Guide, "Types of metrics for Lambda functions"; DynamoDB Developer
/// Guide, "DynamoDB metrics and dimensions".

namespace sosw::sim {

struct Scenario;

enum class ServiceMetricKind {
    Invocations,
    Errors,
    Throttles,
    Duration,
    ConcurrentExecutions,
    ConsumedReadCapacityUnits,
    ConsumedWriteCapacityUnits,
    ReadThrottleEvents,
    WriteThrottleEvents,
    ThrottledRequests,
};

struct ServiceMetric {
    ServiceMetricKind kind = ServiceMetricKind::Invocations;
    std::string metric_namespace{};
    std::string name{};
    std::vector<Dimension> dimensions{};  ///< Sorted by name.
    std::string subject{};                ///< Function or table; empty: the whole account.
    std::string part{};                   ///< Index or operation of a table.
};

/// How the services report.
struct ServiceMetricsModel {
    bool enabled = true;
    /// From the end of a minute until CloudWatch has its datapoints.
    Duration delay = std::chrono::seconds{60};
};

/// `AWS/Lambda`, `AWS/DynamoDB`.
bool is_service_namespace(std::string_view metric_namespace);

/// The metric that `details` asks a service for; else what is wrong with it, and what is known.
tl::expected<ServiceMetric, std::string> service_metric(
    const Scenario& scenario, const MetricDetails& details
);

}  // namespace sosw::sim
