#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/scenario_parts.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

/// CloudWatch's high resolution; no metric is reported more often.
constexpr Duration kShortest = std::chrono::seconds{1};

Signal read_sine(const ScenarioReader& reader, const ConfigValue& object) {
    SineSignal sine;
    if (!reader.is_object(object, "a sine", keys::kSine)) {
        return sine;
    }
    for (const std::string_view name : {"mean", "amplitude", "period"}) {
        reader.required(
            object, name, "a sine", name == "period" ? "a duration such as \"24h\"" : "a number"
        );
    }
    reader.read_number(object, "mean", sine.mean);
    reader.read_number(object, "amplitude", sine.amplitude);
    reader.read(object, "period", {.min = kShortest}, sine.period);
    reader.read(object, "phase", DurationRange{}, sine.phase);
    return sine;
}

SignalStep read_step(const ScenarioReader& reader, const ConfigValue& object) {
    SignalStep step;
    if (!reader.is_object(object, "a step", keys::kStep)) {
        return step;
    }
    reader.required(object, "at", "a step", "a duration since the start such as \"30m\"");
    reader.required(object, "value", "a step", "a number");
    reader.read(object, "at", DurationRange{}, step.at);
    reader.read_number(object, "value", step.value);
    return step;
}

Signal read_steps(const ScenarioReader& reader, const ConfigValue& list) {
    if (!list.is(Kind::List) || list.items.empty()) {
        reader.problem(
            list,
            fmt::format(
                "expected a list of steps such as [{{\"at\": \"30m\", \"value\": 60}}], found {}",
                list.is(Kind::List) ? "an empty one" : quoted(list)
            )
        );
        return ConstantSignal{};
    }
    StepsSignal signal;
    for (const ConfigValue& item : list.items) {
        const SignalStep step = read_step(reader, item);
        if (!signal.steps.empty() && step.at <= signal.steps.back().at) {
            const ConfigValue* at = ConfigReader::given(item, "at");
            reader.problem(
                at == nullptr ? item : *at,
                fmt::format(
                    "expected a step later than the one before, {}, found {}",
                    format_duration(signal.steps.back().at),
                    format_duration(step.at)
                )
            );
            continue;
        }
        signal.steps.push_back(step);
    }
    return signal;
}

Signal read_base(const ScenarioReader& reader, const ConfigValue& base) {
    if (base.is(Kind::Number)) {
        return ConstantSignal{.value = base.number};
    }
    if (!base.is(Kind::Object) || base.members.size() != 1) {
        reader.problem(
            base,
            fmt::format(
                "expected a number, or an object with one of {}, found {}",
                listed(keys::kSignal),
                base.is(Kind::Object) ? fmt::format("{} of them", base.members.size())
                                      : quoted(base)
            )
        );
        return ConstantSignal{};
    }
    reader.refuse_unknown(base, "the base of a metric", keys::kSignal);
    const ConfigMember& member = base.members[0];
    if (member.name == "sine") {
        return read_sine(reader, member.value);
    }
    return member.name == "steps" ? read_steps(reader, member.value) : ConstantSignal{};
}

std::optional<Clamp> read_clamp(const ScenarioReader& reader, const ConfigValue& value) {
    const ConfigValue* clamp = ConfigReader::given(value, "clamp");
    if (clamp == nullptr) {
        return std::nullopt;
    }
    const bool pair = clamp->is(Kind::List) && clamp->items.size() == 2 &&
                      clamp->items[0].is(Kind::Number) && clamp->items[1].is(Kind::Number);
    if (!pair || clamp->items[0].number > clamp->items[1].number) {
        reader.problem(
            *clamp,
            fmt::format(
                "expected the lowest and the highest value as in [0, 100], found {}",
                pair ? fmt::format("[{}, {}]", quoted(clamp->items[0]), quoted(clamp->items[1]))
                     : quoted(*clamp)
            )
        );
        return std::nullopt;
    }
    return Clamp{.min = clamp->items[0].number, .max = clamp->items[1].number};
}

void read_value(const ScenarioReader& reader, const ConfigValue& value, MetricModel& metric) {
    if (value.is(Kind::Number)) {
        metric.base = ConstantSignal{.value = value.number};
        return;
    }
    if (!reader.is_object(value, "the value of a metric", keys::kValue)) {
        return;
    }
    if (const ConfigValue* base = ConfigReader::given(value, "base")) {
        metric.base = read_base(reader, *base);
    }
    if (const ConfigValue* per_running = reader.object(value, "per_running")) {
        for (const ConfigMember& member : per_running->members) {
            double coefficient = 0;
            reader.read_number(*per_running, member.name, coefficient);
            metric.per_running.emplace_back(member.name, coefficient);
        }
    }
    if (const ConfigValue* noise = ConfigReader::given(value, "noise")) {
        metric.noise_stddev =
            reader.number(*noise, {}, "a standard deviation").value_or(metric.noise_stddev);
    }
    metric.clamp = read_clamp(reader, value);
}

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

MetricModel read_metric(const ScenarioReader& reader, const ConfigValue& object) {
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
    reader.read(object, "every", {.min = kShortest}, metric.every);
    if (value != nullptr) {
        read_value(reader, *value, metric);
    }
    reader.read(object, "delay", DurationRange{}, metric.delay);
    if (const ConfigValue* silent = reader.list(object, "silent")) {
        for (const ConfigValue& window : silent->items) {
            metric.silent.push_back(read_window(reader, window));
        }
    }
    return metric;
}

}  // namespace

std::vector<MetricModel> read_metrics(const ScenarioReader& reader, const ConfigValue& root) {
    std::vector<MetricModel> metrics;
    if (const ConfigValue* list = reader.list(root, "metrics")) {
        for (const ConfigValue& item : list->items) {
            metrics.push_back(read_metric(reader, item));
        }
    }
    return metrics;
}

}  // namespace sosw::sim
