#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/payload.hpp"
#include "sim/scenario/workload_parts.hpp"
#include "sim/workload/payload_template.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

constexpr std::array<std::string_view, 7> kPatterns{
    "phases", "diurnal", "bursts", "on_off", "at", "trace", "job"};
/// Shorter ones would be more events than a run could bear.
constexpr Duration kShortest = std::chrono::seconds{1};
constexpr Duration kDay = std::chrono::days{1};
constexpr double kWeekdayMax = 1000;

double required_rate(
    const ScenarioReader& reader, const ConfigValue& object, std::string_view whose
) {
    const ConfigValue* rate = reader.required(object, "rate", whose, "such as \"20/min\"");
    return rate != nullptr ? reader.rate(*rate).value_or(0) : 0;
}

/// A duration that must be there, at least `kShortest`.
Duration required_duration(
    const ScenarioReader& reader,
    const ConfigValue& object,
    std::string_view name,
    std::string_view whose
) {
    const ConfigValue* value = reader.required(object, name, whose, "such as \"10m\"");
    return value != nullptr ? reader.duration(*value, {.min = kShortest}).value_or(kDay) : kDay;
}

void read_weekdays(
    const ScenarioReader& reader, const ConfigValue& object, std::array<double, 7>& weekdays
) {
    const ConfigValue* list = reader.list(object, "weekdays");
    if (list == nullptr) {
        return;
    }
    if (list->items.size() != weekdays.size()) {
        reader.problem(
            *list,
            fmt::format(
                "expected seven factors, Monday first, such as [1, 1, 1, 1, 1, 0.5, 0.3], found {}",
                list->items.size()
            )
        );
        return;
    }
    for (std::size_t day = 0; day < weekdays.size(); ++day) {
        const NumberRange range{.minimum = 0, .maximum = kWeekdayMax};
        weekdays[day] = reader.number(list->items[day], range, "a factor").value_or(1);
    }
}

DiurnalArrivals read_diurnal(const ScenarioReader& reader, const ConfigValue& object) {
    DiurnalArrivals diurnal;
    if (!reader.is_object(object, "a diurnal pattern", keys::kDiurnal)) {
        return diurnal;
    }
    diurnal.rate_per_second = required_rate(reader, object, "a diurnal pattern");
    if (const ConfigValue* amplitude = ConfigReader::given(object, "amplitude")) {
        diurnal.amplitude =
            reader.number(*amplitude, {.minimum = 0, .maximum = 1}, "a share of the rate")
                .value_or(diurnal.amplitude);
    }
    reader.read(object, "peak", {.max = kDay}, diurnal.peak);
    read_weekdays(reader, object, diurnal.weekdays);
    return diurnal;
}

std::int64_t read_count(const ScenarioReader& reader, const ConfigValue& value, std::int64_t min) {
    if (value.integer && *value.integer >= min && *value.integer <= kCountMax) {
        return *value.integer;
    }
    reader.problem(
        value,
        fmt::format(
            "expected a whole number from {} to {}, found {}", min, kCountMax, quoted(value)
        )
    );
    return min;
}

CountDistribution read_uniform_size(const ScenarioReader& reader, const ConfigValue& parameters) {
    constexpr std::string_view kWhat = "a uniform size";
    if (!reader.is_object(parameters, kWhat, keys::kUniform)) {
        return {};
    }
    const ConfigValue* min = reader.required(parameters, "min", kWhat, "a whole number such as 50");
    const ConfigValue* max = reader.required(parameters, "max", kWhat, "a whole number such as 90");
    if (min == nullptr || max == nullptr) {
        return {};
    }
    const UniformCount count{
        .min = read_count(reader, *min, 0), .max = read_count(reader, *max, 0)};
    if (count.min > count.max) {
        reader.problem(
            *min, fmt::format("\"min\" must not be more than \"max\", {}", quoted(*max))
        );
        return {};
    }
    return CountDistribution::uniform(count);
}

