#include "backends/wrap/faulty_ports.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace sosw {

namespace {

/// The tables and their requests of a batch, `kept` of them and the rest.
template <typename Requests>
struct SplitBatch {
    std::vector<std::pair<std::string, Requests>> kept{};
    std::vector<std::pair<std::string, Requests>> rest{};
};

/// So many of `count` requests a partial batch does.
std::size_t done_of(std::size_t count) { return std::max<std::size_t>(1, count / 2); }

SplitBatch<std::vector<WriteRequest>> split(const BatchWriteItemInput& input) {
    std::size_t count = 0;
    for (const auto& [table, requests] : input.request_items) {
        count += requests.size();
    }
    SplitBatch<std::vector<WriteRequest>> parts;
    std::size_t left = done_of(count);
    for (const auto& [table, requests] : input.request_items) {
        const std::size_t here = std::min(left, requests.size());
        const auto middle = requests.begin() + static_cast<std::ptrdiff_t>(here);
        left -= here;
        if (here > 0) {
            parts.kept.emplace_back(table, std::vector<WriteRequest>{requests.begin(), middle});
        }
        if (here < requests.size()) {
            parts.rest.emplace_back(table, std::vector<WriteRequest>{middle, requests.end()});
        }
    }
    return parts;
}

KeysAndAttributes with_keys(const KeysAndAttributes& asked, std::vector<Item> keys) {
    KeysAndAttributes some = asked;
    some.keys = std::move(keys);
    return some;
}

SplitBatch<KeysAndAttributes> split(const BatchGetItemInput& input) {
    std::size_t count = 0;
    for (const auto& [table, asked] : input.request_items) {
        count += asked.keys.size();
    }
    SplitBatch<KeysAndAttributes> parts;
    std::size_t left = done_of(count);
    for (const auto& [table, asked] : input.request_items) {
        const std::size_t here = std::min(left, asked.keys.size());
        const auto middle = asked.keys.begin() + static_cast<std::ptrdiff_t>(here);
        left -= here;
        if (here > 0) {
            parts.kept.emplace_back(table, with_keys(asked, {asked.keys.begin(), middle}));
        }
        if (here < asked.keys.size()) {
            parts.rest.emplace_back(table, with_keys(asked, {middle, asked.keys.end()}));
        }
    }
    return parts;
}

Failure transaction_conflict(std::size_t actions) {
    auto cancelled = std::make_shared<TransactionCanceled>();
    cancelled->reasons.assign(actions, {.code = "None"});
    if (actions > 0) {
        cancelled->reasons.front() = {
            .code = "TransactionConflict", .message = "Transaction is ongoing for the item"};
    }
    return fail(Error{
        .code = ErrorCode::ConditionFailed,
        .name = "TransactionCanceledException",
        .message = "Transaction cancelled, please refer to the cancellation reasons: another "
                   "transaction is ongoing for an item",
        .details = std::move(cancelled)});
}

std::string_view table_of(const TransactWriteItem& action) {
    return std::visit([](const auto& its) { return std::string_view{its.table_name}; }, action);
}

std::string_view first_table(const TransactWriteItemsInput& input) {
    return input.transact_items.empty() ? std::string_view{}
                                        : table_of(input.transact_items.front());
}

std::string_view first_table(const TransactGetItemsInput& input) {
    return input.transact_items.empty() ? std::string_view{}
                                        : input.transact_items.front().table_name;
}

template <typename Batch>
std::string_view first_table(const Batch& input) {
    return input.request_items.empty() ? std::string_view{} : input.request_items.front().first;
}

/// Makes the call as its fate says: `go(fate)` where it reaches the service.
template <typename Go>
auto make_call(Clock& clock, FaultInjector& faults, const PortCall& call, Go go)
    -> decltype(go(CallFate{})) {
    const CallFate fate = faults.fate_of(call);
    if (fate.delay > Duration::zero()) {
        clock.sleep_for(fate.delay);
    }
    if (fate.crash == CallerCrash::Before) {
        throw CallerCrashed{};
    }
    if (fate.refusal) {
        return fail(*fate.refusal);
    }
    auto answer = go(fate);
    if (fate.crash == CallerCrash::After) {
        throw CallerCrashed{};
    }
    if (fate.reply_lost) {
        return fail(answer_lost(call));
    }
    return answer;
}

PortCall on_table(std::string_view operation, std::string_view table) {
    return {.service = PortService::DynamoDb, .operation = operation, .resource = table};
}

}  // namespace

Result<PutItemOutput> FaultyDynamoDb::put_item(const PutItemInput& input) {
    return make_call(clock_, faults_, on_table("put_item", input.table_name), [&](const CallFate&) {
        return next().put_item(input);
    });
}

Result<GetItemOutput> FaultyDynamoDb::get_item(const GetItemInput& input) {
    return make_call(clock_, faults_, on_table("get_item", input.table_name), [&](const CallFate&) {
        return next().get_item(input);
    });
}

Result<UpdateItemOutput> FaultyDynamoDb::update_item(const UpdateItemInput& input) {
    return make_call(
        clock_,
        faults_,
        on_table("update_item", input.table_name),
        [&](const CallFate&) { return next().update_item(input); }
    );
}

