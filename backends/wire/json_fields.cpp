#include "backends/wire/json_fields.hpp"

#include <simdjson.h>

#include "backends/wire/error_names.hpp"

namespace sosw::wire {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

/// The member's value where it has this type.
template <typename T>
std::optional<T> member(const object& json, std::string_view name) {
    T value;
    return json.at_key(name).get(value) == simdjson::SUCCESS ? std::optional{value} : std::nullopt;
}

}  // namespace

std::optional<element> member_of(const object& json, std::string_view name) {
    return member<element>(json, name);
}

std::vector<element> elements_in(const element& list) {
    array elements;
    if (list.get(elements) != simdjson::SUCCESS) {
        return {};
    }
    return {elements.begin(), elements.end()};
}

std::string text_of(const object& json, std::string_view name) {
    return std::string{member<std::string_view>(json, name).value_or("")};
}

double number_of(const element& json, std::string_view name) {
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
    const std::optional<element> list = member_of(json, name);
    for (const element& one : list ? elements_in(*list) : std::vector<element>{}) {
        std::string_view text;
        if (one.get(text) == simdjson::SUCCESS) {
            made.emplace_back(text);
        }
    }
    return made;
}

std::optional<object> object_of(const object& json, std::string_view name) {
    return member<object>(json, name);
}

std::vector<object> objects_in(const element& list) {
    std::vector<object> made;
    for (const element& item : elements_in(list)) {
        object one;
        if (item.get(one) == simdjson::SUCCESS) {
            made.push_back(one);
        }
    }
    return made;
}

std::vector<object> objects_of(const object& json, std::string_view name) {
    const std::optional<element> list = member<element>(json, name);
    return list ? objects_in(*list) : std::vector<object>{};
}

std::vector<std::pair<std::string_view, element>> members_of(
    const object& json, std::string_view name
) {
    std::vector<std::pair<std::string_view, element>> made;
    if (const std::optional<object> found = object_of(json, name)) {
        for (const auto [key, value] : *found) {
            made.emplace_back(key, value);
        }
    }
    return made;
}

Error error_of_json(const HttpResponse& response, const object& json) {
    Error error{.name = std::string{bare_error_name(text_of(json, "__type"))}, .message = ""};
    if (error.name.empty()) {
        error.name = bare_error_name(response.headers.value_or_empty("x-amzn-errortype"));
    }
    error.code = error_code_of(error.name, response.status);
    error.message = text_of(json, "message");
    if (error.message.empty()) {
        error.message = text_of(json, "Message");
    }
    return error;
}

Error error_of_status(const HttpResponse& response) {
    constexpr std::size_t kShown = 200;
    return {
        .code = error_code_of("", response.status),
        .name = "",
        .message = "HTTP status " + std::to_string(response.status) + ": " +
                   response.body.substr(0, kShown)};
}

Failure unreadable(std::string_view part) {
    return fail(
        ErrorCode::OutcomeUnknown,
        "ResponseParserError",
        "The service's answer is not understood (" + std::string{part} +
            "); what was asked may have been done"
    );
}

}  // namespace sosw::wire
