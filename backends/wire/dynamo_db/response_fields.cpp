#include "backends/wire/dynamo_db/response_fields.hpp"

#include <simdjson.h>

#include "backends/wire/dynamo_db/attribute_codec.hpp"
#include "backends/wire/error_names.hpp"

namespace sosw::wire {

namespace {

using simdjson::dom::array;
using simdjson::dom::object;

/// The member's value where it has this type.
template <typename T>
std::optional<T> member(const object& json, std::string_view name) {
    T value;
    return json.at_key(name).get(value) == simdjson::SUCCESS ? std::optional{value} : std::nullopt;
}

std::vector<Json> elements_in(const Json& list) {
    array elements;
    if (list.get(elements) != simdjson::SUCCESS) {
        return {};
    }
    return {elements.begin(), elements.end()};
}

std::vector<Json> elements_of(const object& json, std::string_view name) {
    const std::optional<Json> list = member<Json>(json, name);
    return list ? elements_in(*list) : std::vector<Json>{};
}

/// An answer's item has no problems; a service that says so is not understood.
Result<Item> item_in(const Json& json) {
    Result<Checked<Item>> read = read_item(json);
    if (!read || read->problem) {
        return unreadable("item");
    }
    return std::move(read->value);
}

}  // namespace

Failure unreadable(std::string_view part) {
    return fail(
        ErrorCode::OutcomeUnknown,
        "ResponseParserError",
        "The service's answer is not understood (" + std::string{part} +
            "); what was asked may have been done"
    );
}

Error error_of_status(const HttpResponse& response) {
    constexpr std::size_t kShown = 200;
    return {
        .code = error_code_of("", response.status),
        .name = "",
        .message = "HTTP status " + std::to_string(response.status) + ": " +
                   response.body.substr(0, kShown)};
}

std::string text_of(const object& json, std::string_view name) {
    return std::string{member<std::string_view>(json, name).value_or("")};
}

double number_of(const Json& json, std::string_view name) {
    object members;
    return json.get(members) == simdjson::SUCCESS ? number_of(members, name) : 0;
}

double number_of(const object& json, std::string_view name) {
    return member<double>(json, name).value_or(0);
}

std::int64_t integer_of(const object& json, std::string_view name) {
    return member<std::int64_t>(json, name).value_or(0);
}

bool flag_of(const object& json, std::string_view name) {
    return member<bool>(json, name).value_or(false);
}

std::vector<std::string> texts_of(const object& json, std::string_view name) {
    std::vector<std::string> made;
    for (const Json& element : elements_of(json, name)) {
        std::string_view text;
        if (element.get(text) == simdjson::SUCCESS) {
            made.emplace_back(text);
        }
    }
    return made;
}

std::optional<object> object_of(const object& json, std::string_view name) {
    return member<object>(json, name);
}

std::vector<object> objects_in(const Json& list) {
    std::vector<object> made;
    for (const Json& element : elements_in(list)) {
        object one;
        if (element.get(one) == simdjson::SUCCESS) {
            made.push_back(one);
        }
    }
    return made;
}

std::vector<object> objects_of(const object& json, std::string_view name) {
    const std::optional<Json> list = member<Json>(json, name);
    return list ? objects_in(*list) : std::vector<object>{};
}

std::vector<std::pair<std::string_view, Json>> members_of(
    const object& json, std::string_view name
) {
    std::vector<std::pair<std::string_view, Json>> made;
    if (const std::optional<object> found = object_of(json, name)) {
        for (const auto [key, value] : *found) {
            made.emplace_back(key, value);
        }
    }
    return made;
}

Result<std::optional<Item>> item_of(const object& json, std::string_view name) {
    const std::optional<Json> found = member<Json>(json, name);
    if (!found || found->is_null()) {
        return std::nullopt;
    }
    return TRY(item_in(*found));
}

Result<std::vector<Item>> items_in(const Json& list) {
    std::vector<Item> made;
    for (const Json& element : elements_in(list)) {
        made.push_back(TRY(item_in(element)));
    }
    return made;
}

Result<std::vector<Item>> items_of(const object& json, std::string_view name) {
    const std::optional<Json> list = member<Json>(json, name);
    return list ? items_in(*list) : std::vector<Item>{};
}

}  // namespace sosw::wire
