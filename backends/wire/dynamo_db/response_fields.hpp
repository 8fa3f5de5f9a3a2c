#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "backends/wire/dynamo_db/json_reading.hpp"
#include "core/ports/dynamo_db.hpp"

/// Items and tables in an answer of DynamoDB, as a client reads them.
///
/// Errors: `OutcomeUnknown` for items that are none; the service has done something, but what it
/// says of it is not understood.

namespace sosw::wire {

Result<std::optional<Item>> item_of(const simdjson::dom::object& json, std::string_view name);
Result<std::vector<Item>> items_of(const simdjson::dom::object& json, std::string_view name);
Result<std::vector<Item>> items_in(const Json& list);

Result<TableDescription> read_table_description(const simdjson::dom::object& json);

}  // namespace sosw::wire
