#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "backends/sqlite/capacity_observer.hpp"
#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "sim/invariants/bill_check.hpp"

/// What the emulated tables themselves say was consumed, by whom: the account that the ledger of
/// costs is compared with.

namespace sosw::sim {

class ConsumptionTally final : public sqlite::CapacityObserver {
public:
    /// Who calls while this object lives.
    class Caller {
    public:
        /// Both must outlive this object.
        Caller(ConsumptionTally& tally, std::string_view payer) : tally_{tally} {
            tally_.payer_ = payer;
        }
        Caller(const Caller&) = delete;
        Caller& operator=(const Caller&) = delete;
        ~Caller() { tally_.payer_ = kNobody; }

    private:
        ConsumptionTally& tally_;
    };

    void took(
        const std::string& table,
        sqlite::CapacityOperation operation,
        std::span<const sqlite::CapacityUse> uses
    ) override;

    /// What was consumed since the last time.
    Bill take() { return std::exchange(bill_, {}); }

private:
    /// Whose calls nobody announced.
    static constexpr std::string_view kNobody = "nobody";

    std::string_view payer_ = kNobody;
    Bill bill_;
};

/// Announces one payer's calls to the tally. It stands where calls are observed, apart from the
/// meters.
class TalliedDynamoDb final : public ForwardingDynamoDb {
public:
    /// `next` and `tally` must outlive this object; null: nobody counts.
    TalliedDynamoDb(DynamoDb& next, ConsumptionTally* tally, std::string payer)
        : ForwardingDynamoDb{next}, tally_{tally}, payer_{std::move(payer)} {}

    Result<PutItemOutput> put_item(const PutItemInput& input) override {
        return call(&DynamoDb::put_item, input);
    }
    Result<GetItemOutput> get_item(const GetItemInput& input) override {
        return call(&DynamoDb::get_item, input);
    }
    Result<UpdateItemOutput> update_item(const UpdateItemInput& input) override {
        return call(&DynamoDb::update_item, input);
    }
    Result<DeleteItemOutput> delete_item(const DeleteItemInput& input) override {
        return call(&DynamoDb::delete_item, input);
    }
    Result<QueryOutput> query(const QueryInput& input) override {
        return call(&DynamoDb::query, input);
    }
    Result<ScanOutput> scan(const ScanInput& input) override {
        return call(&DynamoDb::scan, input);
    }
    Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput& input) override {
        return call(&DynamoDb::batch_get_item, input);
    }
    Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput& input) override {
        return call(&DynamoDb::batch_write_item, input);
    }
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& input
    ) override {
        return call(&DynamoDb::transact_write_items, input);
    }
    Result<TransactGetItemsOutput> transact_get_items(const TransactGetItemsInput& input) override {
        return call(&DynamoDb::transact_get_items, input);
    }

private:
    template <typename Output, typename Input>
    Result<Output> call(Result<Output> (DynamoDb::*its_call)(const Input&), const Input& input) {
        if (tally_ == nullptr) {
            return (next().*its_call)(input);
        }
        const ConsumptionTally::Caller caller{*tally_, payer_};
        return (next().*its_call)(input);
    }

    ConsumptionTally* tally_;
    std::string payer_;
};

}  // namespace sosw::sim
