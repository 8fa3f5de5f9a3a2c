#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

/// Where the values of a JSON text stand, so that one of them can be replaced and everything else,
/// comments and layout, stays as the user wrote it.

namespace sosw::gui {

/// Bytes from `begin` on and before `end`.
struct TextPlace {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const TextPlace&) const = default;
};

/// By JSON pointer, the whole text under the empty one. Of a repeated key the last value counts.
/// Comments are allowed; of a text that is no JSON, what comes before the mistake.
std::map<std::string, TextPlace> json_places(std::string_view text);

/// `text` with the values at the pointers replaced. Pointers that it does not have are left out.
std::string with_values(
    const std::string& text, const std::map<std::string, std::string>& value_by_pointer
);

/// The value at `pointer` as a document of its own, its lines moved to the left.
std::optional<std::string> value_text(const std::string& text, const std::string& pointer);

/// `text` as a JSON string, in quotes.
std::string json_string(std::string_view text);

}  // namespace sosw::gui
