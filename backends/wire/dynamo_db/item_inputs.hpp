#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "backends/wire/dynamo_db/json_reading.hpp"
#include "core/ports/dynamo_db.hpp"

/// Requests of the item calls from DynamoDB's JSON, checked as far as no table is needed.
///
/// The service's order: JSON types (`SerializationException`), constraints of single members,
/// gathered, parameters that exclude each other, contents of values, and so on. Expressions are
/// parsed by the tables, and are empty where they are absent. Legacy parameters are translated
/// into expressions.

namespace sosw::wire {

/// A request, and what of it the port does not know.
template <typename Input>
struct ItemCall {
    Input input{};
    bool wants_metrics = false;  ///< `ReturnItemCollectionMetrics` is `SIZE`.
    bool is_legacy = false;      ///< Its errors are worded for legacy parameters.
};

/// `body_size` in bytes: items of small requests need not be measured.
Result<ItemCall<PutItemInput>> read_put_item(const Json& json, std::size_t body_size);
Result<ItemCall<GetItemInput>> read_get_item(const Json& json);
Result<ItemCall<DeleteItemInput>> read_delete_item(const Json& json);

struct UpdateItemCall : ItemCall<UpdateItemInput> {
    /// Whatever is asked only takes away, by legacy parameters: it makes no item.
    bool only_deletes = false;
    /// How many of the names and values belong to the condition; they come first. Of legacy
    /// parameters only.
    std::size_t condition_names = 0;
    std::size_t condition_values = 0;
};
Result<UpdateItemCall> read_update_item(const Json& json);

struct QueryCall : ItemCall<QueryInput> {
    /// Attributes of legacy key conditions with operators that no index can answer, which the
    /// service finds once it has the table.
    std::vector<std::string> unindexable{};
};
Result<QueryCall> read_query(const Json& json);
Result<ItemCall<ScanInput>> read_scan(const Json& json);

Result<ItemCall<BatchGetItemInput>> read_batch_get_item(const Json& json);
Result<ItemCall<BatchWriteItemInput>> read_batch_write_item(
    const Json& json, std::size_t body_size
);
Result<ItemCall<TransactWriteItemsInput>> read_transact_write_items(const Json& json);
Result<ItemCall<TransactGetItemsInput>> read_transact_get_items(const Json& json);

}  // namespace sosw::wire
