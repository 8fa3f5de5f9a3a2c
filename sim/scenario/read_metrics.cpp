#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/read_metric_value.hpp"
#include "sim/scenario/scenario_parts.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

TimeWindow read_window(const ScenarioReader& reader, const ConfigValue& object) {
    TimeWindow window;
    if (!reader.is_object(object, "a window", keys::kWindow)) {
        return window;
    }
    const ConfigValue* from =
        reader.required(object, "from", "a window", "a duration since the start such as \"30m\"");
    const ConfigValue* to =
        reader.required(object, "to", "a window", "a duration since the start such as \"45m\"");
    if (from == nullptr || to == nullptr) {
        return window;
    }
    const std::optional<Duration> begin = reader.duration(*from);
    const std::optional<Duration> end = reader.duration(*to);
    if (begin && end && *begin >= *end) {
        reader.problem(
            *to,
            fmt::format("expected a time after \"from\", {}, found {}", quoted(*from), quoted(*to))
        );
    }
    return {.from = begin.value_or(Duration{}), .to = end.value_or(Duration{})};
}

std::vector<Dimension> read_dimensions(const ScenarioReader& reader, const ConfigValue& metric) {
    std::vector<Dimension> dimensions;
    const ConfigValue* object = reader.object(metric, "dimensions");
    if (object == nullptr) {
        return dimensions;
    }
    for (const ConfigMember& member : object->members) {
        if (const std::optional<std::string> value = reader.text(member.value)) {
            dimensions.push_back({.name = member.name, .value = *value});
        }
    }
    std::ranges::sort(dimensions);
    return dimensions;
}

double read_gaps(const ScenarioReader& reader, const ConfigValue& object) {
    double probability = 0;
    if (reader.is_object(object, "the gaps of a metric", keys::kGaps)) {
        reader.required(object, "probability", "a metric with gaps", "such as 0.01");
        reader.read_probability(object, "probability", probability);
    }
    return probability;
}

MetricModel read_metric(
    const ScenarioReader& reader, const ConfigValue& object, const std::string& scenario
) {
    MetricModel metric;
    if (!reader.is_object(object, "a metric", keys::kMetric)) {
        return metric;
    }
    reader.required(object, "namespace", "a metric", "such as \"AWS/RDS\"");
    reader.required(object, "name", "a metric", "such as \"CPUUtilization\"");
    const ConfigValue* value =
        reader.required(object, "value", "a metric", "such as {\"base\": 20, \"noise\": 2}");
    reader.read(object, "namespace", metric.metric_namespace);
    reader.read(object, "name", metric.name);
    metric.dimensions = read_dimensions(reader, object);
    reader.read(object, "unit", metric.unit);
    reader.read(object, "every", {.min = kSignalShortest}, metric.every);
    if (value != nullptr) {
        read_metric_value(reader, *value, scenario, metric);
    }
    reader.read(object, "delay", metric.delay);
    if (const ConfigValue* gaps = ConfigReader::given(object, "gaps")) {
        metric.gap_probability = read_gaps(reader, *gaps);
    }
    if (const ConfigValue* silent = reader.list(object, "silent")) {
        for (const ConfigValue& window : silent->items) {
            metric.silent.push_back(read_window(reader, window));
        }
    }
    return metric;
}

}  // namespace

std::vector<MetricModel> read_metrics(
    const ScenarioReader& reader, const ConfigValue& root, const std::string& scenario
) {
    std::vector<MetricModel> metrics;
    if (const ConfigValue* list = reader.list(root, "metrics")) {
        for (const ConfigValue& item : list->items) {
            metrics.push_back(read_metric(reader, item, scenario));
        }
    }
    return metrics;
}

}  // namespace sosw::sim
