#include "backends/wire/services/constraints.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/strings.hpp"

namespace sosw::wire {
namespace {

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string quoted(std::string_view text) { return fmt::format("'{}'", text); }

std::string bound(std::string_view what, std::string_view side, std::int64_t limit) {
    return fmt::format("Member must have {} {} than or equal to {}", what, side, limit);
}

}  // namespace

void FieldConstraints::violated(
    std::string_view value, std::string_view member, std::string_view constraint
) {
    violations_.push_back(
        fmt::format("Value {} at '{}' failed to satisfy constraint: {}", value, member, constraint)
    );
}

void FieldConstraints::required(std::string_view member, bool present) {
    if (!present) {
        violated("null", member, "Member must not be null");
    }
}

void FieldConstraints::length(
    std::string_view member,
    const std::optional<std::string>& text,
    std::size_t minimum,
    std::size_t maximum
) {
    if (!text) {
        return;
    }
    const std::size_t length = characters_in(*text);
    if (length < minimum) {
        violated(
            quoted(*text), member, bound("length", "greater", static_cast<std::int64_t>(minimum))
        );
    } else if (length > maximum) {
        violated(
            quoted(*text), member, bound("length", "less", static_cast<std::int64_t>(maximum))
        );
    }
}

void FieldConstraints::one_of(
    std::string_view member,
    const std::optional<std::string>& text,
    std::span<const std::string_view> values
) {
    if (text && std::ranges::find(values, *text) == values.end()) {
        const std::vector<std::string> names{values.begin(), values.end()};
        violated(
            quoted(*text),
            member,
            fmt::format("Member must satisfy enum value set: [{}]", join(names, ", "))
        );
    }
}

void FieldConstraints::range(
    std::string_view member,
    std::optional<std::int64_t> value,
    std::int64_t minimum,
    std::int64_t maximum
) {
    if (value && *value < minimum) {
        violated(quoted(std::to_string(*value)), member, bound("value", "greater", minimum));
    } else if (value && *value > maximum) {
        violated(quoted(std::to_string(*value)), member, bound("value", "less", maximum));
    }
}

void FieldConstraints::size(
    std::string_view member,
    std::optional<std::size_t> size,
    std::size_t minimum,
    std::size_t maximum
) {
    if (size && *size < minimum) {
        violated("'[]'", member, bound("length", "greater", static_cast<std::int64_t>(minimum)));
    } else if (size && *size > maximum) {
        violated(
            fmt::format("'[{} items]'", *size),
            member,
            bound("length", "less", static_cast<std::int64_t>(maximum))
        );
    }
}

void FieldConstraints::pattern(
    std::string_view member, std::string_view text, bool holds, std::string_view pattern
) {
    if (!holds) {
        violated(
            quoted(text),
            member,
            fmt::format("Member must satisfy regular expression pattern: {}", pattern)
        );
    }
}

Result<void> FieldConstraints::check() const {
    if (violations_.empty()) {
        return {};
    }
    const std::string_view plural = violations_.size() == 1 ? "" : "s";
    return fail(
        ErrorCode::InvalidRequest,
        "ValidationException",
        fmt::format(
            "{} validation error{} detected: {}",
            violations_.size(),
            plural,
            join(violations_, "; ")
        )
    );
}

}  // namespace sosw::wire
