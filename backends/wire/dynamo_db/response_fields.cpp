#include "backends/wire/dynamo_db/response_fields.hpp"

#include <simdjson.h>

#include "backends/wire/dynamo_db/attribute_codec.hpp"
#include "backends/wire/json_fields.hpp"

namespace sosw::wire {

namespace {

using simdjson::dom::object;

/// An answer's item has no problems; a service that says so is not understood.
Result<Item> item_in(const Json& json) {
    Result<Checked<Item>> read = read_item(json);
    if (!read || read->problem) {
        return unreadable("item");
    }
    return std::move(read->value);
}

}  // namespace

Result<std::optional<Item>> item_of(const object& json, std::string_view name) {
    const std::optional<Json> found = member_of(json, name);
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
    const std::optional<Json> list = member_of(json, name);
    return list ? items_in(*list) : std::vector<Item>{};
}

}  // namespace sosw::wire
