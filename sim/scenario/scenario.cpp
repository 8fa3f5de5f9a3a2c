#include "sim/scenario/scenario.hpp"

#include <algorithm>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

constexpr std::string_view kFunctionPart = ":function:";

/// `name` of `arn:aws:lambda:<region>:<account>:function:<name>[:<version or alias>]`, and of
/// `<name>[:<version or alias>]`.
std::string_view function_name_of(std::string_view arn) {
    const std::size_t part = arn.find(kFunctionPart);
    if (part == std::string_view::npos) {
        return arn.substr(0, arn.find(':'));
    }
    const std::string_view name = arn.substr(part + kFunctionPart.size());
    return name.substr(0, name.find(':'));
}

}  // namespace

const EssentialModel& EssentialModels::of(RuleTarget target) const {
    switch (target) {
        case RuleTarget::Orchestrator:
            return orchestrator;
        case RuleTarget::Scavenger:
            return scavenger;
        case RuleTarget::Scheduler:
            return scheduler;
    }
    ENSURE(false);
}

std::optional<Timestamp> first_tick(const Rule& rule, Timestamp scenario_start) {
    return rule.cron ? rule.cron->first_from(scenario_start) : scenario_start + rule.offset;
}

std::optional<Timestamp> next_tick(const Rule& rule, Timestamp tick) {
    return rule.cron ? rule.cron->next_after(tick) : tick + rule.every;
}

const FunctionModel* find_function(const Scenario& scenario, std::string_view arn) {
    const std::string_view name = function_name_of(arn);
    const auto found = std::ranges::find_if(scenario.functions, [&](const FunctionModel& function) {
        return function.arn == arn || function.name == name;
    });
    return found == scenario.functions.end() ? nullptr : &*found;
}

const MetricModel* find_metric(const Scenario& scenario, const MetricDetails& details) {
    std::vector<Dimension> dimensions = details.dimensions;
    std::ranges::sort(dimensions);
    const auto found = std::ranges::find_if(scenario.metrics, [&](const MetricModel& metric) {
        return metric.metric_namespace == details.metric_namespace &&
               metric.name == details.metric_name && metric.dimensions == dimensions;
    });
    return found == scenario.metrics.end() ? nullptr : &*found;
}

std::optional<std::int64_t> find_series(const Scenario& scenario, const MetricDetails& details) {
    if (const MetricModel* model = find_metric(scenario, details)) {
        return model - scenario.metrics.data() + 1;
    }
    std::vector<Dimension> dimensions = details.dimensions;
    std::ranges::sort(dimensions);
    const auto found =
        std::ranges::find_if(scenario.service_metrics, [&](const ServiceMetric& metric) {
            return metric.metric_namespace == details.metric_namespace &&
                   metric.name == details.metric_name && metric.dimensions == dimensions;
        });
    if (found == scenario.service_metrics.end()) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(scenario.metrics.size()) +
           (found - scenario.service_metrics.begin()) + 1;
}

bool is_metered(const Scenario& scenario) {
    return scenario.prices ||
           std::ranges::any_of(scenario.service_metrics, [](const ServiceMetric& metric) {
               return metric.metric_namespace == "AWS/DynamoDB";
           });
}

}  // namespace sosw::sim
