#include "sim/world/static_rows.hpp"

#include <algorithm>

#include "core/ecology/feelings.hpp"

namespace sosw::sim {

namespace {

void record_health_metrics(
    const Scenario& scenario, const LabourerConfig& labourer, Recorder& recorder
) {
    std::int64_t position = 0;
    for (const HealthMetric& metric : labourer.health_metrics) {
        recorder.record(HealthMetricRow{
            .labourer = labourer.id,
            .metric = metric.name,
            .position = position++,
            .series = find_series(scenario, metric.details),
            .statistic = metric.details.statistic,
            .comparison = symbol(metric.comparison),
            .period = metric.details.period,
            .time_slice = metric.details.time_slice,
        });
        for (const Feeling& feeling : metric.feelings) {
            recorder.record(FeelingRow{
                .labourer = labourer.id,
                .metric = metric.name,
                .status = to_number(feeling.status),
                .target = feeling.target,
            });
        }
    }
}

void record_expectations(const Scenario& scenario, Recorder& recorder) {
    std::int64_t position = 0;
    for (const Expectation& expectation : scenario.expect) {
        ExpectationRow row{.position = position++, .text = expectation.text};
        if (expectation.figure.metric) {
            row.series = static_cast<std::int64_t>(*expectation.figure.metric) + 1;
        }
        recorder.record(row);
    }
}

/// Of the scenario's own metric, or of one that a service reports.
template <typename Metric>
void record_series(std::int64_t series, const Metric& metric, Recorder& recorder) {
    const std::string dimensions = dimensions_text(metric.dimensions);
    recorder.record(MetricSeriesRow{
        .series = series,
        .metric_namespace = metric.metric_namespace,
        .name = metric.name,
        .dimensions = dimensions,
    });
}

}  // namespace

double max_simultaneous_in_force(const Labourer& labourer, const SoswConfig& config) {
    if (labourer.max_simultaneous_invocations) {
        return *labourer.max_simultaneous_invocations;
    }
    if (config.orchestrator.max_simultaneous_invocations) {
        return *config.orchestrator.max_simultaneous_invocations;
    }
    if (config.orchestrator.default_simultaneous_invocations) {
        return *config.orchestrator.default_simultaneous_invocations;
    }
    return config.task_manager.default_simultaneous_invocations.value_or(
        config.task_manager.max_simultaneous_invocations
    );
}

std::string dimensions_text(std::vector<Dimension> dimensions) {
    std::ranges::sort(dimensions);
    std::string text;
    for (const Dimension& dimension : dimensions) {
        text += (text.empty() ? "" : ",") + dimension.name + "=" + dimension.value;
    }
    return text;
}

void record_static_rows(
    const Scenario& scenario, std::span<const Labourer> labourers, Recorder& recorder
) {
    std::int64_t position = 0;
    for (const Labourer& labourer : labourers) {
        const FunctionModel* function = find_function(scenario, labourer.arn());
        recorder.record(LabourerRow{
            .position = position++,
            .labourer = labourer.id(),
            .function = function != nullptr ? std::string_view{function->name} : "",
            .arn = labourer.arn(),
            .max_simultaneous = max_simultaneous_in_force(labourer, scenario.config.orchestrator),
            .max_attempts = labourer.max_attempts,
            .duration = labourer.config->duration,
            .cooldown = labourer.config->cooldown,
        });
    }
    std::int64_t series = 0;
    for (const MetricModel& metric : scenario.metrics) {
        record_series(++series, metric, recorder);
    }
    for (const ServiceMetric& metric : scenario.service_metrics) {
        record_series(++series, metric, recorder);
    }
    for (const Labourer& labourer : labourers) {
        record_health_metrics(scenario, *labourer.config, recorder);
    }
    record_expectations(scenario, recorder);
}

}  // namespace sosw::sim
