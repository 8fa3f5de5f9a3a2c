#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// Amazon CloudWatch's metrics, in its own vocabulary (API version 2010-08-01).

namespace sosw {

struct Dimension {
    std::string name;
    std::string value;
    auto operator<=>(const Dimension&) const = default;
};

/// Several values reported at once: count, sum and the extremes.
struct StatisticSet {
    double sample_count = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;
};

/// One datum: exactly one of `value`, `values` (with optional `counts`) and `statistic_values`.
struct MetricDatum {
    std::string metric_name;
    std::vector<Dimension> dimensions{};
    std::optional<Timestamp> timestamp{};  ///< Absent: now.
    std::optional<double> value{};
    std::vector<double> values{};
    std::vector<double> counts{};  ///< As long as `values`, or empty: each value counts once.
    std::optional<StatisticSet> statistic_values{};
    std::string unit{};                       ///< Empty: `None`.
    std::optional<int> storage_resolution{};  ///< 1 or 60 seconds.
};

struct PutMetricDataInput {
    std::string metric_namespace;
    std::vector<MetricDatum> metric_data{};
};

struct GetMetricStatisticsInput {
    std::string metric_namespace;
    std::string metric_name;
    std::vector<Dimension> dimensions{};  ///< Match exactly, in any order.
    Timestamp start_time{};               ///< Inclusive; rounded down by age (see `design`).
    Timestamp end_time{};                 ///< Exclusive.
    Duration period{};                    ///< 1, 5, 10, 20, 30 or a multiple of 60 seconds.
    std::vector<std::string>
        statistics{};  ///< `Average`, `Sum`, `Minimum`, `Maximum`, `SampleCount`.
    std::vector<std::string> extended_statistics{};  ///< `p0.0` to `p100`.
    std::string unit{};                              ///< Empty: any.
};

/// The asked statistics of one bin; the others are absent.
struct Datapoint {
    Timestamp timestamp{};
    std::optional<double> sample_count{};
    std::optional<double> average{};
    std::optional<double> sum{};
    std::optional<double> minimum{};
    std::optional<double> maximum{};
    std::vector<std::pair<std::string, double>> extended_statistics{};
    std::string unit{};
};

struct GetMetricStatisticsOutput {
    std::string label;
    std::vector<Datapoint> datapoints{};  ///< Order not promised; bins without a value are absent.
};

class CloudWatch {
public:
    CloudWatch() = default;
    CloudWatch(const CloudWatch&) = delete;
    CloudWatch& operator=(const CloudWatch&) = delete;
    virtual ~CloudWatch() = default;

    virtual Result<void> put_metric_data(const PutMetricDataInput& input) = 0;
    virtual Result<GetMetricStatisticsOutput> get_metric_statistics(
        const GetMetricStatisticsInput& input
    ) = 0;
};

}  // namespace sosw
