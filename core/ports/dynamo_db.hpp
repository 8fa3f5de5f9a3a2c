#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/attribute_value.hpp"

/// Amazon DynamoDB in its own vocabulary (API version 2012-08-10): table names, expression strings,
/// names and values.
///
/// Errors carry AWS's names: `ConditionalCheckFailedException` and `TransactionCanceledException`
/// are `ErrorCode::ConditionFailed`, `ResourceNotFoundException` is `NotFound`, throttling is
/// `Throttled`, `ValidationException` and the like are `InvalidRequest`.

namespace sosw {

/// `#name` → attribute name, and `:value` → value. Few entries: flat, in order of insertion.
using ExpressionAttributeNames = std::vector<std::pair<std::string, std::string>>;
using ExpressionAttributeValues = std::vector<std::pair<std::string, AttributeValue>>;

enum class ScalarType { String, Number, Binary };
struct AttributeDefinition {
    std::string attribute_name;
    ScalarType attribute_type = ScalarType::String;
};
struct KeySchema {
    std::string hash;
    std::string range{};  ///< Empty: no sort key.
};
enum class ProjectionType { All, KeysOnly, Include };
struct Projection {
    ProjectionType type = ProjectionType::All;
    std::vector<std::string> non_key_attributes{};
};
struct ProvisionedThroughput {
    std::int64_t read_capacity_units = 0;
    std::int64_t write_capacity_units = 0;
};
enum class BillingMode { PayPerRequest, Provisioned };
struct SecondaryIndex {
    std::string index_name;
    KeySchema key_schema;
    Projection projection{};
    std::optional<ProvisionedThroughput> provisioned_throughput{};  ///< Global indexes only.
};
struct CreateTableInput {
    std::string table_name;
    std::vector<AttributeDefinition> attribute_definitions;
    KeySchema key_schema;
    std::vector<SecondaryIndex> global_secondary_indexes{};
    std::vector<SecondaryIndex> local_secondary_indexes{};
    BillingMode billing_mode = BillingMode::PayPerRequest;
    std::optional<ProvisionedThroughput> provisioned_throughput{};
};
struct TableDescription {
    CreateTableInput definition;
    std::string table_status = "ACTIVE";
    std::int64_t item_count = 0;
    std::int64_t table_size_bytes = 0;
    std::int64_t creation_time_us = 0;  ///< Microseconds since the epoch.
};

enum class ReturnValues { None, AllOld, UpdatedOld, AllNew, UpdatedNew };
enum class ReturnValuesOnConditionCheckFailure { None, AllOld };
enum class ReturnConsumedCapacity { None, Total, Indexes };

struct ConsumedCapacity {
    std::string table_name;
    double capacity_units = 0;  ///< Table and indexes together.
    double read_capacity_units = 0;
    double write_capacity_units = 0;
    double table_units = 0;
    std::vector<std::pair<std::string, double>>
        index_units{};  ///< Index name → units, with `Indexes`.
};

struct PutItemInput {
    std::string table_name;
    Item item;
    std::string condition_expression{};
    ExpressionAttributeNames expression_attribute_names{};
    ExpressionAttributeValues expression_attribute_values{};
    ReturnValues return_values = ReturnValues::None;  ///< None or AllOld.
    ReturnValuesOnConditionCheckFailure on_condition_check_failure =
        ReturnValuesOnConditionCheckFailure::None;
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct PutItemOutput {
    std::optional<Item> attributes{};
    std::optional<ConsumedCapacity> consumed_capacity{};
};

struct GetItemInput {
    std::string table_name;
    Item key;
    bool consistent_read = false;
    std::string projection_expression{};
    ExpressionAttributeNames expression_attribute_names{};
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct GetItemOutput {
    std::optional<Item> item{};
    std::optional<ConsumedCapacity> consumed_capacity{};
};

struct UpdateItemInput {
    std::string table_name;
    Item key;
    std::string update_expression{};
    std::string condition_expression{};
    ExpressionAttributeNames expression_attribute_names{};
    ExpressionAttributeValues expression_attribute_values{};
    ReturnValues return_values = ReturnValues::None;
    ReturnValuesOnConditionCheckFailure on_condition_check_failure =
        ReturnValuesOnConditionCheckFailure::None;
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct UpdateItemOutput {
    std::optional<Item> attributes{};
    std::optional<ConsumedCapacity> consumed_capacity{};
};

struct DeleteItemInput {
    std::string table_name;
    Item key;
    std::string condition_expression{};
    ExpressionAttributeNames expression_attribute_names{};
    ExpressionAttributeValues expression_attribute_values{};
    ReturnValues return_values = ReturnValues::None;  ///< None or AllOld.
    ReturnValuesOnConditionCheckFailure on_condition_check_failure =
        ReturnValuesOnConditionCheckFailure::None;
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct DeleteItemOutput {
    std::optional<Item> attributes{};
    std::optional<ConsumedCapacity> consumed_capacity{};
};

enum class Select { Default, AllAttributes, AllProjectedAttributes, SpecificAttributes, Count };

struct QueryInput {
    std::string table_name;
    std::string index_name{};  ///< Empty: the table itself.
    std::string key_condition_expression;
    std::string filter_expression{};
    std::string projection_expression{};
    ExpressionAttributeNames expression_attribute_names{};
    ExpressionAttributeValues expression_attribute_values{};
    std::optional<std::int64_t> limit{};  ///< Items examined, before the filter. At least 1.
    std::optional<Item> exclusive_start_key{};
    bool scan_index_forward = true;
    bool consistent_read = false;
    Select select = Select::Default;
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct ScanInput {
    std::string table_name;
    std::string index_name{};
    std::string filter_expression{};
    std::string projection_expression{};
    ExpressionAttributeNames expression_attribute_names{};
    ExpressionAttributeValues expression_attribute_values{};
    std::optional<std::int64_t> limit{};
    std::optional<Item> exclusive_start_key{};
    bool consistent_read = false;
    Select select = Select::Default;
    std::optional<std::int64_t> segment{};
    std::optional<std::int64_t> total_segments{};
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
/// One page, of Query and of Scan; the item that completes 1 MB of those examined is its last.
struct PageOutput {
    std::vector<Item> items{};  ///< Empty with `Select::Count`.
    std::int64_t count = 0;
    std::int64_t scanned_count = 0;
    std::optional<Item> last_evaluated_key{};  ///< Present: there may be more.
    std::optional<ConsumedCapacity> consumed_capacity{};
};
using QueryOutput = PageOutput;
using ScanOutput = PageOutput;

struct KeysAndAttributes {
    std::vector<Item> keys;
    bool consistent_read = false;
    std::string projection_expression{};
    ExpressionAttributeNames expression_attribute_names{};
};
struct BatchGetItemInput {
    std::vector<std::pair<std::string, KeysAndAttributes>> request_items;  ///< At most 100 keys.
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct BatchGetItemOutput {
    std::vector<std::pair<std::string, std::vector<Item>>> responses{};
    std::vector<std::pair<std::string, KeysAndAttributes>> unprocessed_keys{};
    std::vector<ConsumedCapacity> consumed_capacity{};
};
struct PutRequest {
    Item item;
};
struct DeleteRequest {
    Item key;
};
using WriteRequest = std::variant<PutRequest, DeleteRequest>;
struct BatchWriteItemInput {
    std::vector<std::pair<std::string, std::vector<WriteRequest>>> request_items;  ///< At most 25.
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct BatchWriteItemOutput {
    std::vector<std::pair<std::string, std::vector<WriteRequest>>> unprocessed_items{};
    std::vector<ConsumedCapacity> consumed_capacity{};
};

struct ConditionCheck {
    std::string table_name;
    Item key;
    std::string condition_expression;
    ExpressionAttributeNames expression_attribute_names{};
    ExpressionAttributeValues expression_attribute_values{};
    ReturnValuesOnConditionCheckFailure on_condition_check_failure =
        ReturnValuesOnConditionCheckFailure::None;
};
/// Of the put, delete and update inputs a transaction reads neither `return_values` nor
/// `return_consumed_capacity`.
using TransactWriteItem =
    std::variant<ConditionCheck, PutItemInput, DeleteItemInput, UpdateItemInput>;
struct TransactWriteItemsInput {
    std::vector<TransactWriteItem> transact_items;  ///< 1 to 100, each on another item.
    std::string
        client_request_token{};  ///< Same token and parameters within ten minutes: done once.
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct TransactWriteItemsOutput {
    std::vector<ConsumedCapacity> consumed_capacity{};
};
struct TransactGetItemsInput {
    std::vector<GetItemInput> transact_items;
    ReturnConsumedCapacity return_consumed_capacity = ReturnConsumedCapacity::None;
};
struct TransactGetItemsOutput {
    std::vector<std::optional<Item>> responses{};
    std::vector<ConsumedCapacity> consumed_capacity{};
};

/// Why a transaction was cancelled: one entry per action, in order; `code` is `None` for those that
/// did not object.
struct TransactionCanceled : ErrorDetail {
    struct Reason {
        std::string code;  ///< `None`, `ConditionalCheckFailed`, `TransactionConflict`,
                           ///< `ValidationError`, …
        std::string message{};
        std::optional<Item> item{};
    };
    std::vector<Reason> reasons;
};
/// The item as it was when a condition failed, where `AllOld` was asked.
struct ConditionCheckFailed : ErrorDetail {
    Item item;
};

class DynamoDb {
public:
    DynamoDb() = default;
    DynamoDb(const DynamoDb&) = delete;
    DynamoDb& operator=(const DynamoDb&) = delete;
    virtual ~DynamoDb() = default;

    virtual Result<TableDescription> create_table(const CreateTableInput& input) = 0;
    virtual Result<TableDescription> describe_table(const std::string& table_name) = 0;
    virtual Result<TableDescription> delete_table(const std::string& table_name) = 0;
    virtual Result<std::vector<std::string>> list_tables() = 0;  ///< Sorted by name, all of them.

    virtual Result<PutItemOutput> put_item(const PutItemInput& input) = 0;
    virtual Result<GetItemOutput> get_item(const GetItemInput& input) = 0;
    virtual Result<UpdateItemOutput> update_item(const UpdateItemInput& input) = 0;
    virtual Result<DeleteItemOutput> delete_item(const DeleteItemInput& input) = 0;
    virtual Result<QueryOutput> query(const QueryInput& input) = 0;
    virtual Result<ScanOutput> scan(const ScanInput& input) = 0;
    virtual Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput& input) = 0;
    virtual Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput& input) = 0;
    virtual Result<TransactWriteItemsOutput> transact_write_items(
        const TransactWriteItemsInput& input
    ) = 0;
    virtual Result<TransactGetItemsOutput> transact_get_items(const TransactGetItemsInput& input
    ) = 0;
};

}  // namespace sosw
