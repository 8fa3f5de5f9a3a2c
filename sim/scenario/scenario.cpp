#include "sim/scenario/scenario.hpp"

#include <algorithm>

namespace sosw::sim {
namespace {

constexpr std::string_view kFunctionPart = ":function:";

/// `name` of `arn:aws:lambda:<region>:<account>:function:<name>[:<version or alias>]`; other texts
/// are names already.
std::string_view function_name_of(std::string_view arn) {
    const std::size_t part = arn.find(kFunctionPart);
    if (part == std::string_view::npos) {
        return arn;
    }
    const std::string_view name = arn.substr(part + kFunctionPart.size());
    return name.substr(0, name.find(':'));
}

}  // namespace

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

}  // namespace sosw::sim
