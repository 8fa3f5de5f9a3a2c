#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/wire/dynamo_db/json_reading.hpp"
#include "backends/wire/http_message.hpp"
#include "core/ports/dynamo_db.hpp"

/// Reading what may stand in an answer of DynamoDB.
///
/// Clients take what the service says: a member that is absent, null or of another type is nothing.
/// Only items must be items.

namespace sosw::wire {

/// `OutcomeUnknown`: the service answered, but this part of it makes no sense.
Failure unreadable(std::string_view part);

/// An answer that is no JSON (of a proxy, or cut off), by its status and the beginning of its body.
Error error_of_status(const HttpResponse& response);

std::string text_of(const simdjson::dom::object& json, std::string_view name);
double number_of(const simdjson::dom::object& json, std::string_view name);
double number_of(const Json& json, std::string_view name);
std::int64_t integer_of(const simdjson::dom::object& json, std::string_view name);
bool flag_of(const simdjson::dom::object& json, std::string_view name);
std::vector<std::string> texts_of(const simdjson::dom::object& json, std::string_view name);

std::optional<simdjson::dom::object> object_of(
    const simdjson::dom::object& json, std::string_view name
);
std::vector<simdjson::dom::object> objects_in(const Json& list);
std::vector<simdjson::dom::object> objects_of(
    const simdjson::dom::object& json, std::string_view name
);
std::vector<std::pair<std::string_view, Json>> members_of(
    const simdjson::dom::object& json, std::string_view name
);

Result<std::optional<Item>> item_of(const simdjson::dom::object& json, std::string_view name);
Result<std::vector<Item>> items_of(const simdjson::dom::object& json, std::string_view name);
Result<std::vector<Item>> items_in(const Json& list);

Result<TableDescription> read_table_description(const simdjson::dom::object& json);

}  // namespace sosw::wire
