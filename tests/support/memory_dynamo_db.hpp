#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "backends/expression/expression.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"

/// DynamoDB as plainly as it can be written: items in a `std::map`, every query a walk over all of
/// them.
///
/// The reference for the emulation in SQLite. They share the expression language, the rules of
/// table definitions and those of sizes; how keys are ordered, found, indexed, paged and written
/// together is written twice. It bills no capacity.

namespace sosw::test {

/// An S, N or B in the order of DynamoDB. Requires values of one type.
struct KeyOrder {
    bool operator()(const AttributeValue& left, const AttributeValue& right) const;
    bool operator()(
        const std::vector<AttributeValue>& left, const std::vector<AttributeValue>& right
    ) const;
};

using MemoryKey = std::vector<AttributeValue>;  ///< Hash, and range where there is one.

struct MemoryTable {
    CreateTableInput definition;
    std::int64_t creation_time_us = 0;
    std::map<MemoryKey, Item, KeyOrder> items{};

    ScalarType type_of(const std::string& attribute) const;
    /// Requires that `item` has them.
    MemoryKey key_of(const Item& item) const;
    /// Global ones first.
    std::vector<SecondaryIndex> indexes() const;
};

class MemoryDynamoDb final : public DynamoDb {
public:
    explicit MemoryDynamoDb(const Clock& clock) : clock_{clock} {}

    Result<TableDescription> create_table(const CreateTableInput& input) override;
    Result<TableDescription> describe_table(const std::string& table_name) override;
    Result<TableDescription> delete_table(const std::string& table_name) override;
    Result<std::vector<std::string>> list_tables() override;

    Result<PutItemOutput> put_item(const PutItemInput& input) override;
    Result<GetItemOutput> get_item(const GetItemInput& input) override;
    Result<UpdateItemOutput> update_item(const UpdateItemInput& input) override;
    Result<DeleteItemOutput> delete_item(const DeleteItemInput& input) override;
    Result<QueryOutput> query(const QueryInput& input) override;
    Result<ScanOutput> scan(const ScanInput& input) override;
    Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput& input) override;
    Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput& input) override;
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& input
    ) override;
    Result<TransactGetItemsOutput> transact_get_items(const TransactGetItemsInput& input) override;

private:
    struct Token {
        TransactWriteItemsInput input;
        Timestamp at;
    };

    Result<MemoryTable*> find_table(const std::string& name);
    /// What refuses a transaction as a whole.
    Result<void> check_action(const TransactWriteItem& action);
    /// Does one action of a transaction, by the call of the same name.
    Result<void> act(const TransactWriteItem& action);

    const Clock& clock_;
    std::map<std::string, MemoryTable> tables_;
    std::map<std::string, Token> tokens_;
    expression::ExpressionCache expressions_;
};

/// The page of a query or scan over `entries`, which are in the order in which they are served.
struct MemoryPageRequest {
    const MemoryTable& table;
    const SecondaryIndex* index = nullptr;  ///< Null: the table.
    std::vector<Item> entries;              ///< Whole items.
    const Item* start = nullptr;
    bool forward = true;
    std::int64_t limit = 0;  ///< 0: none.
    bool count_only = false;
    bool whole_items = false;  ///< Of a local index: from the table.
    const expression::Condition* filter = nullptr;
    const expression::ProjectionPaths* projection = nullptr;
    expression::Bindings bindings;
};
Result<PageOutput> memory_page(MemoryPageRequest request);

/// All items of `index` (null: of the table) by its keys, then by those of the table.
std::vector<Item> ordered_entries(const MemoryTable& table, const SecondaryIndex* index);

Failure memory_error(std::string message);

}  // namespace sosw::test
