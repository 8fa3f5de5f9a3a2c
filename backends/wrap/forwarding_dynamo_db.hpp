#pragma once

#include <string>
#include <vector>

#include "core/ports/dynamo_db.hpp"

namespace sosw {

/// Passes every call on. A decorator derives from it and overrides just what it changes.
class ForwardingDynamoDb : public DynamoDb {
public:
    /// `next` must outlive this object.
    explicit ForwardingDynamoDb(DynamoDb& next) : next_{next} {}

    Result<TableDescription> create_table(const CreateTableInput& input) override {
        return next_.create_table(input);
    }
    Result<TableDescription> describe_table(const std::string& table_name) override {
        return next_.describe_table(table_name);
    }
    Result<TableDescription> delete_table(const std::string& table_name) override {
        return next_.delete_table(table_name);
    }
    Result<std::vector<std::string>> list_tables() override { return next_.list_tables(); }
    Result<PutItemOutput> put_item(const PutItemInput& input) override {
        return next_.put_item(input);
    }
    Result<GetItemOutput> get_item(const GetItemInput& input) override {
        return next_.get_item(input);
    }
    Result<UpdateItemOutput> update_item(const UpdateItemInput& input) override {
        return next_.update_item(input);
    }
    Result<DeleteItemOutput> delete_item(const DeleteItemInput& input) override {
        return next_.delete_item(input);
    }
    Result<QueryOutput> query(const QueryInput& input) override { return next_.query(input); }
    Result<ScanOutput> scan(const ScanInput& input) override { return next_.scan(input); }
    Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput& input) override {
        return next_.batch_get_item(input);
    }
    Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput& input) override {
        return next_.batch_write_item(input);
    }
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& input
    ) override {
        return next_.transact_write_items(input);
    }
    Result<TransactGetItemsOutput> transact_get_items(const TransactGetItemsInput& input) override {
        return next_.transact_get_items(input);
    }

protected:
    DynamoDb& next() { return next_; }

private:
    DynamoDb& next_;
};

}  // namespace sosw
