#include "core/config/config_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/base/strings.hpp"

namespace sosw {
namespace {

/// Durations beyond a thousand years are slips, and microseconds would overflow not much later.
constexpr double kSecondsMax = 1000 * 366.0 * 86'400;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string expected_number(std::string_view what, NumberRange range) {
    if (range.minimum == 0 && range.maximum >= kSecondsMax) {
        return fmt::format("expected {} of 0 or more", what);
    }
    if (range.maximum >= kSecondsMax) {
        return fmt::format("expected {} above 0", what);
    }
    return fmt::format("expected {} from {} to {}", what, range.minimum, range.maximum);
}

}  // namespace

const ConfigValue* ConfigReader::given(const ConfigValue& object, std::string_view name) {
    const ConfigValue* value = object.find(name);
    return value != nullptr && value->is(ConfigValue::Kind::Null) ? nullptr : value;
}

const ConfigValue* ConfigReader::object(const ConfigValue& object, std::string_view name) const {
    const ConfigValue* value = given(object, name);
    if (value != nullptr && !value->is(ConfigValue::Kind::Object)) {
        problems_.add(*value, "expected an object, found " + quoted(*value));
        return nullptr;
    }
    return value;
}

const ConfigValue* ConfigReader::list(const ConfigValue& object, std::string_view name) const {
    const ConfigValue* value = given(object, name);
    if (value != nullptr && !value->is(ConfigValue::Kind::List)) {
        problems_.add(*value, "expected a list, found " + quoted(*value));
        return nullptr;
    }
    return value;
}

void ConfigReader::read(
    const ConfigValue& object,
    std::string_view name,
    std::int64_t minimum,
    std::optional<std::int64_t>& target
) const {
    const ConfigValue* value = given(object, name);
    if (value == nullptr) {
        return;
    }
    if (!value->integer || *value->integer < minimum) {
        problems_.add(
            *value,
            fmt::format("expected a whole number of {} or more, found {}", minimum, quoted(*value))
        );
        return;
    }
    target = value->integer;
}

void ConfigReader::read(
    const ConfigValue& object, std::string_view name, std::int64_t minimum, std::int64_t& target
) const {
    std::optional<std::int64_t> number;
    read(object, name, minimum, number);
    target = number.value_or(target);
}

void ConfigReader::read(
    const ConfigValue& object, std::string_view name, std::optional<double>& target
) const {
    const ConfigValue* value = given(object, name);
    if (value == nullptr) {
        return;
    }
    if (!value->is(ConfigValue::Kind::Number)) {
        problems_.add(*value, "expected a number, found " + quoted(*value));
        return;
    }
    target = value->number;
}

void ConfigReader::read(const ConfigValue& object, std::string_view name, std::string& target)
    const {
    if (const ConfigValue* value = given(object, name)) {
        target = text(*value).value_or(target);
    }
}

void ConfigReader::read_seconds(
    const ConfigValue& object, std::string_view name, NumberRange range, Duration& target
) const {
    const ConfigValue* value = given(object, name);
    if (value == nullptr) {
        return;
    }
    const std::optional<double> seconds = number(*value, range, "a number of seconds");
    if (!seconds) {
        return;
    }
    if (*seconds > kSecondsMax) {
        problems_.add(
            *value,
            fmt::format("expected at most a thousand years in seconds, found {}", quoted(*value))
        );
        return;
    }
    target = from_seconds(*seconds);
}

std::optional<double> ConfigReader::number(
    const ConfigValue& value, NumberRange range, std::string_view what
) const {
    if (!value.is(ConfigValue::Kind::Number) || value.number < range.minimum ||
        value.number > range.maximum) {
        problems_.add(
            value, fmt::format("{}, found {}", expected_number(what, range), quoted(value))
        );
        return std::nullopt;
    }
    return value.number;
}

std::optional<std::string> ConfigReader::text(const ConfigValue& value) const {
    if (!value.is(ConfigValue::Kind::Text)) {
        problems_.add(value, "expected a text, found " + quoted(value));
        return std::nullopt;
    }
    if (value.text.empty()) {
        problems_.add(value, "expected a text that is not empty");
        return std::nullopt;
    }
    return value.text;
}

void ConfigReader::refuse_unknown(
    const ConfigValue& object, std::string_view what, std::span<const std::string_view> known
) const {
    for (const ConfigMember& member : object.members) {
        if (std::ranges::find(known, member.name) == known.end()) {
            refuse(member, what, known);
        }
    }
}

void ConfigReader::refuse(
    const ConfigMember& member, std::string_view what, std::span<const std::string_view> known
) const {
    problems_.add(
        member.value,
        fmt::format(
            "{} has no setting {}.{} Known are: {}",
            what,
            quoted(std::string_view{member.name}),
            did_you_mean(member.name, known),
            listed(known)
        )
    );
}

void ConfigReader::refuse_choice(
    const ConfigValue& value, std::span<const std::string_view> choices
) const {
    std::string message =
        fmt::format("expected one of {}, found {}", listed(choices), quoted(value));
    if (const std::string hint = did_you_mean(value.text, choices);
        value.is(ConfigValue::Kind::Text) && !hint.empty()) {
        message += "." + hint;
    }
    problems_.add(value, std::move(message));
}

std::optional<double> number_of_key(std::string_view key) {
    std::string_view digits = trimmed(key);
    if (digits.starts_with('+') && !digits.starts_with("+-")) {
        digits.remove_prefix(1);
    }
    double number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(number)) {
        return std::nullopt;
    }
    return number;
}

std::string listed(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) {
        text.append(text.empty() ? "" : ", ").append(word);
    }
    return text;
}

}  // namespace sosw
