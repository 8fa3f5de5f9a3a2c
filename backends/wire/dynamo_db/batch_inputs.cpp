#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include "backends/sqlite/item_size.hpp"
#include "backends/wire/dynamo_db/item_inputs.hpp"
#include "backends/wire/dynamo_db/legacy_parameters.hpp"
#include "backends/wire/dynamo_db/request_rules.hpp"
#include "backends/wire/json_writer.hpp"
#include "core/ports/attribute_number.hpp"

/// BatchGetItem and BatchWriteItem.

namespace sosw::wire {

namespace {

constexpr std::array<std::string_view, 2> kBatchMembers{
    "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"};
constexpr std::array<std::string_view, 4> kKeysMembers{
    "AttributesToGet", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"};
constexpr std::size_t kBatchGetMax = 100;
constexpr std::size_t kBatchWriteMax = 25;
constexpr std::string_view kOneWrite =
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
    "supported datatypes";

std::string shown(const Json& json) { return simdjson::minify(json); }

/// A list with its elements apart, as the service shows it.
std::string shown_elements(const Json& json) {
    std::vector<std::string> elements;
    for (const Json element : json.get_array()) {
        elements.push_back(shown(element));
    }
    return shown_list(elements);
}

/// What stands in the request for one table of a batch get.
struct KeysRequest {
    std::string_view table;
    ItemRequest members{};
    std::optional<std::vector<Checked<Item>>> keys{};
    Json keys_json{};
};

/// The same for a batch write; a request may be neither put nor delete, or both.
struct WritesRequest {
    struct Write {
        bool has_put = false;
        bool has_delete = false;
        std::optional<Checked<Item>> item{};
        std::optional<Checked<Item>> key{};
    };
    std::string_view table;
    std::vector<Write> writes{};
};

Result<KeysRequest> read_keys(std::string_view table, const Json& json) {
    const simdjson::dom::object members =
        TRY(read_structure(json, "KeysAndAttributes", Place::Element));
    KeysRequest request{.table = table, .members = TRY(read_item_request(members, kKeysMembers))};
    const std::optional<Json> keys = find_member(members, "Keys");
    if (keys) {
        request.keys_json = *keys;
        request.keys.emplace();
        for (const Json key : TRY(read_list(*keys))) {
            request.keys->push_back(TRY(read_listed_item(key)));
        }
    }
    return request;
}

/// What a put or a delete carries under `member`.
Result<std::optional<Checked<Item>>> read_payload(
    const Json& json, std::string_view type, std::string_view member
) {
    const std::optional<Json> item =
        find_member(TRY(read_structure(json, type, Place::Member)), member);
    return item ? std::optional{TRY(read_item(*item))} : std::nullopt;
}

Result<WritesRequest::Write> read_write(const Json& json) {
    if (json.is_null()) {
        return WritesRequest::Write{};
    }
    const simdjson::dom::object members = TRY(read_structure(json, "WriteRequest", Place::Element));
    WritesRequest::Write write;
    if (const std::optional<Json> deletion = find_member(members, "DeleteRequest")) {
        write.has_delete = true;
        write.key = TRY(read_payload(*deletion, "DeleteRequest", "Key"));
    }
    if (const std::optional<Json> put = find_member(members, "PutRequest")) {
        write.has_put = true;
        write.item = TRY(read_payload(*put, "PutRequest", "Item"));
    }
    return write;
}

Result<WritesRequest> read_writes(std::string_view table, const Json& json) {
    WritesRequest request{.table = table};
    for (const Json write : TRY(read_nested_list(json))) {
        request.writes.push_back(TRY(read_write(write)));
    }
    return request;
}

/// The tables of a batch and what is asked of each.
template <typename Request>
Result<std::vector<Request>> read_tables(
    const Json& json,
    std::string_view type,
    Result<Request> (*read)(std::string_view table, const Json& json)
) {
    std::vector<Request> requests;
    for (const auto [table, content] : TRY(read_map(json, type))) {
        if (!content.is_null()) {
            requests.push_back(TRY(read(table, content)));
        }
    }
    return requests;
}

bool is_table_name(std::string_view name_or_arn) {
    constexpr std::size_t kMin = 3;
    constexpr std::size_t kMax = 255;
    const std::string_view name = table_name_of(name_or_arn);
    return name.size() >= kMin && name.size() <= kMax && is_plain_name(name);
}

template <typename Request>
void constrain_tables(
    Constraints& constraints, const Json& json, const std::vector<Request>& requests
) {
    constraints.length_at_least("requestItems", shown(json), requests.size(), 1);
    for (const Request& request : requests) {
        if (!is_table_name(request.table)) {
            constraints.violated(
                "requestItems",
                shown(json),
                "Map keys must satisfy constraint: [Member must have length less than or equal to "
                "255, Member must have length greater than or equal to 3, Member must satisfy "
                "regular expression pattern: [a-zA-Z0-9_.-]+]"
            );
        }
    }
}

void constrain_keys(Constraints& constraints, const KeysRequest& request) {
    const std::string place = fmt::format("requestItems.{}.member.", request.table);
    constraints.not_null(place + "keys", request.keys.has_value());
    if (request.keys) {
        constraints.length_at_least(place + "keys", "[]", request.keys->size(), 1);
        if (request.keys->size() > kBatchGetMax) {
            constraints.length_at_most(
                place + "keys",
                shown_elements(request.keys_json),
                request.keys->size(),
                kBatchGetMax
            );
        }
    }
    constrain_attributes_to_get(
        constraints, place + "attributesToGet", request.members.attributes_to_get
    );
}

void constrain_writes(Constraints& constraints, const WritesRequest& request) {
    for (std::size_t i = 0; i < request.writes.size(); ++i) {
        const WritesRequest::Write& write = request.writes[i];
        const std::string place =
            fmt::format("requestItems.{}.member.{}.member.", request.table, i + 1);
        if (write.has_delete) {
            constraints.not_null(place + "deleteRequest.key", write.key.has_value());
        }
        if (write.has_put) {
            constraints.not_null(place + "putRequest.item", write.item.has_value());
        }
    }
}

/// A key as text that is equal for equal keys.
std::string fingerprint(const Item& key) {
    std::vector<const Attribute*> sorted;
    for (const Attribute& attribute : key) {
        sorted.push_back(&attribute);
    }
    std::ranges::sort(sorted, {}, [](const Attribute* a) -> const std::string& { return a->name; });
    std::string text;
    JsonWriter writer{text};
    for (const Attribute* attribute : sorted) {
        writer.string(attribute->name);
        AttributeValue value = attribute->value;
        if (auto* number = value.get_if<Number>()) {
            number->text = normalise_number(number->text).value_or(number->text);
        }
        write_attribute_value(writer, value);
    }
    return text;
}

Result<void> check_keys(const KeysRequest& request, std::size_t& count) {
    std::set<std::string> seen;
    for (const Checked<Item>& key : *request.keys) {
        TRY(check_content(key.problem));
        if (!seen.insert(fingerprint(key.value)).second) {
            return validation_error("Provided list of item keys contains duplicates");
        }
        if (++count > kBatchGetMax) {
            return validation_error("Too many items requested for the BatchGetItem call");
        }
    }
    return {};
}

Result<void> check_get(const KeysRequest& request, std::size_t& count) {
    const ItemRequest& members = request.members;
    const std::array expressions{
        Parameter{"ProjectionExpression", members.projection_expression.has_value()}};
    const std::array others{Parameter{"AttributesToGet", members.attributes_to_get.has_value()}};
    TRY(check_mixing(members, expressions, others));
    TRY(check_attributes_to_get(members.attributes_to_get));
    TRY(check_placeholders(members));
    TRY(check_not_empty("ProjectionExpression", members.projection_expression));
    return check_keys(request, count);
}

KeysAndAttributes take_keys(KeysRequest& request) {
    KeysAndAttributes made;
    made.keys.reserve(request.keys->size());
    for (Checked<Item>& key : *request.keys) {
        made.keys.push_back(std::move(key.value));
    }
    ItemRequest& members = request.members;
    made.consistent_read = members.consistent_read.value_or(false);
    made.projection_expression = members.projection_expression.value_or("");
    if (members.names) {
        made.expression_attribute_names = std::move(*members.names);
    }
    if (members.attributes_to_get) {
        made.projection_expression =
            project_attributes(*members.attributes_to_get, made.expression_attribute_names);
    }
    return made;
}

Result<void> check_write(const WritesRequest::Write& write, std::size_t body_size) {
    if (write.has_put) {
        TRY(check_content(write.item->problem));
        if (body_size > static_cast<std::size_t>(sqlite::kItemSizeMax) &&
            sqlite::item_size(write.item->value) > sqlite::kItemSizeMax) {
            return validation_error("Item size has exceeded the maximum allowed size");
        }
        return {};
    }
    return check_content(write.key->problem);
}

Result<void> check_writes(const std::vector<WritesRequest>& requests, std::size_t body_size) {
    std::size_t count = 0;
    for (const WritesRequest& request : requests) {
        const bool all_are_one =
            std::ranges::all_of(request.writes, [](const WritesRequest::Write& write) {
                return write.has_put != write.has_delete;
            });
        if (!all_are_one) {
            return validation_error(std::string{kOneWrite});
        }
        for (const WritesRequest::Write& write : request.writes) {
            TRY(check_write(write, body_size));
        }
        count += request.writes.size();
    }
    if (count > kBatchWriteMax) {
        return validation_error("Too many items requested for the BatchWriteItem call");
    }
    return {};
}

std::vector<WriteRequest> take_writes(WritesRequest& request) {
    std::vector<WriteRequest> made;
    made.reserve(request.writes.size());
    for (WritesRequest::Write& write : request.writes) {
        if (write.has_put) {
            made.emplace_back(PutRequest{std::move(write.item->value)});
        } else {
            made.emplace_back(DeleteRequest{std::move(write.key->value)});
        }
    }
    return made;
}

/// Each table's writes are bounded as values of the map.
void constrain_write_counts(
    Constraints& constraints, const Json& json, const std::vector<WritesRequest>& requests
) {
    for (const WritesRequest& request : requests) {
        if (request.writes.empty() || request.writes.size() > kBatchWriteMax) {
            constraints.violated(
                "requestItems",
                shown(json),
                "Map value must satisfy constraint: [Member must have length less than or equal to "
                "25, Member must have length greater than or equal to 1]"
            );
        }
    }
}

}  // namespace

Result<ItemCall<BatchGetItemInput>> read_batch_get_item(const Json& json) {
    const simdjson::dom::object body = json.get_object();
    const ItemRequest request = TRY(read_item_request(body, kBatchMembers));
    const std::optional<Json> items = find_member(body, "RequestItems");
    std::vector<KeysRequest> tables;
    Constraints constraints;
    if (items) {
        tables = TRY(read_tables<KeysRequest>(*items, "KeysAndAttributes", read_keys));
    }
    constrain_return_consumed_capacity(constraints, request);
    constraints.not_null("requestItems", items.has_value());
    if (items) {
        constrain_tables(constraints, *items, tables);
    }
    for (const KeysRequest& table : tables) {
        constrain_keys(constraints, table);
    }
    TRY(constraints.check());
    std::size_t count = 0;
    ItemCall<BatchGetItemInput> call;
    for (KeysRequest& table : tables) {
        TRY(check_get(table, count));
        call.input.request_items.emplace_back(table_name_of(table.table), take_keys(table));
    }
    call.input.return_consumed_capacity = capacity_wanted(request);
    return call;
}

Result<ItemCall<BatchWriteItemInput>> read_batch_write_item(
    const Json& json, std::size_t body_size
) {
    const simdjson::dom::object body = json.get_object();
    const ItemRequest request = TRY(read_item_request(body, kBatchMembers));
    const std::optional<Json> items = find_member(body, "RequestItems");
    std::vector<WritesRequest> tables;
    Constraints constraints;
    if (items) {
        tables = TRY(read_tables<WritesRequest>(
            *items, "java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>", read_writes
        ));
    }
    constrain_return_consumed_capacity(constraints, request);
    constrain_return_item_collection_metrics(constraints, request);
    constraints.not_null("requestItems", items.has_value());
    if (items) {
        constrain_tables(constraints, *items, tables);
        constrain_write_counts(constraints, *items, tables);
    }
    for (const WritesRequest& table : tables) {
        constrain_writes(constraints, table);
    }
    TRY(constraints.check());
    TRY(check_writes(tables, body_size));
    ItemCall<BatchWriteItemInput> call{.wants_metrics = metrics_wanted(request)};
    for (WritesRequest& table : tables) {
        call.input.request_items.emplace_back(table_name_of(table.table), take_writes(table));
    }
    call.input.return_consumed_capacity = capacity_wanted(request);
    return call;
}

}  // namespace sosw::wire
