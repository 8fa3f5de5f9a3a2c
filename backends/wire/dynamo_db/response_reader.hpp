#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backends/wire/http_message.hpp"
#include "core/ports/dynamo_db.hpp"

/// DynamoDB's answers, from JSON: the client's side of the codec.

namespace sosw::wire {

/// One page of ListTables.
struct TableNames {
    std::vector<std::string> names{};
    std::string last_evaluated_name{};  ///< Not empty: there are more.
};

/// Keeps its parser's memory from answer to answer. Not for two threads at once.
///
/// What an answer leaves out is as by default. Errors: `OutcomeUnknown`, named
/// `ResponseParserError`, for a body that is no JSON object or holds what is no item: the service
/// did something, but nobody knows what it said of it.
class DynamoDbResponseReader {
public:
    DynamoDbResponseReader();
    ~DynamoDbResponseReader();

    /// Of CreateTable and DeleteTable (`TableDescription`) and DescribeTable (`Table`).
    Result<TableDescription> table_description(std::string_view body);
    Result<TableNames> table_names(std::string_view body);
    Result<PutItemOutput> put_item(std::string_view body);
    Result<GetItemOutput> get_item(std::string_view body);
    Result<UpdateItemOutput> update_item(std::string_view body);
    Result<DeleteItemOutput> delete_item(std::string_view body);
    /// Of Query and Scan.
    Result<PageOutput> page(std::string_view body);
    Result<BatchGetItemOutput> batch_get_item(std::string_view body);
    Result<BatchWriteItemOutput> batch_write_item(std::string_view body);
    Result<TransactWriteItemsOutput> transact_write_items(std::string_view body);
    Result<TransactGetItemsOutput> transact_get_items(std::string_view body);

    /// The error that an answer other than 2xx tells of, with the details that the port promises:
    /// `TransactionCanceled`, `ConditionCheckFailed`, `RequestThrottled`.
    Error error(const HttpResponse& response);

private:
    class Document;
    std::unique_ptr<Document> document_;
};

}  // namespace sosw::wire