Result<DeleteItemOutput> FaultyDynamoDb::delete_item(const DeleteItemInput& input) {
    return make_call(
        clock_,
        faults_,
        on_table("delete_item", input.table_name),
        [&](const CallFate&) { return next().delete_item(input); }
    );
}

Result<QueryOutput> FaultyDynamoDb::query(const QueryInput& input) {
    return make_call(clock_, faults_, on_table("query", input.table_name), [&](const CallFate&) {
        return next().query(input);
    });
}

Result<ScanOutput> FaultyDynamoDb::scan(const ScanInput& input) {
    return make_call(clock_, faults_, on_table("scan", input.table_name), [&](const CallFate&) {
        return next().scan(input);
    });
}

Result<BatchGetItemOutput> FaultyDynamoDb::batch_get_item(const BatchGetItemInput& input) {
    const auto go = [&](const CallFate& fate) -> Result<BatchGetItemOutput> {
        if (!fate.partial) {
            return next().batch_get_item(input);
        }
        auto parts = split(input);
        BatchGetItemInput some = input;
        some.request_items = std::move(parts.kept);
        BatchGetItemOutput output = TRY(next().batch_get_item(some));
        std::ranges::move(parts.rest, std::back_inserter(output.unprocessed_keys));
        return output;
    };
    return make_call(clock_, faults_, on_table("batch_get_item", first_table(input)), go);
}

Result<BatchWriteItemOutput> FaultyDynamoDb::batch_write_item(const BatchWriteItemInput& input) {
    const auto go = [&](const CallFate& fate) -> Result<BatchWriteItemOutput> {
        if (!fate.partial) {
            return next().batch_write_item(input);
        }
        auto parts = split(input);
        BatchWriteItemInput some = input;
        some.request_items = std::move(parts.kept);
        BatchWriteItemOutput output = TRY(next().batch_write_item(some));
        std::ranges::move(parts.rest, std::back_inserter(output.unprocessed_items));
        return output;
    };
    return make_call(clock_, faults_, on_table("batch_write_item", first_table(input)), go);
}

Result<TransactWriteItemsOutput> FaultyDynamoDb::transact_write_items(
    const TransactWriteItemsInput& input
) {
    const auto go = [&](const CallFate& fate) -> Result<TransactWriteItemsOutput> {
        if (fate.partial) {
            return transaction_conflict(input.transact_items.size());
        }
        return next().transact_write_items(input);
    };
    return make_call(clock_, faults_, on_table("transact_write_items", first_table(input)), go);
}

Result<TransactGetItemsOutput> FaultyDynamoDb::transact_get_items(const TransactGetItemsInput& input
) {
    const auto go = [&](const CallFate& fate) -> Result<TransactGetItemsOutput> {
        if (fate.partial) {
            return transaction_conflict(input.transact_items.size());
        }
        return next().transact_get_items(input);
    };
    return make_call(clock_, faults_, on_table("transact_get_items", first_table(input)), go);
}

Result<void> FaultyCloudWatch::put_metric_data(const PutMetricDataInput& input) {
    const PortCall call{
        .service = PortService::CloudWatch,
        .operation = "put_metric_data",
        .resource =
            input.metric_data.empty() ? std::string_view{} : input.metric_data.front().metric_name};
    return make_call(clock_, faults_, call, [&](const CallFate&) {
        return next_.put_metric_data(input);
    });
}

Result<GetMetricStatisticsOutput> FaultyCloudWatch::get_metric_statistics(
    const GetMetricStatisticsInput& input
) {
    const PortCall call{
        .service = PortService::CloudWatch,
        .operation = "get_metric_statistics",
        .resource = input.metric_name};
    const auto go = [&](const CallFate& fate) -> Result<GetMetricStatisticsOutput> {
        if (fate.silent) {
            return GetMetricStatisticsOutput{.label = input.metric_name};
        }
        if (fate.stale == Duration::zero()) {
            return next_.get_metric_statistics(input);
        }
        GetMetricStatisticsInput earlier = input;
        earlier.start_time -= fate.stale;
        earlier.end_time -= fate.stale;
        return next_.get_metric_statistics(earlier);
    };
    return make_call(clock_, faults_, call, go);
}

Result<InvokeOutput> FaultyLambda::invoke(const InvokeInput& input) {
    const PortCall call{
        .service = PortService::Lambda, .operation = "invoke", .resource = input.function_name};
    return make_call(clock_, faults_, call, [&](const CallFate&) { return next_.invoke(input); });
}

Result<FunctionConfiguration> FaultyLambda::get_function_configuration(
    const std::string& function_name
) {
    const PortCall call{
        .service = PortService::Lambda,
        .operation = "get_function_configuration",
        .resource = function_name};
    return make_call(clock_, faults_, call, [&](const CallFate&) {
        return next_.get_function_configuration(function_name);
    });
}

Result<PublishOutput> FaultySns::publish(const PublishInput& input) {
    const PortCall call{
        .service = PortService::Sns, .operation = "publish", .resource = input.topic_arn};
    return make_call(clock_, faults_, call, [&](const CallFate&) { return next_.publish(input); });
}

}  // namespace sosw
