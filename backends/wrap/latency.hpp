#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/sns.hpp"

/// Decorators that let time pass around each call, on whatever clock the world has: half of it
/// before the call takes effect, half until its answer arrives.
///
/// In a simulation the sleep suspends the actor, so that two overlapping passes interleave as two
/// real ones would, and a pass that is cut off in the middle of a call has made it or not, as it
/// fell. The sampler is asked once per call; zero does not sleep at all.

namespace sosw {

/// How long a call of `operation`, the port's method, takes.
using LatencySampler = std::function<Duration(std::string_view operation)>;

/// References must outlive the decorator.
class LatencyDynamoDb final : public DynamoDb {
public:
    LatencyDynamoDb(Clock& clock, DynamoDb& inner, LatencySampler sampler)
        : clock_{clock}, inner_{inner}, sampler_{std::move(sampler)} {}

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
    Clock& clock_;
    DynamoDb& inner_;
    LatencySampler sampler_;
};

class LatencyCloudWatch final : public CloudWatch {
public:
    LatencyCloudWatch(Clock& clock, CloudWatch& inner, LatencySampler sampler)
        : clock_{clock}, inner_{inner}, sampler_{std::move(sampler)} {}

    Result<void> put_metric_data(const PutMetricDataInput& input) override;
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override;

private:
    Clock& clock_;
    CloudWatch& inner_;
    LatencySampler sampler_;
};

class LatencyLambda final : public Lambda {
public:
    LatencyLambda(Clock& clock, Lambda& inner, LatencySampler sampler)
        : clock_{clock}, inner_{inner}, sampler_{std::move(sampler)} {}

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override;

private:
    Clock& clock_;
    Lambda& inner_;
    LatencySampler sampler_;
};

class LatencySns final : public Sns {
public:
    LatencySns(Clock& clock, Sns& inner, LatencySampler sampler)
        : clock_{clock}, inner_{inner}, sampler_{std::move(sampler)} {}

    Result<PublishOutput> publish(const PublishInput& input) override;

private:
    Clock& clock_;
    Sns& inner_;
    LatencySampler sampler_;
};

}  // namespace sosw
