#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

// NOLINTBEGIN(readability-identifier-naming): simdjson's names.
namespace simdjson::dom {
class array;
class element;
class object;
}  // namespace simdjson::dom
// NOLINTEND(readability-identifier-naming)

/// JSON values as members of the types that DynamoDB's API names, with the service's own complaints
/// about others.
///
/// DynamoDB deserializes a whole request before it looks at what the request says: a number where
/// text belongs is a `SerializationException`, whatever else may be wrong. Views live as long as
/// the parser's document.

namespace sosw::wire {

using Json = simdjson::dom::element;

/// `SerializationException`; an empty message is left out of the answer.
Failure serialization_error(std::string message);
/// `ValidationException`.
Failure validation_error(std::string message);

/// DynamoDB words the complaint about a structure by where it stands: as a member of a structure,
/// or as an element of a list or map.
enum class Place { Member, Element };

Result<std::string_view> read_string(const Json& json);
/// Also takes `"true"`, `"1"`, `"yes"` and their opposites.
Result<bool> read_boolean(const Json& json);
/// Decimals are rounded down. `type` is Java's: `Integer` or `Long`.
Result<std::int64_t> read_integer(const Json& json, std::string_view type);
/// The bytes of base64 text.
Result<std::string> read_blob(const Json& json);
Result<simdjson::dom::array> read_list(const Json& json);
/// `value_type` is the type of the map's values, for the complaint: `AttributeValue`, or with its
/// package, `java.lang.String`.
Result<simdjson::dom::object> read_map(const Json& json, std::string_view value_type);
/// `type` is the structure's: `WriteRequest`.
Result<simdjson::dom::object> read_structure(const Json& json, std::string_view type, Place place);

/// The member `name`; nothing where it is absent or null.
std::optional<Json> find_member(const simdjson::dom::object& object, std::string_view name);

/// As a map that is an element of a list, whose type Java spells out.
Result<simdjson::dom::object> read_nested_map(const Json& json);
/// As a list that is an element of a map.
Result<simdjson::dom::array> read_nested_list(const Json& json);

}  // namespace sosw::wire
