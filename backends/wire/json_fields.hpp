#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/wire/http_message.hpp"
#include "core/base/result.hpp"

// NOLINTBEGIN(readability-identifier-naming): simdjson's names.
namespace simdjson::dom {
class element;
class object;
}  // namespace simdjson::dom
// NOLINTEND(readability-identifier-naming)

/// Reading what may stand in a service's JSON answer.
///
/// Clients take what the service says: a member that is absent, null or of another type is nothing.
/// Views live as long as the parser's document.

namespace sosw::wire {

std::string text_of(const simdjson::dom::object& json, std::string_view name);
double number_of(const simdjson::dom::object& json, std::string_view name);
/// Nothing too where `json` is no object.
double number_of(const simdjson::dom::element& json, std::string_view name);
std::int64_t integer_of(const simdjson::dom::object& json, std::string_view name);
bool flag_of(const simdjson::dom::object& json, std::string_view name);
std::vector<std::string> texts_of(const simdjson::dom::object& json, std::string_view name);

std::optional<simdjson::dom::element> member_of(
    const simdjson::dom::object& json, std::string_view name
);
std::optional<simdjson::dom::object> object_of(
    const simdjson::dom::object& json, std::string_view name
);
std::vector<simdjson::dom::element> elements_in(const simdjson::dom::element& list);
std::vector<simdjson::dom::object> objects_in(const simdjson::dom::element& list);
std::vector<simdjson::dom::object> objects_of(
    const simdjson::dom::object& json, std::string_view name
);
std::vector<std::pair<std::string_view, simdjson::dom::element>> members_of(
    const simdjson::dom::object& json, std::string_view name
);

/// The error that a JSON answer tells of: its name stands in `__type` or in the header
/// `x-amzn-ErrorType`, its text in `message` or `Message`.
Error error_of_json(const HttpResponse& response, const simdjson::dom::object& json);

/// That of an answer which is no JSON (of a proxy, or cut off): by its status and the beginning of
/// its body.
Error error_of_status(const HttpResponse& response);

/// `OutcomeUnknown`, `ResponseParserError`: the service answered, but this part of it makes no
/// sense.
Failure unreadable(std::string_view part);

}  // namespace sosw::wire
