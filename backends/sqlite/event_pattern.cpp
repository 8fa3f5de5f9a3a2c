#include "backends/sqlite/event_pattern.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include <simdjson.h>

#include "backends/sqlite/event_matchers.hpp"

namespace sosw::sqlite {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view kOr = "$or";

Failure invalid(const std::string& reason) {
    return fail(
        ErrorCode::InvalidRequest,
        "InvalidEventPatternException",
        "Event pattern is not valid. Reason: " + reason
    );
}

Result<void> check_object(const object& pattern);

/// `$or`: at least two patterns.
Result<void> check_alternatives(const element& alternatives) {
    if (!alternatives.is_array() || array{alternatives}.size() < 2) {
        return invalid("\"$or\" must be an array of at least two objects");
    }
    for (const element alternative : array{alternatives}) {
        if (!alternative.is_object()) {
            return invalid("\"$or\" must be an array of objects");
        }
        TRY(check_object(object{alternative}));
    }
    return {};
}

Result<void> check_leaf(std::string_view name, const array& values) {
    if (values.size() == 0) {
        return invalid("Empty arrays are not allowed: \"" + std::string{name} + "\"");
    }
    for (const element value : values) {
        const std::string problem = problem_of_matcher(value);
        if (!problem.empty()) {
            return invalid(problem);
        }
    }
    return {};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a pattern be.
Result<void> check_object(const object& pattern) {
    if (pattern.size() == 0) {
        return invalid("Empty objects are not allowed");
    }
    for (const auto member : pattern) {
        if (member.key == kOr) {
            TRY(check_alternatives(member.value));
        } else if (member.value.is_object()) {
            TRY(check_object(object{member.value}));
        } else if (member.value.is_array()) {
            TRY(check_leaf(member.key, array{member.value}));
        } else {
            return invalid("\"" + std::string{member.key} + "\" must be an object or an array");
        }
    }
    return {};
}

std::optional<element> member_of(const element& event, std::string_view name) {
    element value;
    if (!event.is_object() || event.at_key(name).get(value) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    return value;
}

/// A leaf's list matches where one of its items does; a list in the event where one of its own.
bool leaf_matches(const array& wanted, const std::optional<element>& found) {
    if (found && found->is_array()) {
        return std::ranges::any_of(array{*found}, [&](const element& item) {
            return leaf_matches(wanted, item);
        });
    }
    return std::ranges::any_of(wanted, [&](const element& matcher) {
        return value_matches(matcher, found);
    });
}

bool object_matches(const object& pattern, const std::optional<element>& event);

bool member_matches(
    std::string_view name, const element& wanted, const std::optional<element>& event
) {
    if (name == kOr) {
        return std::ranges::any_of(array{wanted}, [&](const element& alternative) {
            return object_matches(object{alternative}, event);
        });
    }
    const auto found = event ? member_of(*event, name) : std::nullopt;
    if (wanted.is_array()) {
        return leaf_matches(array{wanted}, found);
    }
    if (found && found->is_array()) {
        return std::ranges::any_of(array{*found}, [&](const element& item) {
            return object_matches(object{wanted}, item);
        });
    }
    return object_matches(object{wanted}, found);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the parser lets a pattern be.
bool object_matches(const object& pattern, const std::optional<element>& event) {
    return std::ranges::all_of(pattern, [&](const auto& member) {
        return member_matches(member.key, member.value, event);
    });
}

}  // namespace

Result<void> check_event_pattern(std::string_view pattern) {
    simdjson::dom::parser parser;
    element root;
    if (parser.allocate(pattern.size() + 1, 128) != simdjson::SUCCESS ||
        parser.parse(pattern.data(), pattern.size()).get(root) != simdjson::SUCCESS) {
        return invalid("Unable to parse the pattern as JSON");
    }
    if (!root.is_object()) {
        return invalid("Filter is not an object");
    }
    return check_object(object{root});
}

bool event_matches(std::string_view pattern, std::string_view event) {
    simdjson::dom::parser pattern_parser;
    simdjson::dom::parser event_parser;
    element wanted;
    element found;
    if (pattern_parser.parse(pattern.data(), pattern.size()).get(wanted) != simdjson::SUCCESS ||
        event_parser.parse(event.data(), event.size()).get(found) != simdjson::SUCCESS) {
        return false;
    }
    return wanted.is_object() && object_matches(object{wanted}, found);
}

}  // namespace sosw::sqlite
