#include "core/ecology/ecology_manager.hpp"

#include <algorithm>

#include "core/ecology/feelings.hpp"
#include "core/ecology/metric_statistics.hpp"

namespace sosw {

namespace {

/// CloudWatch promises no order; a sum of doubles depends on it, so the order of time is restored.
std::optional<double> folded(GetMetricStatisticsOutput answer, const MetricDetails& details) {
    std::ranges::sort(answer.datapoints, {}, &Datapoint::timestamp);
    std::vector<double> values;
    for (const Datapoint& point : answer.datapoints) {
        if (const auto value = statistic_of(point, details)) {
            values.push_back(*value);
        }
    }
    return values.empty() ? std::nullopt : std::optional{fold_statistics(values, details)};
}

}  // namespace

std::optional<EcoStatus> EcologyMemory::last(const std::string& labourer, const std::string& metric)
    const {
    const auto found = feelings_.find({labourer, metric});
    return found != feelings_.end() ? std::optional{found->second} : std::nullopt;
}

void EcologyMemory::remember(
    const std::string& labourer, const std::string& metric, EcoStatus feeling
) {
    feelings_[{labourer, metric}] = feeling;
}

EcologyManager::EcologyManager(
    Clock& clock, CloudWatch& cloud_watch, Lambda& lambda, EcologyMemory& memory
)
    : clock_{clock}, cloud_watch_{cloud_watch}, lambda_{lambda}, memory_{memory} {}

Result<std::optional<double>> EcologyManager::fetch_metric_stats(const MetricDetails& details) {
    const auto known = std::ranges::find(fetched_, details, [](const auto& f) { return f.first; });
    if (known != fetched_.end()) {
        return known->second;
    }
    const Timestamp now = clock_.now();
    Result<std::optional<double>> value =
        cloud_watch_
            .get_metric_statistics(statistics_question(details, now - details.time_slice, now))
            .map([&](GetMetricStatisticsOutput&& answer) {
                return folded(std::move(answer), details);
            });
    fetched_.emplace_back(details, value);
    return value;
}

MetricReading EcologyManager::read(
    const std::string& labourer, const HealthMetric& metric, std::optional<double> value
) {
    if (value) {
        const EcoStatus feeling = get_health(*value, metric);
        memory_.remember(labourer, metric.name, feeling);
        return {.metric = metric.name, .value = value, .feeling = feeling};
    }
    MetricReading reading{.metric = metric.name, .missing_data = true};
    switch (metric.treat_missing_data) {
        case TreatMissingData::Breaching:
            reading.feeling = EcoStatus::Bad;
            break;
        case TreatMissingData::NotBreaching:
            reading.feeling = EcoStatus::High;
            break;
        case TreatMissingData::Ignore:
            reading.feeling = memory_.last(labourer, metric.name);
            break;
        case TreatMissingData::Missing:
            break;
    }
    return reading;
}

Result<LabourerHealth> EcologyManager::get_labourer_status(const LabourerConfig& labourer) {
    LabourerHealth health;
    for (const HealthMetric& metric : labourer.health_metrics) {
        const std::optional<double> value = TRY(fetch_metric_stats(metric.details));
        const MetricReading reading = read(labourer.id, metric, value);
        if (reading.feeling) {
            health.status = std::min(health.status, *reading.feeling);
        }
        health.readings.push_back(reading);
    }
    return health;
}

Result<Duration> EcologyManager::get_max_labourer_duration(const LabourerConfig& labourer) {
    return TRY(lambda_.get_function_configuration(labourer.arn)).timeout;
}

Result<std::int64_t> EcologyManager::count_running(
    const std::string& labourer, const std::function<Result<std::int64_t>()>& count
) {
    const auto known = std::ranges::find(running_, labourer, [](const auto& r) { return r.first; });
    if (known != running_.end()) {
        return known->second;
    }
    const std::int64_t running = TRY(count());
    running_.emplace_back(labourer, running);
    return running;
}

}  // namespace sosw