CountDistribution read_normal_size(const ScenarioReader& reader, const ConfigValue& parameters) {
    constexpr std::string_view kWhat = "a normal size";
    NormalCount count;
    if (!reader.is_object(parameters, kWhat, keys::kNormal)) {
        return {};
    }
    const NumberRange range{.minimum = 0, .maximum = static_cast<double>(kCountMax)};
    if (const ConfigValue* mean = reader.required(parameters, "mean", kWhat, "such as 100")) {
        count.mean = reader.number(*mean, range, "a number of tasks").value_or(0);
    }
    if (const ConfigValue* stddev = reader.required(parameters, "stddev", kWhat, "such as 20")) {
        count.stddev = reader.number(*stddev, range, "a number of tasks").value_or(0);
    }
    return CountDistribution::normal(count);
}

CountDistribution read_size_values(const ScenarioReader& reader, const ConfigValue& values) {
    if (!values.is(Kind::List) || values.items.empty()) {
        reader.problem(
            values,
            "expected a list of whole numbers such as [50, 90], found " +
                (values.is(Kind::List) ? "an empty one" : quoted(values))
        );
        return {};
    }
    EmpiricalCount count;
    for (const ConfigValue& item : values.items) {
        count.values.push_back(read_count(reader, item, 0));
    }
    return CountDistribution::empirical(std::move(count));
}

CountDistribution read_size(const ScenarioReader& reader, const ConfigValue& value) {
    if (value.is(Kind::Number)) {
        return CountDistribution::constant(read_count(reader, value, 0));
    }
    if (!value.is(Kind::Object) || value.members.size() != 1) {
        reader.problem(
            value,
            fmt::format(
                "expected a whole number such as 100, or an object with one of {}, found {}",
                listed(keys::kSize),
                value.is(Kind::Object) ? fmt::format("{} of them", value.members.size())
                                       : quoted(value)
            )
        );
        return {};
    }
    reader.refuse_unknown(value, "a size", keys::kSize);
    const ConfigMember& shape = value.members[0];
    if (shape.name == "uniform") {
        return read_uniform_size(reader, shape.value);
    }
    if (shape.name == "normal") {
        return read_normal_size(reader, shape.value);
    }
    return shape.name == "values" ? read_size_values(reader, shape.value) : CountDistribution{};
}

BurstArrivals read_bursts(const ScenarioReader& reader, const ConfigValue& object) {
    BurstArrivals bursts{.every = kDay};
    if (!reader.is_object(object, "a pattern of bursts", keys::kBursts)) {
        return bursts;
    }
    bursts.every = required_duration(reader, object, "every", "a pattern of bursts");
    reader.read(object, "jitter", DurationRange{}, bursts.jitter);
    reader.read(object, "spread", DurationRange{}, bursts.spread);
    const ConfigValue* size = reader.required(object, "size", "a pattern of bursts", "such as 100");
    if (size != nullptr) {
        bursts.size = read_size(reader, *size);
    }
    if (bursts.jitter + bursts.spread > bursts.every) {
        reader.problem(
            object,
            fmt::format(
                "one burst must end before the next begins: \"jitter\" and \"spread\" add up to "
                "{}, more than \"every\", {}",
                format_duration(bursts.jitter + bursts.spread),
                format_duration(bursts.every)
            )
        );
    }
    return bursts;
}

OnOffArrivals::State read_state(
    const ScenarioReader& reader, const ConfigValue& object, std::string_view name
) {
    OnOffArrivals::State state{.mean = kDay};
    const ConfigValue* value = reader.required(
        object, name, "an on_off pattern", R"(such as {"mean": "5m", "rate": "1/s"})"
    );
    if (value == nullptr || !reader.is_object(*value, "a state", keys::kOnOffState)) {
        return state;
    }
    state.mean = required_duration(reader, *value, "mean", "a state");
    state.rate_per_second = required_rate(reader, *value, "a state");
    return state;
}

