#include "core/ecology/metric_statistics.hpp"

#include <algorithm>

#include "core/base/ensure.hpp"

namespace sosw {

bool is_same_metric(const MetricDetails& a, const MetricDetails& b) {
    std::vector<Dimension> left = a.dimensions;
    std::vector<Dimension> right = b.dimensions;
    std::ranges::sort(left);
    std::ranges::sort(right);
    return a.metric_namespace == b.metric_namespace && a.metric_name == b.metric_name &&
           left == right;
}

GetMetricStatisticsInput statistics_question(
    const MetricDetails& details, Timestamp start, Timestamp end
) {
    GetMetricStatisticsInput input{
        .metric_namespace = details.metric_namespace,
        .metric_name = details.metric_name,
        .dimensions = details.dimensions,
        .start_time = start,
        .end_time = end,
        .period = details.period,
        .unit = details.unit};
    (details.is_percentile ? input.extended_statistics : input.statistics)
        .push_back(details.statistic);
    return input;
}

std::optional<double> statistic_of(const Datapoint& point, const MetricDetails& details) {
    if (details.is_percentile) {
        for (const auto& [name, value] : point.extended_statistics) {
            if (name == details.statistic) {
                return value;
            }
        }
        return std::nullopt;
    }
    if (details.statistic == "Average") {
        return point.average;
    }
    if (details.statistic == "Maximum") {
        return point.maximum;
    }
    if (details.statistic == "Minimum") {
        return point.minimum;
    }
    return details.statistic == "Sum" ? point.sum : point.sample_count;
}

double fold_statistics(const std::vector<double>& values, const MetricDetails& details) {
    ENSURE(!values.empty());
    if (details.statistic == "Maximum") {
        return std::ranges::max(values);
    }
    if (details.statistic == "Minimum") {
        return std::ranges::min(values);
    }
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    const bool adds = details.statistic == "Sum" || details.statistic == "SampleCount";
    return adds ? sum : sum / static_cast<double>(values.size());
}

}  // namespace sosw
