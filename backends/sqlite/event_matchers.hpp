#pragma once

#include <optional>
#include <string>

namespace simdjson::dom {
class element;  // NOLINT(readability-identifier-naming): it is simdjson's.
}

/// What a field of an event may be, one item of a pattern's leaf.

namespace sosw::sqlite {

/// What is wrong with the matcher, or nothing.
std::string problem_of_matcher(const simdjson::dom::element& matcher);

/// Whether one value of an event (nothing: the event has no such field) is what the matcher wants.
bool value_matches(
    const simdjson::dom::element& matcher, const std::optional<simdjson::dom::element>& value
);

}  // namespace sosw::sqlite
