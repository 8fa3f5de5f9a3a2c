#include "sim/scenario/scenario_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

constexpr double kRateMax = 100'000;  // Per second.

struct RateUnit {
    std::string_view name;
    double seconds;
};
constexpr std::array<RateUnit, 4> kRateUnits{{{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86'400}}};

/// Tasks per second of `20/min`.
std::optional<double> parse_rate(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    double count = 0;
    const std::string_view number = text.substr(0, slash);
    const auto [end, error] = std::from_chars(
        number.data(), number.data() + number.size(), count, std::chars_format::fixed
    );
    const auto* const unit = std::ranges::find(kRateUnits, text.substr(slash + 1), &RateUnit::name);
    if (error != std::errc{} || end != number.data() + number.size() || unit == kRateUnits.end() ||
        !std::isfinite(count)) {
        return std::nullopt;
    }
    return count / unit->seconds;
}

std::string expected_duration(DurationRange range) {
    constexpr std::string_view kSuchAs = "such as \"90s\" or \"2h\"";
    if (range.max < kDurationMax) {
        return fmt::format(
            "expected a duration from {} to {}, such as \"90s\"",
            format_duration(range.min),
            format_duration(range.max)
        );
    }
    if (range.min > kSomeTime.min) {
        return fmt::format(
            "expected a duration of at least {}, {}", format_duration(range.min), kSuchAs
        );
    }
    return range.min == kSomeTime.min ? fmt::format("expected a duration above 0, {}", kSuchAs)
                                      : fmt::format("expected a duration {}", kSuchAs);
}

}  // namespace

const ConfigValue* ScenarioReader::required(
    const ConfigValue& object,
    std::string_view name,
    std::string_view whose,
    std::string_view such_as
) const {
    const ConfigValue* value = given(object, name);
    if (value == nullptr) {
        problem(object, fmt::format("{} needs \"{}\", {}", whose, name, such_as));
    }
    return value;
}

bool ScenarioReader::is_object(
    const ConfigValue& value, std::string_view what, std::span<const std::string_view> known
) const {
    if (!value.is(Kind::Object)) {
        problem(
            value,
            fmt::format(
                "expected {}, an object with {}, found {}", what, listed(known), quoted(value)
            )
        );
        return false;
    }
    refuse_unknown(value, what, known);
    return true;
}

std::optional<Duration> ScenarioReader::duration(const ConfigValue& value, DurationRange range)
    const {
    const std::optional<Duration> read =
        value.is(Kind::Text) ? parse_duration(value.text) : std::nullopt;
    if (read && *read >= range.min && *read <= range.max) {
        return read;
    }
    if (read && *read > kDurationMax) {
        problem(value, fmt::format("expected at most ten years, found {}", quoted(value)));
    } else {
        problem(value, fmt::format("{}, found {}", expected_duration(range), quoted(value)));
    }
    return std::nullopt;
}

void ScenarioReader::read(
    const ConfigValue& object, std::string_view name, DurationRange range, Duration& target
) const {
    if (const ConfigValue* value = given(object, name)) {
        target = duration(*value, range).value_or(target);
    }
}

std::optional<double> ScenarioReader::rate(const ConfigValue& value) const {
    const std::optional<double> per_second =
        value.is(Kind::Text) ? parse_rate(value.text) : std::nullopt;
    if (!per_second || *per_second < 0) {
        problem(
            value,
            fmt::format(
                "expected a rate such as \"20/min\", \"0.5/s\" or \"3/h\", found {}", quoted(value)
            )
        );
        return std::nullopt;
    }
    if (*per_second > kRateMax) {
        problem(
            value,
            fmt::format("expected a rate of at most {:.0f}/s, found {}", kRateMax, quoted(value))
        );
        return std::nullopt;
    }
    return per_second;
}

void ScenarioReader::read(const ConfigValue& object, std::string_view name, bool& target) const {
    const ConfigValue* value = given(object, name);
    if (value == nullptr) {
        return;
    }
    if (!value->is(Kind::Boolean)) {
        problem(*value, "expected true or false, found " + quoted(*value));
        return;
    }
    target = value->boolean;
}

void ScenarioReader::read(const ConfigValue& object, std::string_view name, Timestamp& target)
    const {
    const ConfigValue* value = given(object, name);
    if (value == nullptr) {
        return;
    }
    const std::optional<Timestamp> at =
        value->is(Kind::Text) ? parse_timestamp(value->text) : std::nullopt;
    constexpr Timestamp kMin = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
    constexpr Timestamp kMax = std::chrono::sys_days{std::chrono::year{2999} / 1 / 1};
    if (!at || *at < kMin || *at > kMax) {
        problem(
            *value,
            fmt::format(
                "expected a time from the years 2000 to 2999, such as \"2026-03-02T08:00:00Z\", "
                "found {}",
                quoted(*value)
            )
        );
        return;
    }
    target = *at;
}

void ScenarioReader::read(
    const ConfigValue& object, std::string_view name, WholeRange range, std::int64_t& target
) const {
    const ConfigValue* value = given(object, name);
    if (value == nullptr) {
        return;
    }
    if (value->integer && *value->integer >= range.min && *value->integer <= range.max) {
        target = *value->integer;
        return;
    }
    const std::string wanted =
        range.max == std::numeric_limits<std::int64_t>::max()
            ? fmt::format("a whole number of {} or more", range.min)
            : fmt::format("a whole number from {} to {}", range.min, range.max);
    problem(*value, fmt::format("expected {}, found {}", wanted, quoted(*value)));
}

void ScenarioReader::read(
    const ConfigValue& object, std::string_view name, WholeRange range, int& target
) const {
    std::int64_t wide = target;
    read(object, name, range, wide);
    target = static_cast<int>(wide);
}

void ScenarioReader::read_number(const ConfigValue& object, std::string_view name, double& target)
    const {
    if (const ConfigValue* value = given(object, name)) {
        if (!value->is(Kind::Number)) {
            problem(*value, "expected a number, found " + quoted(*value));
            return;
        }
        target = value->number;
    }
}

void ScenarioReader::read_probability(
    const ConfigValue& object, std::string_view name, double& target
) const {
    if (const ConfigValue* value = given(object, name)) {
        target = number(*value, {.minimum = 0, .maximum = 1}, "a probability").value_or(target);
    }
}

std::optional<std::string_view> ScenarioReader::choice(
    const ConfigValue& value, std::span<const std::string_view> choices
) const {
    const auto found =
        value.is(Kind::Text) ? std::ranges::find(choices, value.text) : choices.end();
    if (found == choices.end()) {
        refuse_choice(value, choices);
        return std::nullopt;
    }
    return *found;
}

void ScenarioReader::read(const ConfigValue& object, std::string_view name, Distribution& target)
    const {
    if (const ConfigValue* value = given(object, name)) {
        target = distribution(*value);
    }
}

Distribution ScenarioReader::distribution(const ConfigValue& value) const {
    if (value.is(Kind::Text)) {
        return Distribution::constant(duration(value).value_or(Duration::zero()));
    }
    if (!value.is(Kind::Object) || value.members.size() != 1) {
        problem(
            value,
            fmt::format(
                "expected a duration such as \"40s\", or an object with one of {}, found {}",
                listed(keys::kDistribution),
                value.is(Kind::Object) ? fmt::format("{} of them", value.members.size())
                                       : quoted(value)
            )
        );
        return {};
    }
    refuse_unknown(value, "a distribution", keys::kDistribution);
    return distribution_of(value.members[0].name, value.members[0].value);
}

Distribution ScenarioReader::distribution_of(std::string_view kind, const ConfigValue& parameters)
    const {
    if (kind == "uniform") {
        return uniform(parameters);
    }
    if (kind == "normal") {
        return normal(parameters);
    }
    if (kind == "lognormal") {
        return lognormal(parameters);
    }
    if (kind == "exponential") {
        return exponential(parameters);
    }
    return kind == "values" ? empirical(parameters) : Distribution{};
}

std::optional<Duration> ScenarioReader::required_duration(
    const ConfigValue& object, std::string_view name, std::string_view whose, DurationRange range
) const {
    const ConfigValue* value = required(object, name, whose, "a duration such as \"40s\"");
    return value == nullptr ? std::nullopt : duration(*value, range);
}

Distribution ScenarioReader::uniform(const ConfigValue& parameters) const {
    constexpr std::string_view kWhat = "a uniform distribution";
    if (!is_object(parameters, kWhat, keys::kUniform)) {
        return {};
    }
    const auto min = required_duration(parameters, "min", kWhat, {});
    const auto max = required_duration(parameters, "max", kWhat, {});
    if (!min || !max) {
        return {};
    }
    if (*min > *max) {
        problem(
            *parameters.find("min"),
            fmt::format(
                "\"min\" must not be longer than \"max\", {}", quoted(*parameters.find("max"))
            )
        );
        return {};
    }
    return Distribution::uniform({.min = *min, .max = *max});
}

Distribution ScenarioReader::normal(const ConfigValue& parameters) const {
    constexpr std::string_view kWhat = "a normal distribution";
    if (!is_object(parameters, kWhat, keys::kNormal)) {
        return {};
    }
    const auto mean = required_duration(parameters, "mean", kWhat, {});
    const auto stddev = required_duration(parameters, "stddev", kWhat, {});
    return mean && stddev ? Distribution::normal({.mean = *mean, .stddev = *stddev})
                          : Distribution{};
}

Distribution ScenarioReader::lognormal(const ConfigValue& parameters) const {
    constexpr std::string_view kWhat = "a lognormal distribution";
    if (!is_object(parameters, kWhat, keys::kLognormal)) {
        return {};
    }
    const auto median = required_duration(parameters, "median", kWhat, kSomeTime);
    const auto p95 = required_duration(parameters, "p95", kWhat, kSomeTime);
    if (!median || !p95) {
        return {};
    }
    if (*p95 < *median) {
        problem(
            *parameters.find("p95"),
            fmt::format(
                "\"p95\" must not be shorter than \"median\", {}",
                quoted(*parameters.find("median"))
            )
        );
        return {};
    }
    return Distribution::lognormal({.median = *median, .p95 = *p95});
}

Distribution ScenarioReader::exponential(const ConfigValue& parameters) const {
    constexpr std::string_view kWhat = "an exponential distribution";
    if (!is_object(parameters, kWhat, keys::kExponential)) {
        return {};
    }
    const auto mean = required_duration(parameters, "mean", kWhat, {});
    return mean ? Distribution::exponential({.mean = *mean}) : Distribution{};
}

Distribution ScenarioReader::empirical(const ConfigValue& values) const {
    if (!values.is(Kind::List) || values.items.empty()) {
        problem(
            values,
            "expected a list of durations such as [\"30s\", \"45s\"], found " +
                (values.is(Kind::List) ? "an empty one" : quoted(values))
        );
        return {};
    }
    Empirical parameters;
    for (const ConfigValue& item : values.items) {
        parameters.values.push_back(duration(item).value_or(Duration::zero()));
    }
    return Distribution::empirical(std::move(parameters));
}

}  // namespace sosw::sim
