#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/sns.hpp"

/// Decorators that count what a caller's requests consume, as the services themselves bill it.
///
/// DynamoDB is asked for its consumed capacity by table and index with every request; the caller
/// gets what it asked for itself. What it does not tell is counted by its rules: a condition that
/// does not hold consumes what a write of the item as it is would (at least one unit), in a
/// transaction twice as much; the other actions of a cancelled transaction two units each. Source:
/// DynamoDB Developer Guide, "Condition expressions" and "Managing complex workflows with
/// transactions".

namespace sosw {

enum class Access { Read, Write };

class DynamoDbMeter {
public:
    DynamoDbMeter() = default;
    DynamoDbMeter(const DynamoDbMeter&) = delete;
    DynamoDbMeter& operator=(const DynamoDbMeter&) = delete;
    virtual ~DynamoDbMeter() = default;

    /// Of one request, or of one table of a request to several.
    virtual void consumed(Access access, const ConsumedCapacity& capacity) = 0;
    /// A request was refused for capacity. `index`: empty for the table itself.
    virtual void throttled(
        Access access,
        std::string_view operation,
        const std::string& table,
        const std::string& index
    ) = 0;
};

class MeteringDynamoDb final : public ForwardingDynamoDb {
public:
    /// Both must outlive this object.
    MeteringDynamoDb(DynamoDb& next, DynamoDbMeter& meter)
        : ForwardingDynamoDb{next}, meter_{meter} {}

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
    struct Call {
        Access access = Access::Read;
        std::string_view operation;
        std::string table;
        std::string index{};
    };

    /// A conditional write of one item.
    template <typename Output, typename Input>
    Result<Output> write(
        const Input& input,
        std::string_view operation,
        Result<Output> (DynamoDb::*call)(const Input&)
    );
    template <typename Output, typename Input>
    Result<Output> read(
        const Input& input, const Call& request, Result<Output> (DynamoDb::*call)(const Input&)
    );
    /// To several tables.
    template <typename Output, typename Input>
    Result<Output> several(
        const Input& input, const Call& request, Result<Output> (DynamoDb::*call)(const Input&)
    );
    void note_refusal(const Call& call, const Error& error);
    void note_failed_condition(const std::string& table, const Error& error);
    void note_cancelled(const TransactWriteItemsInput& input, const Error& error);

    DynamoDbMeter& meter_;
};

/// Tells how many requests there were; refused ones are not billed.
class MeteringCloudWatch final : public CloudWatch {
public:
    MeteringCloudWatch(CloudWatch& next, std::function<void()> on_get_metric)
        : next_{next}, on_get_metric_{std::move(on_get_metric)} {}

    Result<void> put_metric_data(const PutMetricDataInput& input) override {
        return next_.put_metric_data(input);
    }
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override {
        Result<GetMetricStatisticsOutput> output = next_.get_metric_statistics(input);
        if (output) {
            on_get_metric_();
        }
        return output;
    }

private:
    CloudWatch& next_;
    std::function<void()> on_get_metric_;
};

class MeteringSns final : public Sns {
public:
    MeteringSns(Sns& next, std::function<void()> on_publish)
        : next_{next}, on_publish_{std::move(on_publish)} {}

    Result<PublishOutput> publish(const PublishInput& input) override {
        Result<PublishOutput> output = next_.publish(input);
        if (output) {
            on_publish_();
        }
        return output;
    }

private:
    Sns& next_;
    std::function<void()> on_publish_;
};

}  // namespace sosw
