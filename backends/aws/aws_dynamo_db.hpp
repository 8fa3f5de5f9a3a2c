#pragma once

#include <string>
#include <string_view>

#include "backends/aws/aws_client.hpp"
#include "backends/wire/dynamo_db/response_reader.hpp"
#include "core/base/random.hpp"
#include "core/ports/dynamo_db.hpp"

namespace sosw::aws {

/// DynamoDB over HTTP: AWS's own, or any endpoint that speaks its JSON 1.0.
///
/// Transactions get a token of their own where the caller gave none, so that they can be sent again
/// when their outcome is unknown. `ListTables` reads all pages. `CreateTable` and `DeleteTable`
/// return while the service is still at it, as their `table_status` says.
///
/// Not for two threads at once. Errors: as the port's, with the service's names and details; those
/// of the transport; `OutcomeUnknown` for answers that make no sense.
class AwsDynamoDb final : public DynamoDb {
public:
    /// `random` is for waits and tokens: two processes must not have the same.
    AwsDynamoDb(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

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
    template <typename Output>
    using Read = Result<Output> (wire::DynamoDbResponseReader::*)(std::string_view body);

    /// Makes the request `operation`, such as `PutItem`, and reads its answer.
    template <typename Output>
    Result<Output> call(
        std::string_view operation, std::string body, Effect effect, Read<Output> read
    );

    wire::DynamoDbResponseReader reader_;
    AwsClient client_;
    Random tokens_;
};

}  // namespace sosw::aws
