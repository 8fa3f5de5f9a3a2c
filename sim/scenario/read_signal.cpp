#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/metric_trace.hpp"
#include "sim/scenario/read_metric_value.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

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
    reader.read(object, "period", {.min = kSignalShortest}, sine.period);
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

Signal read_random_walk(const ScenarioReader& reader, const ConfigValue& object, Duration every) {
    RandomWalkSignal walk{.every = every};
    if (!reader.is_object(object, "a random walk", keys::kRandomWalk)) {
        return walk;
    }
    reader.required(object, "start", "a random walk", "the value at the start");
    const ConfigValue* step =
        reader.required(object, "step", "a random walk", "the standard deviation of one step");
    reader.read_number(object, "start", walk.start);
    if (step != nullptr) {
        walk.step = reader.number(*step, {}, "a standard deviation").value_or(walk.step);
    }
    reader.read(object, "every", {.min = kSignalShortest}, walk.every);
    if (const ConfigValue* reversion = ConfigReader::given(object, "reversion")) {
        walk.reversion =
            reader.number(*reversion, {.minimum = 0, .maximum = 1}, "a part of the way")
                .value_or(walk.reversion);
    }
    walk.mean = walk.start;
    reader.read_number(object, "mean", walk.mean);
    if (const std::optional<Clamp> bounds = read_range(reader, object, "bounds")) {
        walk.min = bounds->min;
        walk.max = bounds->max;
        if (walk.start < bounds->min || walk.start > bounds->max) {
            reader.problem(
                *ConfigReader::given(object, "bounds"),
                fmt::format("expected bounds around \"start\", {}", walk.start)
            );
        }
    }
    return walk;
}

std::shared_ptr<const std::vector<TracePoint>> read_points(
    const ScenarioReader& reader, const std::string& file
) {
    Checked<std::vector<TracePoint>> points = read_metric_trace(file);
    if (!points) {
        for (Diagnostic& diagnostic : points.error()) {
            reader.problems().add(std::move(diagnostic));
        }
        return nullptr;
    }
    return std::make_shared<const std::vector<TracePoint>>(std::move(*points));
}

Signal read_trace(
    const ScenarioReader& reader, const ConfigValue& object, const std::string& scenario
) {
    TraceSignal trace;
    if (!reader.is_object(object, "a trace", keys::kMetricTrace)) {
        return ConstantSignal{};
    }
    std::string file;
    const ConfigValue* given =
        reader.required(object, "file", "a trace", "such as \"traces/cpu.csv\"");
    reader.read(object, "file", file);
    if (const ConfigValue* interpolation = ConfigReader::given(object, "interpolation")) {
        constexpr std::array<std::string_view, 2> kChoices{"linear", "step"};
        if (reader.choice(*interpolation, kChoices) == kChoices[1]) {
            trace.interpolation = Interpolation::Step;
        }
    }
    reader.read(object, "offset", DurationRange{}, trace.offset);
    if (const ConfigValue* speed = ConfigReader::given(object, "speed")) {
        trace.speed = reader.number(*speed, {.minimum = 1e-6, .maximum = 1e6}, "a speed")
                          .value_or(trace.speed);
    }
    if (given != nullptr && !file.empty()) {
        const std::filesystem::path folder = std::filesystem::path{scenario}.parent_path();
        trace.points = read_points(reader, (folder / file).lexically_normal().string());
    }
    return trace.points != nullptr ? Signal{trace} : Signal{ConstantSignal{}};
}

}  // namespace

Signal read_signal(
    const ScenarioReader& reader,
    const ConfigValue& base,
    const std::string& scenario,
    Duration every
) {
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
    if (member.name == "random_walk") {
        return read_random_walk(reader, member.value, every);
    }
    if (member.name == "trace") {
        return read_trace(reader, member.value, scenario);
    }
    return member.name == "steps" ? read_steps(reader, member.value) : ConstantSignal{};
}

}  // namespace sosw::sim
