#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "backends/wrap/forwarding_dynamo_db.hpp"

namespace sosw::test {

/// One call to the tables, as far as tests tell calls apart.
struct TableCall {
    std::string operation;              ///< `PutItem`, `Query`, `TransactWriteItems`, …
    std::string table;                  ///< Of a transaction, that of its first action.
    std::int64_t number = 0;            ///< From 1, in the order of the calls.
    const QueryInput* query = nullptr;  ///< Of a Query, for the length of the call.
};

/// Lets a derived class look at each reading and writing of items before and after it took effect,
/// and answer with an error instead.
class WatchedDynamoDb : public ForwardingDynamoDb {
public:
    using ForwardingDynamoDb::ForwardingDynamoDb;

    Result<PutItemOutput> put_item(const PutItemInput& input) override {
        return watch({"PutItem", input.table_name}, [&] { return next().put_item(input); });
    }
    Result<GetItemOutput> get_item(const GetItemInput& input) override {
        return watch({"GetItem", input.table_name}, [&] { return next().get_item(input); });
    }
    Result<UpdateItemOutput> update_item(const UpdateItemInput& input) override {
        return watch({"UpdateItem", input.table_name}, [&] { return next().update_item(input); });
    }
    Result<DeleteItemOutput> delete_item(const DeleteItemInput& input) override {
        return watch({"DeleteItem", input.table_name}, [&] { return next().delete_item(input); });
    }
    Result<QueryOutput> query(const QueryInput& input) override {
        return watch({.operation = "Query", .table = input.table_name, .query = &input}, [&] {
            return next().query(input);
        });
    }
    Result<ScanOutput> scan(const ScanInput& input) override {
        return watch({"Scan", input.table_name}, [&] { return next().scan(input); });
    }
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& input
    ) override {
        const auto table = [](const auto& action) { return action.table_name; };
        return watch({"TransactWriteItems", std::visit(table, input.transact_items.front())}, [&] {
            return next().transact_write_items(input);
        });
    }

protected:
    virtual std::optional<Error> before(const TableCall& call) = 0;
    virtual std::optional<Error> after(const TableCall& call) = 0;

private:
    template <typename Forward>
    auto watch(TableCall call, Forward forward) -> decltype(forward()) {
        call.number = ++calls_;
        if (std::optional<Error> error = before(call)) {
            return fail(*std::move(error));
        }
        auto answer = forward();
        if (std::optional<Error> error = after(call)) {
            return fail(*std::move(error));
        }
        return answer;
    }

    std::int64_t calls_ = 0;
};

}  // namespace sosw::test
