#include "backends/aws/aws_dynamo_db.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "backends/wire/dynamo_db/request_writer.hpp"

namespace sosw::aws {

namespace {

using Reader = wire::DynamoDbResponseReader;

/// Tables of an answer in the order of the request's: a JSON object has none.
template <typename Asked, typename Answered>
void put_in_order(const Asked& asked, Answered& answered) {
    const auto place = [&](const auto& entry) {
        return std::ranges::find(asked, entry.first, [](const auto& its) { return its.first; });
    };
    std::ranges::stable_sort(answered, {}, place);
}

}  // namespace

AwsDynamoDb::AwsDynamoDb(
    const AwsAccess& access, Random random, ServiceAddress address, const RetryOptions& retries
)
    : client_{
          access,
          random.fork("retries"),
          std::move(address),
          [this](const wire::HttpResponse& response) { return reader_.error(response); },
          retries},
      tokens_{random.fork("tokens")} {}

template <typename Output>
Result<Output> AwsDynamoDb::call(
    std::string_view operation, std::string body, Effect effect, Read<Output> read
) {
    wire::HttpRequest request{
        .method = "POST",
        .target = "/",
        .headers =
            {{"Content-Type", "application/x-amz-json-1.0"},
             {"X-Amz-Target", std::string{"DynamoDB_20120810."}.append(operation)}},
        .body = std::move(body)};
    const wire::HttpResponse response = TRY(client_.call(std::move(request), effect));
    return (reader_.*read)(response.body).map_error([&](Error error) {
        return settled(std::move(error), effect);
    });
}

Result<TableDescription> AwsDynamoDb::create_table(const CreateTableInput& input) {
    return call(
        "CreateTable", wire::request_body(input), Effect::Write, &Reader::table_description
    );
}

Result<TableDescription> AwsDynamoDb::describe_table(const std::string& table_name) {
    return call(
        "DescribeTable", wire::table_name_body(table_name), Effect::Read, &Reader::table_description
    );
}

Result<TableDescription> AwsDynamoDb::delete_table(const std::string& table_name) {
    return call(
        "DeleteTable", wire::table_name_body(table_name), Effect::Write, &Reader::table_description
    );
}

Result<std::vector<std::string>> AwsDynamoDb::list_tables() {
    std::vector<std::string> all;
    std::string after;
    do {
        wire::TableNames page = TRY(
            call("ListTables", wire::list_tables_body(after), Effect::Read, &Reader::table_names)
        );
        std::ranges::move(page.names, std::back_inserter(all));
        after = std::move(page.last_evaluated_name);
    } while (!after.empty());
    std::ranges::sort(all);
    return all;
}

Result<PutItemOutput> AwsDynamoDb::put_item(const PutItemInput& input) {
    return call("PutItem", wire::request_body(input), Effect::Write, &Reader::put_item);
}

Result<GetItemOutput> AwsDynamoDb::get_item(const GetItemInput& input) {
    return call("GetItem", wire::request_body(input), Effect::Read, &Reader::get_item);
}

Result<UpdateItemOutput> AwsDynamoDb::update_item(const UpdateItemInput& input) {
    return call("UpdateItem", wire::request_body(input), Effect::Write, &Reader::update_item);
}

Result<DeleteItemOutput> AwsDynamoDb::delete_item(const DeleteItemInput& input) {
    return call("DeleteItem", wire::request_body(input), Effect::Write, &Reader::delete_item);
}

Result<QueryOutput> AwsDynamoDb::query(const QueryInput& input) {
    return call("Query", wire::request_body(input), Effect::Read, &Reader::page);
}

Result<ScanOutput> AwsDynamoDb::scan(const ScanInput& input) {
    return call("Scan", wire::request_body(input), Effect::Read, &Reader::page);
}

Result<BatchGetItemOutput> AwsDynamoDb::batch_get_item(const BatchGetItemInput& input) {
    BatchGetItemOutput output =
        TRY(call("BatchGetItem", wire::request_body(input), Effect::Read, &Reader::batch_get_item));
    put_in_order(input.request_items, output.responses);
    put_in_order(input.request_items, output.unprocessed_keys);
    return output;
}

Result<BatchWriteItemOutput> AwsDynamoDb::batch_write_item(const BatchWriteItemInput& input) {
    BatchWriteItemOutput output = TRY(
        call("BatchWriteItem", wire::request_body(input), Effect::Write, &Reader::batch_write_item)
    );
    put_in_order(input.request_items, output.unprocessed_items);
    return output;
}

Result<TransactWriteItemsOutput> AwsDynamoDb::transact_write_items(
    const TransactWriteItemsInput& input
) {
    TransactWriteItemsInput with_token = input;
    if (with_token.client_request_token.empty()) {
        with_token.client_request_token = tokens_.uuid_hex();
    }
    return call(
        "TransactWriteItems",
        wire::request_body(with_token),
        Effect::RepeatedOnce,
        &Reader::transact_write_items
    );
}

Result<TransactGetItemsOutput> AwsDynamoDb::transact_get_items(const TransactGetItemsInput& input) {
    return call(
        "TransactGetItems", wire::request_body(input), Effect::Read, &Reader::transact_get_items
    );
}

}  // namespace sosw::aws
