#pragma once

#include <optional>
#include <vector>

#include "core/base/time.hpp"
#include "core/config/config.hpp"
#include "core/ports/cloud_watch.hpp"

/// What a health metric asks CloudWatch, and what it takes from the answer.

namespace sosw {

/// Whether both ask about the same metric of CloudWatch, whatever they ask about it. Dimensions may
/// stand in any order.
bool is_same_metric(const MetricDetails& a, const MetricDetails& b);

/// The question for the metric's one statistic, from `start` on and before `end`.
GetMetricStatisticsInput statistics_question(
    const MetricDetails& details, Timestamp start, Timestamp end
);

/// The metric's statistic of one datapoint; nothing where it was not asked for or has none.
std::optional<double> statistic_of(const Datapoint& point, const MetricDetails& details);

/// Several datapoints as one value: the plain mean of averages and percentiles, the max of maxima,
/// the min of minima, the sum of sums and counts (K8, M5). Requires at least one value.
double fold_statistics(const std::vector<double>& values, const MetricDetails& details);

}  // namespace sosw
