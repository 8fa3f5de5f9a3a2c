#include "backends/wrap/latency.hpp"

namespace sosw {
namespace {

void let_pass(Clock& clock, const LatencySampler& sampler) {
    const Duration latency = sampler();
    if (latency > Duration::zero()) {
        clock.sleep_for(latency);
    }
}

}  // namespace

DynamoDb& LatencyDynamoDb::after_latency() {
    let_pass(clock_, sampler_);
    return inner_;
}

Result<TableDescription> LatencyDynamoDb::create_table(const CreateTableInput& input) {
    return after_latency().create_table(input);
}

Result<TableDescription> LatencyDynamoDb::describe_table(const std::string& table_name) {
    return after_latency().describe_table(table_name);
}

Result<TableDescription> LatencyDynamoDb::delete_table(const std::string& table_name) {
    return after_latency().delete_table(table_name);
}

Result<std::vector<std::string>> LatencyDynamoDb::list_tables() {
    return after_latency().list_tables();
}

Result<PutItemOutput> LatencyDynamoDb::put_item(const PutItemInput& input) {
    return after_latency().put_item(input);
}

Result<GetItemOutput> LatencyDynamoDb::get_item(const GetItemInput& input) {
    return after_latency().get_item(input);
}

Result<UpdateItemOutput> LatencyDynamoDb::update_item(const UpdateItemInput& input) {
    return after_latency().update_item(input);
}

Result<DeleteItemOutput> LatencyDynamoDb::delete_item(const DeleteItemInput& input) {
    return after_latency().delete_item(input);
}

Result<QueryOutput> LatencyDynamoDb::query(const QueryInput& input) {
    return after_latency().query(input);
}

Result<ScanOutput> LatencyDynamoDb::scan(const ScanInput& input) {
    return after_latency().scan(input);
}

Result<BatchGetItemOutput> LatencyDynamoDb::batch_get_item(const BatchGetItemInput& input) {
    return after_latency().batch_get_item(input);
}

Result<BatchWriteItemOutput> LatencyDynamoDb::batch_write_item(const BatchWriteItemInput& input) {
    return after_latency().batch_write_item(input);
}

Result<TransactWriteItemsOutput> LatencyDynamoDb::transact_write_items(
    const TransactWriteItemsInput& input
) {
    return after_latency().transact_write_items(input);
}

Result<TransactGetItemsOutput> LatencyDynamoDb::transact_get_items(
    const TransactGetItemsInput& input
) {
    return after_latency().transact_get_items(input);
}

Result<void> LatencyCloudWatch::put_metric_data(const PutMetricDataInput& input) {
    let_pass(clock_, sampler_);
    return inner_.put_metric_data(input);
}

Result<GetMetricStatisticsOutput> LatencyCloudWatch::get_metric_statistics(
    const GetMetricStatisticsInput& input
) {
    let_pass(clock_, sampler_);
    return inner_.get_metric_statistics(input);
}

Result<InvokeOutput> LatencyLambda::invoke(const InvokeInput& input) {
    let_pass(clock_, sampler_);
    return inner_.invoke(input);
}

Result<FunctionConfiguration> LatencyLambda::get_function_configuration(
    const std::string& function_name
) {
    let_pass(clock_, sampler_);
    return inner_.get_function_configuration(function_name);
}

Result<PublishOutput> LatencySns::publish(const PublishInput& input) {
    let_pass(clock_, sampler_);
    return inner_.publish(input);
}

}  // namespace sosw
