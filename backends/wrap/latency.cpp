#include "backends/wrap/latency.hpp"

namespace sosw {
namespace {

template <typename Call>
auto in_time(Clock& clock, const LatencySampler& sampler, std::string_view operation, Call call) {
    const Duration latency = sampler(operation);
    if (latency <= Duration::zero()) {
        return call();
    }
    const Duration there = latency / 2;
    clock.sleep_for(there);
    auto answer = call();
    clock.sleep_for(latency - there);
    return answer;
}

}  // namespace

Result<TableDescription> LatencyDynamoDb::create_table(const CreateTableInput& input) {
    return in_time(clock_, sampler_, "create_table", [&] { return inner_.create_table(input); });
}

Result<TableDescription> LatencyDynamoDb::describe_table(const std::string& table_name) {
    return in_time(clock_, sampler_, "describe_table", [&] {
        return inner_.describe_table(table_name);
    });
}

Result<TableDescription> LatencyDynamoDb::delete_table(const std::string& table_name) {
    return in_time(clock_, sampler_, "delete_table", [&] {
        return inner_.delete_table(table_name);
    });
}

Result<std::vector<std::string>> LatencyDynamoDb::list_tables() {
    return in_time(clock_, sampler_, "list_tables", [&] { return inner_.list_tables(); });
}

Result<PutItemOutput> LatencyDynamoDb::put_item(const PutItemInput& input) {
    return in_time(clock_, sampler_, "put_item", [&] { return inner_.put_item(input); });
}

Result<GetItemOutput> LatencyDynamoDb::get_item(const GetItemInput& input) {
    return in_time(clock_, sampler_, "get_item", [&] { return inner_.get_item(input); });
}

Result<UpdateItemOutput> LatencyDynamoDb::update_item(const UpdateItemInput& input) {
    return in_time(clock_, sampler_, "update_item", [&] { return inner_.update_item(input); });
}

Result<DeleteItemOutput> LatencyDynamoDb::delete_item(const DeleteItemInput& input) {
    return in_time(clock_, sampler_, "delete_item", [&] { return inner_.delete_item(input); });
}

Result<QueryOutput> LatencyDynamoDb::query(const QueryInput& input) {
    return in_time(clock_, sampler_, "query", [&] { return inner_.query(input); });
}

Result<ScanOutput> LatencyDynamoDb::scan(const ScanInput& input) {
    return in_time(clock_, sampler_, "scan", [&] { return inner_.scan(input); });
}

Result<BatchGetItemOutput> LatencyDynamoDb::batch_get_item(const BatchGetItemInput& input) {
    return in_time(clock_, sampler_, "batch_get_item", [&] {
        return inner_.batch_get_item(input);
    });
}

Result<BatchWriteItemOutput> LatencyDynamoDb::batch_write_item(const BatchWriteItemInput& input) {
    return in_time(clock_, sampler_, "batch_write_item", [&] {
        return inner_.batch_write_item(input);
    });
}

Result<TransactWriteItemsOutput> LatencyDynamoDb::transact_write_items(
    const TransactWriteItemsInput& input
) {
    return in_time(clock_, sampler_, "transact_write_items", [&] {
        return inner_.transact_write_items(input);
    });
}

Result<TransactGetItemsOutput> LatencyDynamoDb::transact_get_items(
    const TransactGetItemsInput& input
) {
    return in_time(clock_, sampler_, "transact_get_items", [&] {
        return inner_.transact_get_items(input);
    });
}

Result<void> LatencyCloudWatch::put_metric_data(const PutMetricDataInput& input) {
    return in_time(clock_, sampler_, "put_metric_data", [&] {
        return inner_.put_metric_data(input);
    });
}

Result<GetMetricStatisticsOutput> LatencyCloudWatch::get_metric_statistics(
    const GetMetricStatisticsInput& input
) {
    return in_time(clock_, sampler_, "get_metric_statistics", [&] {
        return inner_.get_metric_statistics(input);
    });
}

Result<InvokeOutput> LatencyLambda::invoke(const InvokeInput& input) {
    return in_time(clock_, sampler_, "invoke", [&] { return inner_.invoke(input); });
}

Result<FunctionConfiguration> LatencyLambda::get_function_configuration(
    const std::string& function_name
) {
    return in_time(clock_, sampler_, "get_function_configuration", [&] {
        return inner_.get_function_configuration(function_name);
    });
}

Result<PublishOutput> LatencySns::publish(const PublishInput& input) {
    return in_time(clock_, sampler_, "publish", [&] { return inner_.publish(input); });
}

}  // namespace sosw
