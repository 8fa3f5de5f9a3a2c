#include "sim/capture/metric_reader.hpp"

#include <algorithm>
#include <utility>

#include "core/ecology/metric_statistics.hpp"
#include "sim/capture/metric_resolution.hpp"

namespace sosw::sim {
namespace {

/// Of GetMetricStatistics, in one request.
constexpr std::int64_t kDatapointsMax = 1440;

/// How often `part` fits into `whole`, an unfinished part counted as one.
std::int64_t ceil_divide(Duration whole, Duration part) {
    return (whole + part - Duration{1}) / part;
}

/// The datapoints as points of a trace that begins with the first one.
void set_points(CapturedMetric& metric, const std::vector<Datapoint>& datapoints) {
    for (auto begin = datapoints.begin(); begin != datapoints.end();) {
        const auto end = std::find_if(begin, datapoints.end(), [&](const Datapoint& point) {
            return point.timestamp != begin->timestamp;
        });
        std::vector<double> values;
        for (auto point = begin; point != end; ++point) {
            if (const auto value = statistic_of(*point, metric.details)) {
                values.push_back(*value);
            }
        }
        if (!values.empty()) {
            metric.first = metric.points.empty() ? begin->timestamp : metric.first;
            metric.points.push_back(
                {.at = begin->timestamp - metric.first,
                 .value = fold_statistics(values, metric.details)}
            );
        }
        begin = end;
    }
}

/// A trace tells where the scenario begins by how far that is behind its first point. One that
/// begins later gets a point there, which is never reported: it stands in a gap.
void begin_no_later(CapturedMetric& metric, Timestamp start) {
    if (metric.points.empty() || metric.first <= start) {
        return;
    }
    const Duration later = metric.first - start;
    for (TracePoint& point : metric.points) {
        point.at += later;
    }
    metric.points.insert(metric.points.begin(), {.value = metric.points.front().value});
    metric.first = start;
}

/// Counts the periods of the span, and joins those without a value to gaps.
void find_gaps(CapturedMetric& metric, CaptureSpan span) {
    metric.expected = ceil_divide(span.length(), metric.period);
    auto point = metric.points.begin();
    for (std::int64_t bin = 0; bin < metric.expected; ++bin) {
        const Duration at = bin * metric.period;
        const Duration in_trace = span.from + at - metric.first;
        point = std::find_if(point, metric.points.end(), [&](const TracePoint& candidate) {
            return candidate.at >= in_trace;
        });
        if (point != metric.points.end() && point->at == in_trace) {
            ++metric.found;
        } else if (!metric.gaps.empty() && metric.gaps.back().to == at) {
            metric.gaps.back().to = at + metric.period;
        } else {
            metric.gaps.push_back({.from = at, .to = at + metric.period});
        }
    }
}

/// Where the first decision of the span begins to look. CloudWatch rounds the start of a question
/// by its age: where the history is too old for the span's bins, there is none.
Timestamp history_start(
    const MetricDetails& details, Duration period, CaptureSpan span, Timestamp now
) {
    const Timestamp start = span.from - ceil_divide(details.time_slice, period) * period;
    const bool same = metric_granularity(now - start) == metric_granularity(now - span.from);
    return same ? start : span.from;
}

std::string common_unit(const std::vector<Datapoint>& datapoints) {
    if (datapoints.empty()) {
        return {};
    }
    const std::string& first = datapoints.front().unit;
    const bool same = std::ranges::all_of(datapoints, [&](const Datapoint& point) {
        return point.unit == first;
    });
    return same && first != "None" ? first : std::string{};
}

}  // namespace

Result<std::vector<Datapoint>> read_datapoints(
    CloudWatch& cloud_watch, GetMetricStatisticsInput question
) {
    const Timestamp end = question.end_time;
    std::vector<Datapoint> all;
    while (question.start_time < end) {
        question.end_time = std::min(end, question.start_time + kDatapointsMax * question.period);
        GetMetricStatisticsOutput answer = TRY(cloud_watch.get_metric_statistics(question));
        std::ranges::move(answer.datapoints, std::back_inserter(all));
        question.start_time = question.end_time;
    }
    std::ranges::stable_sort(all, {}, &Datapoint::timestamp);
    return all;
}

Result<CapturedMetric> read_metric(
    CloudWatch& cloud_watch, const MetricDetails& details, CaptureSpan span, Timestamp now
) {
    CapturedMetric metric{.details = details};
    metric.period = available_period(details.period, now - span.from);
    MetricDetails asked = details;
    asked.period = metric.period;
    const std::vector<Datapoint> datapoints = TRY(read_datapoints(
        cloud_watch,
        statistics_question(asked, history_start(details, metric.period, span, now), span.to)
    ));
    metric.unit = details.unit.empty() ? common_unit(datapoints) : details.unit;
    set_points(metric, datapoints);
    find_gaps(metric, span);
    begin_no_later(metric, span.from);
    return metric;
}

}  // namespace sosw::sim
