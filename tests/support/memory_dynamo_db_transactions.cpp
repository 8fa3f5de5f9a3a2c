#include <algorithm>
#include <chrono>
#include <memory>
#include <set>

#include "core/ports/attribute_number.hpp"
#include "tests/support/memory_dynamo_db.hpp"

// Batches and transactions of the reference model: single calls in a row, on a copy of the tables
// where all must succeed.

namespace sosw::test {

namespace {

constexpr const char* kTwice = "Transaction request cannot include multiple operations on one item";

const std::string& table_of(const TransactWriteItem& action) {
    return std::visit([](const auto& one) -> const std::string& { return one.table_name; }, action);
}

/// The table's name and the key part of `item`, with normalised numbers. Requires valid ones.
std::pair<std::string, Item> key_of(const MemoryTable& table, const Item& item) {
    const KeySchema& schema = table.definition.key_schema;
    Item key;
    for (const std::string& name : {schema.hash, schema.range}) {
        const AttributeValue* value = item.find(name);
        const auto* number = value != nullptr ? value->get_if<Number>() : nullptr;
        if (number != nullptr) {
            key.append(name, AttributeValue::number(normalise_number(number->text).value()));
        } else if (value != nullptr) {
            key.append(name, *value);
        }
    }
    return {table.definition.table_name, key};
}

const Item& item_of(const TransactWriteItem& action) {
    return std::visit(
        [](const auto& one) -> const Item& {
            if constexpr (requires { one.item; }) {
                return one.item;
            } else {
                return one.key;
            }
        },
        action
    );
}

/// A condition check is an update without changes that must find what it checks.
UpdateItemInput as_update(const ConditionCheck& check) {
    return {
        .table_name = check.table_name,
        .key = check.key,
        .condition_expression = check.condition_expression,
        .expression_attribute_names = check.expression_attribute_names,
        .expression_attribute_values = check.expression_attribute_values,
        .on_condition_check_failure = check.on_condition_check_failure};
}

TransactionCanceled::Reason reason_of(const Result<void>& outcome) {
    if (outcome) {
        return {.code = "None"};
    }
    if (outcome.error().code != ErrorCode::ConditionFailed) {
        return {.code = "ValidationError", .message = outcome.error().message};
    }
    TransactionCanceled::Reason reason{
        .code = "ConditionalCheckFailed", .message = outcome.error().message};
    if (const auto* detail = outcome.error().detail<ConditionCheckFailed>()) {
        reason.item = detail->item;
    }
    return reason;
}

Failure cancelled(const std::vector<Result<void>>& outcomes) {
    auto detail = std::make_shared<TransactionCanceled>();
    std::string codes;
    for (const Result<void>& outcome : outcomes) {
        detail->reasons.push_back(reason_of(outcome));
        codes += (codes.empty() ? "" : ", ") + detail->reasons.back().code;
    }
    return fail(
        {.code = ErrorCode::ConditionFailed,
         .name = "TransactionCanceledException",
         .message = "Transaction cancelled, please refer cancellation reasons for specific "
                    "reasons [" +
                    codes + "]",
         .details = detail}
    );
}

bool same_request(const TransactWriteItem& left, const TransactWriteItem& right) {
    if (left.index() != right.index()) {
        return false;
    }
    return std::visit(
        [&](const auto& one) {
            const auto& other = std::get<std::decay_t<decltype(one)>>(right);
            bool same = one.table_name == other.table_name &&
                        one.condition_expression == other.condition_expression &&
                        one.expression_attribute_names == other.expression_attribute_names &&
                        one.expression_attribute_values == other.expression_attribute_values;
            if constexpr (requires { one.item; }) {
                same = same && one.item == other.item;
            } else {
                same = same && one.key == other.key;
            }
            if constexpr (requires { one.update_expression; }) {
                same = same && one.update_expression == other.update_expression;
            }
            return same;
        },
        left
    );
}

}  // namespace

Result<BatchGetItemOutput> MemoryDynamoDb::batch_get_item(const BatchGetItemInput& input) {
    std::size_t count = 0;
    for (const auto& [name, request] : input.request_items) {
        MemoryTable* table = TRY(find_table(name));
        std::set<MemoryKey, KeyOrder> seen;
        count += request.keys.size();
        for (const Item& key : request.keys) {
            TRY(get_item({.table_name = name, .key = key}));
            if (!seen.insert(table->key_of(key)).second) {
                return memory_error("Provided list of item keys contains duplicates");
            }
        }
    }
    if (count == 0 || count > 100) {
        return memory_error("Too many items requested for the BatchGetItem call");
    }
    BatchGetItemOutput output;
    for (const auto& [name, request] : input.request_items) {
        output.responses.emplace_back(name, std::vector<Item>{});
        for (const Item& key : request.keys) {
            const GetItemOutput got = TRY(get_item(
                {.table_name = name,
                 .key = key,
                 .projection_expression = request.projection_expression,
                 .expression_attribute_names = request.expression_attribute_names}
            ));
            if (got.item) {
                output.responses.back().second.push_back(*got.item);
            }
        }
    }
    return output;
}

Result<BatchWriteItemOutput> MemoryDynamoDb::batch_write_item(const BatchWriteItemInput& input) {
    std::size_t count = 0;
    const auto before = tables_;
    const auto write = [&](const std::string& name, const WriteRequest& request) -> Result<void> {
        if (const auto* put = std::get_if<PutRequest>(&request)) {
            Result<PutItemOutput> done = put_item({.table_name = name, .item = put->item});
            const bool lacks_key =
                !done && (done.error().message.find("Missing the key") != std::string::npos ||
                          done.error().message.find("Type mismatch for key") != std::string::npos);
            if (lacks_key) {
                return memory_error("The provided key element does not match the schema");
            }
            TRY(std::move(done));
        } else {
            TRY(delete_item({.table_name = name, .key = std::get<DeleteRequest>(request).key}));
        }
        return {};
    };
    for (const auto& [name, requests] : input.request_items) {
        MemoryTable* table = TRY(find_table(name));
        std::set<MemoryKey, KeyOrder> seen;
        count += requests.size();
        for (const WriteRequest& request : requests) {
            Result<void> written = write(name, request);
            const auto* put = std::get_if<PutRequest>(&request);
            if (written &&
                !seen.insert(table->key_of(
                                 put != nullptr ? put->item : std::get<DeleteRequest>(request).key
                             ))
                     .second) {
                written = memory_error("Provided list of item keys contains duplicates");
            }
            if (!written) {
                tables_ = before;
                return tl::make_unexpected(written.error());
            }
        }
    }
    if (count == 0 || count > 25) {
        tables_ = before;
        return memory_error("Too many items requested for the BatchWriteItem call");
    }
    return BatchWriteItemOutput{};
}

Result<void> MemoryDynamoDb::act(const TransactWriteItem& action) {
    if (const auto* put = std::get_if<PutItemInput>(&action)) {
        TRY(put_item(*put));
    } else if (const auto* removal = std::get_if<DeleteItemInput>(&action)) {
        TRY(delete_item(*removal));
    } else if (const auto* update = std::get_if<UpdateItemInput>(&action)) {
        TRY(update_item(*update));
    } else {
        const auto& check = std::get<ConditionCheck>(action);
        const auto before = tables_;
        TRY(update_item(as_update(check)));
        tables_ = before;
    }
    return {};
}

Result<TransactWriteItemsOutput> MemoryDynamoDb::transact_write_items(
    const TransactWriteItemsInput& input
) {
    const std::string& token = input.client_request_token;
    const auto known = tokens_.find(token);
    if (!token.empty() && known != tokens_.end() &&
        clock_.now() - known->second.at < std::chrono::minutes{10}) {
        if (!std::ranges::equal(
                known->second.input.transact_items, input.transact_items, same_request
            )) {
            return fail(
                ErrorCode::InvalidRequest,
                "IdempotentParameterMismatchException",
                "The request uses the same client token as a previous, but non-identical request. "
                "Do not reuse a client token with different requests, unless the requests are "
                "identical"
            );
        }
        return TransactWriteItemsOutput{};
    }
    std::vector<std::pair<std::string, Item>> seen;
    bool twice = false;
    for (const TransactWriteItem& action : input.transact_items) {
        TRY(check_action(action));
        auto key = key_of(tables_.at(table_of(action)), item_of(action));
        twice = twice || std::ranges::find(seen, key) != seen.end();
        seen.push_back(std::move(key));
    }
    if (seen.empty() || seen.size() > 100) {
        return memory_error("A transaction has 1 to 100 actions");
    }
    if (twice) {
        return memory_error(kTwice);
    }
    const auto before = tables_;
    std::vector<Result<void>> outcomes;
    outcomes.reserve(input.transact_items.size());
    for (const TransactWriteItem& action : input.transact_items) {
        outcomes.push_back(act(action));
    }
    const auto failed = [](const Result<void>& outcome) { return !outcome; };
    if (std::ranges::any_of(outcomes, failed)) {
        tables_ = before;
        return cancelled(outcomes);
    }
    if (!token.empty()) {
        tokens_[token] = {.input = input, .at = clock_.now()};
    }
    return TransactWriteItemsOutput{};
}

Result<TransactGetItemsOutput> MemoryDynamoDb::transact_get_items(const TransactGetItemsInput& input
) {
    if (input.transact_items.empty() || input.transact_items.size() > 100) {
        return memory_error("A transaction has 1 to 100 actions");
    }
    TransactGetItemsOutput output;
    std::vector<std::pair<std::string, Item>> seen;
    for (const GetItemInput& get : input.transact_items) {
        output.responses.push_back(TRY(get_item(get)).item);
        auto key = key_of(tables_.at(get.table_name), get.key);
        if (std::ranges::find(seen, key) != seen.end()) {
            return memory_error(kTwice);
        }
        seen.push_back(std::move(key));
    }
    return output;
}

}  // namespace sosw::test
