#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace sosw {

/// True where `text` is one JSON value (RFC 8259) in valid UTF-8, nested at most 512 deep.
///
/// Only looks, builds nothing: Lambda checks each payload that it accepts, millions in a
/// simulation, and a parser that also makes the value costs ten times as much.
bool is_json(std::string_view text);

/// A member of an object, both parts as they are written: the name without its quotes, the value
/// with them, and no escape undone. Borrows from the text.
struct JsonMember {
    std::string_view name;
    std::string_view value;
};

/// The members of the object that `text` is, in their order, of equal names all; nothing where
/// `text` is not one JSON object as `is_json` has it. What is within the members is only checked.
std::optional<std::vector<JsonMember>> json_members(std::string_view text);

}  // namespace sosw
