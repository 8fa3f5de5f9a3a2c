#include "backends/wire/dynamo_db/json_reading.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include "backends/wire/base64.hpp"
#include "backends/wire/http_message.hpp"

namespace sosw::wire {

namespace {

using simdjson::dom::element_type;

constexpr std::string_view kApi = "com.amazonaws.dynamodb.v20120810.";
constexpr std::string_view kNestedScalar =
    "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class "
    "java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and "
    "java.lang.Class are in module java.base of loader 'bootstrap')";

bool is_whole(const Json& json) {
    double value = 0;
    return json.type() != element_type::DOUBLE || (!json.get(value) && std::floor(value) == value);
}

/// The parser's name of a scalar token.
std::string_view token_of(const Json& json) {
    bool truth = false;
    switch (json.type()) {
        case element_type::BOOL:
            return !json.get(truth) && truth ? "TRUE_VALUE" : "FALSE_VALUE";
        case element_type::STRING:
            return "STRING_VALUE";
        default:
            return is_whole(json) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
    }
}

Failure structure_not_expected() {
    return serialization_error("Start of structure or map found where not expected");
}
Failure unrecognized_collection(std::string_view type) {
    return serialization_error(fmt::format("Unrecognized collection type {}", type));
}
Failure not_convertible(const Json& json, std::string_view type) {
    return serialization_error(fmt::format("{} cannot be converted to {}", token_of(json), type));
}

/// The complaint about what is no scalar of Java's `type`; nothing for scalars.
std::optional<Failure> collection_problem(const Json& json, std::string_view type) {
    if (json.is_array()) {
        return unrecognized_collection(fmt::format("class {}", type));
    }
    if (json.is_object()) {
        return structure_not_expected();
    }
    return std::nullopt;
}

std::string qualified(std::string_view type) {
    return type.find('.') == type.npos ? fmt::format("{}{}", kApi, type) : std::string{type};
}

Result<bool> boolean_from_text(std::string_view text) {
    const auto is = [&](std::string_view word) { return equal_ignoring_case(text, word); };
    if (is("true") || is("1") || is("yes")) {
        return true;
    }
    if (is("false") || is("0") || is("no")) {
        return false;
    }
    return serialization_error("Unexpected token received from parser");
}

}  // namespace

Failure serialization_error(std::string message) {
    return fail(ErrorCode::InvalidRequest, "SerializationException", std::move(message));
}

Failure validation_error(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

Result<std::string_view> read_string(const Json& json) {
    std::string_view text;
    if (!json.get(text)) {
        return text;
    }
    if (auto problem = collection_problem(json, "java.lang.String")) {
        return *problem;
    }
    return not_convertible(json, "String");
}

Result<bool> read_boolean(const Json& json) {
    bool value = false;
    if (!json.get(value)) {
        return value;
    }
    if (auto problem = collection_problem(json, "java.lang.Boolean")) {
        return *problem;
    }
    std::string_view text;
    return json.get(text) ? not_convertible(json, "Boolean") : boolean_from_text(text);
}

Result<std::int64_t> read_integer(const Json& json, std::string_view type) {
    std::int64_t whole = 0;
    if (!json.get(whole)) {
        return whole;
    }
    double value = 0;
    if (!json.get(value)) {
        constexpr double kLimit = 9.2e18;
        return static_cast<std::int64_t>(std::clamp(std::floor(value), -kLimit, kLimit));
    }
    if (auto problem = collection_problem(json, fmt::format("java.lang.{}", type))) {
        return *problem;
    }
    return not_convertible(json, type);
}

Result<std::string> read_blob(const Json& json) {
    std::string_view text;
    if (json.get(text)) {
        if (auto problem = collection_problem(json, "java.nio.ByteBuffer")) {
            return *problem;
        }
        return serialization_error("only base-64-encoded strings are convertible to bytes");
    }
    if (text.size() % 4 != 0) {
        return serialization_error(fmt::format(
            "Base64 encoded length is expected a multiple of 4 bytes but found: {}", text.size()
        ));
    }
    std::optional<std::string> bytes = base64_decode(text);
    if (!bytes) {
        // Spelled so by the service.
        return serialization_error("Invalid last non-pad Base64 character dectected");
    }
    return *std::move(bytes);
}

Result<simdjson::dom::array> read_list(const Json& json) {
    simdjson::dom::array list;
    if (!json.get(list)) {
        return list;
    }
    return json.is_object() ? structure_not_expected()
                            : serialization_error("Unexpected field type");
}

Result<simdjson::dom::array> read_nested_list(const Json& json) {
    simdjson::dom::array list;
    if (!json.get(list)) {
        return list;
    }
    return json.is_object() ? structure_not_expected()
                            : serialization_error(std::string{kNestedScalar});
}

Result<simdjson::dom::object> read_map(const Json& json, std::string_view value_type) {
    simdjson::dom::object map;
    if (!json.get(map)) {
        return map;
    }
    return json.is_array() ? unrecognized_collection(fmt::format(
                                 "java.util.Map<java.lang.String, {}>", qualified(value_type)
                             ))
                           : serialization_error("Unexpected field type");
}

Result<simdjson::dom::object> read_nested_map(const Json& json) {
    return json.is_array() || json.is_object() ? read_map(json, "AttributeValue")
                                               : serialization_error(std::string{kNestedScalar});
}

std::optional<Json> find_member(const simdjson::dom::object& object, std::string_view name) {
    Json member;
    if (object.at_key(name).get(member) || member.is_null()) {
        return std::nullopt;
    }
    return member;
}

Result<simdjson::dom::object> read_structure(const Json& json, std::string_view type, Place place) {
    simdjson::dom::object structure;
    if (!json.get(structure)) {
        return structure;
    }
    if (json.is_array()) {
        return unrecognized_collection(fmt::format("class {}{}", kApi, type));
    }
    return serialization_error(
        place == Place::Member ? "Unexpected field type" : "Unexpected value type in payload"
    );
}

}  // namespace sosw::wire
