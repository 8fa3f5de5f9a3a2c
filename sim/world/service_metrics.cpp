#include "sim/world/service_metrics.hpp"

#include <algorithm>
#include <memory>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

using std::chrono::minutes;

constexpr std::size_t kValuesPerDatum = 150;  // Of PutMetricData.

Timestamp minute_of(Timestamp at) { return std::chrono::floor<minutes>(at); }

void add_to(StatisticSet& set, double value) {
    set.minimum = set.sample_count == 0 ? value : std::min(set.minimum, value);
    set.maximum = set.sample_count == 0 ? value : std::max(set.maximum, value);
    set.sample_count += 1;
    set.sum += value;
}

/// The number of a minute that a chart would show.
double shown(ServiceMetricKind kind, const StatisticSet& set) {
    switch (kind) {
        case ServiceMetricKind::Duration:
            return set.sum / set.sample_count;
        case ServiceMetricKind::ConcurrentExecutions:
            return set.maximum;
        default:
            return set.sum;
    }
}

std::string unit_of(ServiceMetricKind kind) {
    return kind == ServiceMetricKind::Duration ? "Milliseconds" : "Count";
}

}  // namespace

ServiceMetrics::ServiceMetrics(
    const Scenario& scenario,
    std::int64_t first_series,
    EventQueue& events,
    CloudWatch& cloud_watch,
    Recorder& recorder
)
    : scenario_{scenario}, events_{events}, cloud_watch_{cloud_watch}, recorder_{recorder} {
    for (const ServiceMetric& metric : scenario.service_metrics) {
        series_.push_back({.metric = &metric, .number = first_series++});
    }
}

void ServiceMetrics::begin() {
    if (!series_.empty()) {
        schedule_report(minute_of(scenario_.start) + minutes{1});
    }
}

void ServiceMetrics::schedule_report(Timestamp at) {
    if (at >= scenario_.end()) {
        return;
    }
    events_.schedule_at(at, [this, at] {
        report();
        schedule_report(at + minutes{1});
    });
}

void ServiceMetrics::add(
    ServiceMetricKind kind,
    std::string_view subject,
    std::string_view part,
    Timestamp at,
    double value
) {
    for (Series& series : series_) {
        const ServiceMetric& metric = *series.metric;
        if (metric.kind == kind && metric.subject == subject && metric.part == part) {
            add_to(series.minutes[minute_of(at)], value);
            if (kind == ServiceMetricKind::Duration) {
                series.values[minute_of(at)].push_back(value);
            }
        }
    }
}

void ServiceMetrics::sample_concurrency(std::string_view function) {
    const std::int64_t running =
        function.empty() ? executing_in_all_ : executing_.find(function)->second;
    if (running > 0) {
        add(ServiceMetricKind::ConcurrentExecutions,
            function,
            {},
            events_.now(),
            static_cast<double>(running));
    }
}

void ServiceMetrics::started(const sqlite::InvocationEvent& event) {
    const auto executing = executing_.find(event.function_name);
    if (executing == executing_.end()) {
        executing_.emplace(event.function_name, 1);
    } else {
        ++executing->second;
    }
    ++executing_in_all_;
    add(ServiceMetricKind::Invocations, event.function_name, {}, event.at, 1);
    add(ServiceMetricKind::Throttles, event.function_name, {}, event.at, 0);
    sample_concurrency(event.function_name);
    sample_concurrency({});
}

void ServiceMetrics::throttled(
    const sqlite::InvocationEvent& event, sqlite::ThrottleReason /*reason*/
) {
    add(ServiceMetricKind::Throttles, event.function_name, {}, event.at, 1);
}

void ServiceMetrics::finished(
    const sqlite::InvocationEvent& event,
    sqlite::InvocationOutcome outcome,
    Duration duration,
    Duration /*billed*/
) {
    const Timestamp began = event.at - duration;
    const bool failed = outcome != sqlite::InvocationOutcome::Succeeded;
    --executing_.find(event.function_name)->second;
    --executing_in_all_;
    add(ServiceMetricKind::Errors, event.function_name, {}, began, failed ? 1 : 0);
    add(ServiceMetricKind::Duration, event.function_name, {}, began, to_seconds(duration) * 1000);
}

void ServiceMetrics::consumed(Access access, const ConsumedCapacity& capacity) {
    const ServiceMetricKind kind = access == Access::Read
                                       ? ServiceMetricKind::ConsumedReadCapacityUnits
                                       : ServiceMetricKind::ConsumedWriteCapacityUnits;
    if (capacity.table_units > 0) {
        add(kind, capacity.table_name, {}, events_.now(), capacity.table_units);
    }
    for (const auto& [index, units] : capacity.index_units) {
        add(kind, capacity.table_name, index, events_.now(), units);
    }
}

void ServiceMetrics::throttled(
    Access access, std::string_view operation, const std::string& table, const std::string& index
) {
    const ServiceMetricKind kind = access == Access::Read ? ServiceMetricKind::ReadThrottleEvents
                                                          : ServiceMetricKind::WriteThrottleEvents;
    add(kind, table, index, events_.now(), 1);
    add(ServiceMetricKind::ThrottledRequests, table, operation, events_.now(), 1);
}

void ServiceMetrics::report() {
    const Timestamp minute = minute_of(events_.now());  // of which the first instant is over
    for (Series& series : series_) {
        while (!series.minutes.empty() && series.minutes.begin()->first < minute) {
            const auto [its_minute, set] = *series.minutes.begin();
            report(series, its_minute, set);
            series.minutes.erase(its_minute);
            series.values.erase(its_minute);
        }
    }
    for (const auto& [function, running] : executing_) {
        sample_concurrency(function);
    }
    sample_concurrency({});
}

void ServiceMetrics::report(Series& series, Timestamp minute, const StatisticSet& set) {
    const ServiceMetric& metric = *series.metric;
    const Duration delay = scenario_.service_metrics_model.delay;
    recorder_.record(MetricPointRow{
        .at = minute,
        .series = series.number,
        .value = shown(metric.kind, set),
        .visible = events_.now() + delay});
    const auto input = std::make_shared<PutMetricDataInput>();
    input->metric_namespace = metric.metric_namespace;
    MetricDatum datum{
        .metric_name = metric.name,
        .dimensions = metric.dimensions,
        .timestamp = minute,
        .unit = unit_of(metric.kind)};
    if (metric.kind == ServiceMetricKind::Duration) {
        const std::vector<double>& values = series.values.at(minute);
        for (std::size_t from = 0; from < values.size(); from += kValuesPerDatum) {
            const std::size_t to = std::min(values.size(), from + kValuesPerDatum);
            datum.values = {
                values.begin() + static_cast<std::ptrdiff_t>(from),
                values.begin() + static_cast<std::ptrdiff_t>(to)};
            input->metric_data.push_back(datum);
        }
    } else {
        datum.statistic_values = set;
        input->metric_data.push_back(datum);
    }
    events_.schedule_after(delay, [this, input] {
        const Result<void> put = cloud_watch_.put_metric_data(*input);
        ENSURE(put.has_value());  // services report nothing that CloudWatch would refuse
    });
}

}  // namespace sosw::sim
