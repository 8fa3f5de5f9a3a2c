#pragma once

#include "backends/wrap/faults.hpp"
#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/sns.hpp"

/// Ports whose calls go wrong as a `FaultInjector` says.
///
/// They stand outside of whatever watches what took effect, and inside of the latency: a lost reply
/// belongs to a call that was made and took its time. References must outlive the decorator.

namespace sosw {

/// Administration of tables goes through untouched.
class FaultyDynamoDb final : public ForwardingDynamoDb {
public:
    FaultyDynamoDb(Clock& clock, DynamoDb& next, FaultInjector& faults)
        : ForwardingDynamoDb{next}, clock_{clock}, faults_{faults} {}

    Result<PutItemOutput> put_item(const PutItemInput& input) override;
    Result<GetItemOutput> get_item(const GetItemInput& input) override;
    Result<UpdateItemOutput> update_item(const UpdateItemInput& input) override;
    Result<DeleteItemOutput> delete_item(const DeleteItemInput& input) override;
    Result<QueryOutput> query(const QueryInput& input) override;
    Result<ScanOutput> scan(const ScanInput& input) override;
    /// A partial batch does the first half of its requests, at least one, and gives the others back
    /// as unprocessed.
    Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput& input) override;
    Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput& input) override;
    /// A partial transaction is cancelled whole: `TransactionConflict` on its first action.
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& input
    ) override;
    Result<TransactGetItemsOutput> transact_get_items(const TransactGetItemsInput& input) override;

private:
    Clock& clock_;
    FaultInjector& faults_;
};

class FaultyCloudWatch final : public CloudWatch {
public:
    FaultyCloudWatch(Clock& clock, CloudWatch& next, FaultInjector& faults)
        : clock_{clock}, next_{next}, faults_{faults} {}

    Result<void> put_metric_data(const PutMetricDataInput& input) override;
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override;

private:
    Clock& clock_;
    CloudWatch& next_;
    FaultInjector& faults_;
};

class FaultyLambda final : public Lambda {
public:
    FaultyLambda(Clock& clock, Lambda& next, FaultInjector& faults)
        : clock_{clock}, next_{next}, faults_{faults} {}

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override;

private:
    Clock& clock_;
    Lambda& next_;
    FaultInjector& faults_;
};

class FaultySns final : public Sns {
public:
    FaultySns(Clock& clock, Sns& next, FaultInjector& faults)
        : clock_{clock}, next_{next}, faults_{faults} {}

    Result<PublishOutput> publish(const PublishInput& input) override;

private:
    Clock& clock_;
    Sns& next_;
    FaultInjector& faults_;
};

}  // namespace sosw
