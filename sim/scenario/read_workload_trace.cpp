#include <array>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "sim/scenario/workload_parts.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

/// What only a replay has.
constexpr std::array<std::string_view, 6> kTraceSettings{
    "format", "speed", "offset", "scale", "functions", "durations"};
constexpr std::array<std::string_view, 3> kFormats{"sosw", "azure_2019", "azure_2021"};
constexpr double kSpeedMax = 1e6;
constexpr double kScaleMax = 1e4;

void read_factor(
    const ScenarioReader& reader,
    const ConfigValue& object,
    std::string_view name,
    NumberRange range,
    double& target
) {
    if (const ConfigValue* value = ConfigReader::given(object, name)) {
        target = reader.number(*value, range, "a factor").value_or(target);
    }
}

void read_format(const ScenarioReader& reader, const ConfigValue& object, TraceReplay& replay) {
    const ConfigValue* format = ConfigReader::given(object, "format");
    if (format == nullptr) {
        return;
    }
    const auto chosen = reader.choice(*format, kFormats);
    if (chosen == "azure_2019") {
        replay.format = TraceFormat::Azure2019;
    } else if (chosen == "azure_2021") {
        replay.format = TraceFormat::Azure2021;
    }
}

void read_functions_of_trace(
    const ScenarioReader& reader, const ConfigValue& object, TraceReplay& replay
) {
    const ConfigValue* functions = reader.object(object, "functions");
    if (functions == nullptr) {
        return;
    }
    for (const ConfigMember& member : functions->members) {
        replay.functions.emplace_back(member.name, reader.text(member.value).value_or(""));
    }
}

}  // namespace

TraceReplay read_trace(const ScenarioReader& reader, const ConfigValue& object) {
    TraceReplay replay;
    reader.read(object, "trace", replay.file);
    read_format(reader, object, replay);
    read_factor(reader, object, "speed", {.minimum = 1e-6, .maximum = kSpeedMax}, replay.speed);
    reader.read(object, "offset", DurationRange{}, replay.offset);
    read_factor(reader, object, "scale", {.minimum = 0, .maximum = kScaleMax}, replay.scale);
    reader.read(object, "durations", replay.durations_file);
    read_functions_of_trace(reader, object, replay);
    return replay;
}

void refuse_trace_settings(const ScenarioReader& reader, const ConfigValue& object) {
    for (const std::string_view name : kTraceSettings) {
        if (const ConfigValue* value = ConfigReader::given(object, name)) {
            reader.problem(
                *value, fmt::format("\"{}\" is of a replay: it needs \"trace\" beside it", name)
            );
        }
    }
}

}  // namespace sosw::sim
