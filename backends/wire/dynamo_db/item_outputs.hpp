#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ports/dynamo_db.hpp"

/// Answers of the item calls in DynamoDB's JSON.

namespace sosw::wire {

/// What an answer says beside the output: capacity in the detail that was asked, by the kinds of
/// the table's indexes, and metrics of item collections.
struct AnswerDetail {
    /// The definition of a table that the call read or wrote.
    std::function<const CreateTableInput*(std::string_view)> find_table{};
    ReturnConsumedCapacity capacity = ReturnConsumedCapacity::None;
    /// Tables and items (or keys) that were written, where metrics were asked; else empty.
    std::vector<std::pair<std::string_view, const Item*>> written{};
};

std::string write_put_item_output(const PutItemOutput& output, const AnswerDetail& detail);
std::string write_delete_item_output(const DeleteItemOutput& output, const AnswerDetail& detail);
std::string write_update_item_output(const UpdateItemOutput& output, const AnswerDetail& detail);
std::string write_get_item_output(const GetItemOutput& output, const AnswerDetail& detail);
/// Of Query and Scan. `Select::Count` leaves out the items.
std::string write_page_output(const PageOutput& page, Select select, const AnswerDetail& detail);
std::string write_batch_get_item_output(
    const BatchGetItemOutput& output, const AnswerDetail& detail
);
std::string write_batch_write_item_output(
    const BatchWriteItemOutput& output, const AnswerDetail& detail
);
std::string write_transact_write_items_output(
    const TransactWriteItemsOutput& output, const AnswerDetail& detail
);
std::string write_transact_get_items_output(
    const TransactGetItemsOutput& output, const AnswerDetail& detail
);

}  // namespace sosw::wire
