#include "sim/scenario/read_metric_value.hpp"

#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

InvocationLoad read_invocation_load(const ScenarioReader& reader, const ConfigMember& member) {
    const ConfigValue& object = member.value;
    InvocationLoad load{.function = member.name};
    if (!reader.is_object(object, "the load of an invocation", keys::kInvocationLoad)) {
        return load;
    }
    reader.required(object, "adds", "the load of an invocation", "a number");
    reader.read_number(object, "adds", load.adds);
    const bool decays = ConfigReader::given(object, "half_life") != nullptr;
    if (decays == (ConfigReader::given(object, "hold") != nullptr)) {
        reader.problem(
            object,
            "the load of an invocation needs either \"half_life\", in which half of it goes, or "
            "\"hold\", for which it stays, such as \"2m\""
        );
    }
    reader.read(object, "half_life", kSomeTime, load.half_life);
    reader.read(object, "hold", kSomeTime, load.hold);
    return load;
}

std::vector<InvocationLoad> read_invocation_loads(
    const ScenarioReader& reader, const ConfigValue& value
) {
    std::vector<InvocationLoad> loads;
    if (const ConfigValue* functions = reader.object(value, "per_invocation")) {
        for (const ConfigMember& member : functions->members) {
            loads.push_back(read_invocation_load(reader, member));
        }
    }
    return loads;
}

CurveSaturation read_curve(const ScenarioReader& reader, const ConfigValue& list) {
    CurveSaturation curve;
    for (const ConfigValue& item : list.items) {
        const bool pair = item.is(Kind::List) && item.items.size() == 2 &&
                          item.items[0].is(Kind::Number) && item.items[1].is(Kind::Number);
        if (!pair) {
            reader.problem(
                item,
                fmt::format(
                    "expected a load and what remains of it as in [20, 15], found {}", quoted(item)
                )
            );
            continue;
        }
        const CurvePoint point{.load = item.items[0].number, .value = item.items[1].number};
        if (!curve.points.empty() && point.load <= curve.points.back().load) {
            reader.problem(
                item.items[0],
                fmt::format(
                    "expected a load above the one before, {}, found {}",
                    curve.points.back().load,
                    quoted(item.items[0])
                )
            );
            continue;
        }
        curve.points.push_back(point);
    }
    return curve;
}

HyperbolicSaturation read_hyperbola(const ScenarioReader& reader, const ConfigValue& object) {
    HyperbolicSaturation saturation;
    const ConfigValue* limit =
        reader.required(object, "limit", "a saturation", "what the load never exceeds");
    const ConfigValue* half =
        reader.required(object, "half", "a saturation", "the load that gives half of the limit");
    if (limit != nullptr) {
        saturation.limit = reader.number(*limit, kAboveZero, "a number").value_or(1);
    }
    if (half != nullptr) {
        saturation.half = reader.number(*half, kAboveZero, "a number").value_or(1);
    }
    return saturation;
}

Saturation read_saturation(const ScenarioReader& reader, const ConfigValue& value) {
    const ConfigValue* object = ConfigReader::given(value, "saturation");
    if (object == nullptr || !reader.is_object(*object, "a saturation", keys::kSaturation)) {
        return {};
    }
    const ConfigValue* curve = ConfigReader::given(*object, "curve");
    if (curve == nullptr) {
        return read_hyperbola(reader, *object);
    }
    if (ConfigReader::given(*object, "limit") != nullptr ||
        ConfigReader::given(*object, "half") != nullptr) {
        reader.problem(*object, "expected either \"curve\", or \"limit\" and \"half\", found both");
    }
    if (!curve->is(Kind::List) || curve->items.empty()) {
        reader.problem(
            *curve,
            fmt::format(
                "expected a list of points such as [[0, 0], [20, 15]], found {}",
                curve->is(Kind::List) ? "an empty one" : quoted(*curve)
            )
        );
        return {};
    }
    CurveSaturation read = read_curve(reader, *curve);
    return read.points.empty() ? Saturation{} : Saturation{std::move(read)};
}

LoadLag read_lag(const ScenarioReader& reader, const ConfigValue& value) {
    LoadLag lag;
    const ConfigValue* object = ConfigReader::given(value, "lag");
    if (object == nullptr || !reader.is_object(*object, "a lag", keys::kLag)) {
        return lag;
    }
    if (object->members.empty()) {
        reader.problem(*object, "a lag needs \"dead_time\" or \"time_constant\", such as \"2m\"");
    }
    reader.read(*object, "dead_time", kSomeTime, lag.dead_time);
    reader.read(*object, "time_constant", kSomeTime, lag.time_constant);
    return lag;
}

}  // namespace

std::optional<Clamp> read_range(
    const ScenarioReader& reader, const ConfigValue& object, std::string_view name
) {
    const ConfigValue* clamp = ConfigReader::given(object, name);
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

void read_metric_value(
    const ScenarioReader& reader,
    const ConfigValue& value,
    const std::string& scenario,
    MetricModel& metric
) {
    if (value.is(Kind::Number)) {
        metric.base = ConstantSignal{.value = value.number};
        return;
    }
    if (!reader.is_object(value, "the value of a metric", keys::kValue)) {
        return;
    }
    if (const ConfigValue* base = ConfigReader::given(value, "base")) {
        metric.base = read_signal(reader, *base, scenario, metric.every);
    }
    if (const ConfigValue* per_running = reader.object(value, "per_running")) {
        for (const ConfigMember& member : per_running->members) {
            double coefficient = 0;
            reader.read_number(*per_running, member.name, coefficient);
            metric.per_running.emplace_back(member.name, coefficient);
        }
    }
    metric.per_invocation = read_invocation_loads(reader, value);
    metric.saturation = read_saturation(reader, value);
    metric.lag = read_lag(reader, value);
    if (const ConfigValue* noise = ConfigReader::given(value, "noise")) {
        metric.noise_stddev =
            reader.number(*noise, {}, "a standard deviation").value_or(metric.noise_stddev);
    }
    metric.clamp = read_range(reader, value, "clamp");
}

}  // namespace sosw::sim
