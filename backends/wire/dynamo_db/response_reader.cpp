#include "backends/wire/dynamo_db/response_reader.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include <simdjson.h>

#include "backends/wire/dynamo_db/attribute_codec.hpp"
#include "backends/wire/dynamo_db/response_fields.hpp"
#include "backends/wire/json_fields.hpp"
#include "core/ports/throttling.hpp"

namespace sosw::wire {

namespace {

using simdjson::dom::object;

enum class Direction { Read, Write };

/// Clients are told the direction of transactions only.
ConsumedCapacity read_capacity(const object& json, Direction direction) {
    ConsumedCapacity made{
        .table_name = text_of(json, "TableName"),
        .capacity_units = number_of(json, "CapacityUnits"),
        .read_capacity_units = number_of(json, "ReadCapacityUnits"),
        .write_capacity_units = number_of(json, "WriteCapacityUnits")};
    if (made.read_capacity_units == 0 && made.write_capacity_units == 0) {
        (direction == Direction::Read ? made.read_capacity_units : made.write_capacity_units) =
            made.capacity_units;
    }
    made.table_units = made.capacity_units;
    for (const char* kind : {"LocalSecondaryIndexes", "GlobalSecondaryIndexes"}) {
        for (const auto& [name, index] : members_of(json, kind)) {
            const double units = number_of(index, "CapacityUnits");
            made.index_units.emplace_back(name, units);
            made.table_units -= units;
        }
    }
    return made;
}

std::optional<ConsumedCapacity> capacity_of(const object& json, Direction direction) {
    const std::optional<object> found = object_of(json, "ConsumedCapacity");
    return found ? std::optional{read_capacity(*found, direction)} : std::nullopt;
}

std::vector<ConsumedCapacity> capacities_of(const object& json, Direction direction) {
    std::vector<ConsumedCapacity> made;
    for (const object& capacity : objects_of(json, "ConsumedCapacity")) {
        made.push_back(read_capacity(capacity, direction));
    }
    return made;
}

/// Of put, update and delete.
template <typename Output>
Result<Output> written(const object& json) {
    return Output{
        .attributes = TRY(item_of(json, "Attributes")),
        .consumed_capacity = capacity_of(json, Direction::Write)};
}

Result<KeysAndAttributes> keys_and_attributes_of(const object& json) {
    KeysAndAttributes made{
        .keys = TRY(items_of(json, "Keys")),
        .consistent_read = flag_of(json, "ConsistentRead"),
        .projection_expression = text_of(json, "ProjectionExpression")};
    for (const auto& [placeholder, name] : members_of(json, "ExpressionAttributeNames")) {
        made.expression_attribute_names.emplace_back(placeholder, TRY(read_string(name)));
    }
    return made;
}

Result<std::vector<WriteRequest>> write_requests_of(const Json& json) {
    std::vector<WriteRequest> made;
    for (const object& request : objects_in(json)) {
        if (const std::optional<object> put = object_of(request, "PutRequest")) {
            made.emplace_back(PutRequest{TRY(item_of(*put, "Item")).value_or(Item{})});
        } else if (const std::optional<object> removal = object_of(request, "DeleteRequest")) {
            made.emplace_back(DeleteRequest{TRY(item_of(*removal, "Key")).value_or(Item{})});
        }
    }
    return made;
}

std::shared_ptr<const ErrorDetail> cancellation_of(const object& json) {
    auto made = std::make_shared<TransactionCanceled>();
    for (const object& reason : objects_of(json, "CancellationReasons")) {
        made->reasons.push_back(
            {.code = text_of(reason, "Code"),
             .message = text_of(reason, "Message"),
             .item = item_of(reason, "Item").value_or(std::nullopt)}
        );
    }
    return made;
}

bool is_lack_of_capacity(const TransactionCanceled::Reason& reason) {
    return reason.code == "ProvisionedThroughputExceeded" || reason.code == "ThrottlingError";
}

std::shared_ptr<const ErrorDetail> throttling_of(const object& json) {
    auto made = std::make_shared<RequestThrottled>();
    for (const object& reason : objects_of(json, "ThrottlingReasons")) {
        made->reasons.push_back(
            {.reason = text_of(reason, "reason"), .resource = text_of(reason, "resource")}
        );
    }
    return made->reasons.empty() ? nullptr : made;
}

void add_details(Error& error, const object& json) {
    if (error.name == "TransactionCanceledException") {
        error.details = cancellation_of(json);
        const auto& reasons = error.detail<TransactionCanceled>()->reasons;
        if (std::ranges::any_of(reasons, is_lack_of_capacity)) {
            error.code = ErrorCode::Throttled;
        }
    } else if (error.name == "ConditionalCheckFailedException") {
        if (std::optional<Item> item = item_of(json, "Item").value_or(std::nullopt)) {
            auto detail = std::make_shared<ConditionCheckFailed>();
            detail->item = *std::move(item);
            error.details = std::move(detail);
        }
    } else if (error.code == ErrorCode::Throttled) {
        error.details = throttling_of(json);
    }
}

}  // namespace

class DynamoDbResponseReader::Document {
public:
    Result<object> read(std::string_view body) {
        object json;
        if (parser_.parse(body.data(), body.size()).get(json) != simdjson::SUCCESS) {
            return unreadable("whole");
        }
        return json;
    }

private:
    simdjson::dom::parser parser_;
};

DynamoDbResponseReader::DynamoDbResponseReader() : document_{std::make_unique<Document>()} {}
DynamoDbResponseReader::~DynamoDbResponseReader() = default;

Result<TableDescription> DynamoDbResponseReader::table_description(std::string_view body) {
    const object json = TRY(document_->read(body));
    for (const char* name : {"TableDescription", "Table"}) {
        if (const std::optional<object> table = object_of(json, name)) {
            return read_table_description(*table);
        }
    }
    return unreadable("TableDescription");
}

Result<TableNames> DynamoDbResponseReader::table_names(std::string_view body) {
    const object json = TRY(document_->read(body));
    return TableNames{
        .names = texts_of(json, "TableNames"),
        .last_evaluated_name = text_of(json, "LastEvaluatedTableName")};
}

Result<PutItemOutput> DynamoDbResponseReader::put_item(std::string_view body) {
    return written<PutItemOutput>(TRY(document_->read(body)));
}

Result<GetItemOutput> DynamoDbResponseReader::get_item(std::string_view body) {
    const object json = TRY(document_->read(body));
    return GetItemOutput{
        .item = TRY(item_of(json, "Item")),
        .consumed_capacity = capacity_of(json, Direction::Read)};
}

Result<UpdateItemOutput> DynamoDbResponseReader::update_item(std::string_view body) {
    return written<UpdateItemOutput>(TRY(document_->read(body)));
}

Result<DeleteItemOutput> DynamoDbResponseReader::delete_item(std::string_view body) {
    return written<DeleteItemOutput>(TRY(document_->read(body)));
}

Result<PageOutput> DynamoDbResponseReader::page(std::string_view body) {
    const object json = TRY(document_->read(body));
    PageOutput page;
    page.items = TRY(items_of(json, "Items"));
    page.count = integer_of(json, "Count");
    page.scanned_count = integer_of(json, "ScannedCount");
    page.last_evaluated_key = TRY(item_of(json, "LastEvaluatedKey"));
    page.consumed_capacity = capacity_of(json, Direction::Read);
    return page;
}

Result<BatchGetItemOutput> DynamoDbResponseReader::batch_get_item(std::string_view body) {
    const object json = TRY(document_->read(body));
    BatchGetItemOutput made{.consumed_capacity = capacities_of(json, Direction::Read)};
    for (const auto& [table, items] : members_of(json, "Responses")) {
        made.responses.emplace_back(table, TRY(items_in(items)));
    }
    for (const auto& [table, keys] : members_of(json, "UnprocessedKeys")) {
        object asked;
        if (keys.get(asked) != simdjson::SUCCESS) {
            return unreadable("UnprocessedKeys");
        }
        made.unprocessed_keys.emplace_back(table, TRY(keys_and_attributes_of(asked)));
    }
    return made;
}

Result<BatchWriteItemOutput> DynamoDbResponseReader::batch_write_item(std::string_view body) {
    const object json = TRY(document_->read(body));
    BatchWriteItemOutput made{.consumed_capacity = capacities_of(json, Direction::Write)};
    for (const auto& [table, requests] : members_of(json, "UnprocessedItems")) {
        made.unprocessed_items.emplace_back(table, TRY(write_requests_of(requests)));
    }
    return made;
}

Result<TransactWriteItemsOutput> DynamoDbResponseReader::transact_write_items(std::string_view body
) {
    const object json = TRY(document_->read(body));
    return TransactWriteItemsOutput{.consumed_capacity = capacities_of(json, Direction::Write)};
}

Result<TransactGetItemsOutput> DynamoDbResponseReader::transact_get_items(std::string_view body) {
    const object json = TRY(document_->read(body));
    TransactGetItemsOutput made{.consumed_capacity = capacities_of(json, Direction::Read)};
    for (const object& response : objects_of(json, "Responses")) {
        made.responses.push_back(TRY(item_of(response, "Item")));
    }
    return made;
}

Error DynamoDbResponseReader::error(const HttpResponse& response) {
    const Result<object> json = document_->read(response.body);
    if (!json) {
        return error_of_status(response);
    }
    Error error = error_of_json(response, *json);
    add_details(error, *json);
    return error;
}

}  // namespace sosw::wire