OnOffArrivals read_on_off(const ScenarioReader& reader, const ConfigValue& object) {
    if (!reader.is_object(object, "an on_off pattern", keys::kOnOff)) {
        return {.on = {.mean = kDay}, .off = {.mean = kDay}};
    }
    return {.on = read_state(reader, object, "on"), .off = read_state(reader, object, "off")};
}

ListedTasks read_instant(const ScenarioReader& reader, const ConfigValue& item) {
    ListedTasks tasks;
    if (item.is(Kind::Text)) {
        tasks.at = reader.duration(item).value_or(Duration::zero());
        return tasks;
    }
    if (!reader.is_object(item, "an instant", keys::kInstant)) {
        return tasks;
    }
    if (const ConfigValue* at = reader.required(item, "at", "an instant", "such as \"5m\"")) {
        tasks.at = reader.duration(*at).value_or(Duration::zero());
    }
    if (const ConfigValue* count = ConfigReader::given(item, "count")) {
        tasks.count = read_count(reader, *count, 1);
    }
    if (const ConfigValue* payload = reader.object(item, "payload")) {
        check_placeholders(reader, *payload, {});
        tasks.payload = payload_text(*payload);
    }
    return tasks;
}

ListedArrivals read_instants(const ScenarioReader& reader, const ConfigValue& list) {
    ListedArrivals listed;
    if (!list.is(Kind::List) || list.items.empty()) {
        reader.problem(
            list,
            R"(expected a list of times such as ["5m", {"at": "10m", "count": 20}], found )" +
                (list.is(Kind::List) ? "an empty one" : quoted(list))
        );
        return listed;
    }
    for (const ConfigValue& item : list.items) {
        listed.push_back(read_instant(reader, item));
    }
    std::ranges::stable_sort(listed, {}, &ListedTasks::at);
    return listed;
}

}  // namespace

bool has_one_pattern(const ScenarioReader& reader, const ConfigValue& object) {
    std::vector<std::string_view> found;
    for (const std::string_view name : kPatterns) {
        if (ConfigReader::given(object, name) != nullptr) {
            found.push_back(name);
        }
    }
    if (found.empty()) {
        reader.problem(
            object,
            fmt::format(
                "a workload needs one of {}, such as \"phases\": "
                R"([{{"duration": "30m", "rate": "20/min"}}])",
                listed(kPatterns)
            )
        );
    } else if (found.size() > 1) {
        reader.problem(
            object,
            fmt::format(
                "expected one of {}, found {}; make them workloads of their own",
                listed(kPatterns),
                listed(found)
            )
        );
    }
    return found.size() == 1;
}

ArrivalPattern read_pattern(const ScenarioReader& reader, const ConfigValue& object) {
    if (const ConfigValue* diurnal = ConfigReader::given(object, "diurnal")) {
        return read_diurnal(reader, *diurnal);
    }
    if (const ConfigValue* bursts = ConfigReader::given(object, "bursts")) {
        return read_bursts(reader, *bursts);
    }
    if (const ConfigValue* on_off = ConfigReader::given(object, "on_off")) {
        return read_on_off(reader, *on_off);
    }
    if (const ConfigValue* at = ConfigReader::given(object, "at")) {
        return read_instants(reader, *at);
    }
    if (ConfigReader::given(object, "trace") != nullptr) {
        return read_trace(reader, object);
    }
    if (ConfigReader::given(object, "job") != nullptr) {
        return read_job(reader, object);
    }
    return {};
}

void check_placeholders(
    const ScenarioReader& reader, const ConfigValue& payload, std::span<const std::string> columns
) {
    if (payload.is(Kind::Text)) {
        if (const auto pieces = parse_template_text(payload.text, columns); !pieces) {
            reader.problem(payload, pieces.error());
        }
    }
    for (const ConfigValue& item : payload.items) {
        check_placeholders(reader, item, columns);
    }
    for (const ConfigMember& member : payload.members) {
        check_placeholders(reader, member.value, columns);
    }
}

}  // namespace sosw::sim
