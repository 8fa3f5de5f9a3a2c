#pragma once

#include <string>

#include "core/ports/dynamo_db.hpp"

/// Bodies of DynamoDB's requests, as JSON: the client's side of the codec.
///
/// What is empty or as by default is left out, as SDKs leave out what nobody set; so an empty
/// expression is none.

namespace sosw::wire {

std::string request_body(const CreateTableInput& input);
/// DescribeTable and DeleteTable.
std::string table_name_body(const std::string& table_name);
/// One page of ListTables, after `after`; empty: the first.
std::string list_tables_body(const std::string& after);

std::string request_body(const PutItemInput& input);
std::string request_body(const GetItemInput& input);
std::string request_body(const UpdateItemInput& input);
std::string request_body(const DeleteItemInput& input);
std::string request_body(const QueryInput& input);
std::string request_body(const ScanInput& input);
std::string request_body(const BatchGetItemInput& input);
std::string request_body(const BatchWriteItemInput& input);
std::string request_body(const TransactWriteItemsInput& input);
std::string request_body(const TransactGetItemsInput& input);

}  // namespace sosw::wire
