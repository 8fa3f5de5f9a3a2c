#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "backends/sqlite/admission.hpp"
#include "backends/sqlite/capacity.hpp"
#include "backends/sqlite/dynamo_engine.hpp"
#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/item_size.hpp"
#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/request_tokens.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::size_t kActionsMax = 100;
constexpr std::int64_t kTransactionSizeMax = 4 * 1024 * 1024;

Result<void> check_count(std::size_t count) {
    if (count == 0 || count > kActionsMax) {
        return validation_error(
            std::string{"1 validation error detected: Value at 'transactItems' failed to satisfy "
                        "constraint: Member must have length "} +
            (count == 0 ? "greater than or equal to 1" : "less than or equal to 100")
        );
    }
    return {};
}

const std::string& table_name_of(const TransactWriteItem& action) {
    return std::visit(
        [](const auto& input) -> const std::string& { return input.table_name; }, action
    );
}

/// Parses an action's expressions and checks its key: what is wrong here refuses the whole request.
Result<WriteExpressions> prepare(DynamoEngine& engine, const TransactWriteItem& action) {
    return std::visit(
        [&](const auto& input) -> Result<WriteExpressions> {
            std::string update;
            if constexpr (requires { input.update_expression; }) {
                update = input.update_expression;
            }
            WriteExpressions made = TRY(prepare_write(
                engine.expressions,
                input.condition_expression,
                update,
                input.expression_attribute_names,
                input.expression_attribute_values
            ));
            DynamoTable* table = TRY(engine.table(input.table_name));
            if constexpr (requires { input.item; }) {
                TRY(check_item_keys(*table, input.item));
            } else {
                TRY(check_key(*table, input.key));
            }
            return made;
        },
        action
    );
}

Result<void> plan_action(
    const TransactWriteItem& action, const WriteExpressions& with, WritePlan& plan
) {
    struct Visitor {
        const WriteExpressions& with;
        WritePlan& plan;
        Result<void> operator()(const ConditionCheck& input) const {
            return plan_check(input, with, plan);
        }
        Result<void> operator()(const PutItemInput& input) const {
            return plan_put(input, with, plan);
        }
        Result<void> operator()(const DeleteItemInput& input) const {
            return plan_delete(input, with, plan);
        }
        Result<void> operator()(const UpdateItemInput& input) const {
            return plan_update(input, with, plan);
        }
    };
    return std::visit(Visitor{with, plan}, action);
}

TransactionCanceled::Reason reason_of(const Result<void>& outcome) {
    if (outcome) {
        return {.code = "None"};
    }
    const Error& error = outcome.error();
    if (error.code != ErrorCode::ConditionFailed) {
        return {.code = "ValidationError", .message = error.message};
    }
    TransactionCanceled::Reason reason{.code = "ConditionalCheckFailed", .message = error.message};
    if (const auto* detail = error.detail<ConditionCheckFailed>()) {
        reason.item = detail->item;
    }
    return reason;
}

/// Two actions on one item. Transactions are small: every pair is compared.
bool touches_one_item_twice(const std::vector<WritePlan>& plans, std::size_t count) {
    const auto same = [](const WritePlan& left, const WritePlan& right) {
        return left.table == right.table && !left.keys.empty() && !right.keys.empty() &&
               std::equal(
                   left.keys.begin(),
                   left.keys.begin() + static_cast<std::ptrdiff_t>(left.table->primary_columns()),
                   right.keys.begin()
               );
    };
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (same(plans[i], plans[j])) {
                return true;
            }
        }
    }
    return false;
}

/// Plans every action; all of them, so that each can give its reason.
Result<void> plan_all(
    const std::vector<TransactWriteItem>& actions,
    const std::vector<WriteExpressions>& with,
    std::vector<WritePlan>& plans
) {
    std::vector<Result<void>> outcomes;
    outcomes.reserve(actions.size());
    bool refused = false;
    std::int64_t size = 0;
    for (std::size_t i = 0; i < actions.size(); ++i) {
        outcomes.push_back(plan_action(actions[i], with[i], plans[i]));
        const bool invalid_item = std::holds_alternative<PutItemInput>(actions[i]) &&
                                  !outcomes.back() &&
                                  outcomes.back().error().code != ErrorCode::ConditionFailed;
        if (invalid_item) {
            return outcomes.back();
        }
        refused = refused || !outcomes.back();
        const bool writes = outcomes.back() && (plans[i].action == WritePlan::Action::Insert ||
                                                plans[i].action == WritePlan::Action::Update);
        size += writes ? stored_size(plans[i].blob) : 0;
    }
    if (touches_one_item_twice(plans, actions.size())) {
        return validation_error("Transaction request cannot include multiple operations on one item"
        );
    }
    if (refused) {
        std::vector<TransactionCanceled::Reason> reasons;
        std::ranges::transform(outcomes, std::back_inserter(reasons), reason_of);
        return transaction_cancelled(std::move(reasons));
    }
    if (size > kTransactionSizeMax) {
        return validation_error("Total size of the items in the transaction exceeds 4 MB");
    }
    return {};
}

std::vector<ConsumedCapacity> capacity_of(
    std::span<const WritePlan> plans, ReturnConsumedCapacity detail
) {
    std::vector<ConsumedCapacity> total;
    if (detail != ReturnConsumedCapacity::None) {
        for (const WritePlan& plan : plans) {
            add_capacity(total, write_capacity(plan, true, detail));
        }
    }
    return total;
}

}  // namespace

Result<TransactWriteItemsOutput> SqliteDynamoDb::transact_write_items(
    const TransactWriteItemsInput& input
) {
    const std::vector<TransactWriteItem>& actions = input.transact_items;
    TRY(check_count(actions.size()));
    std::vector<WriteExpressions> with;
    with.reserve(actions.size());
    std::vector<WritePlan>& plans = engine_->plans;
    plans.resize(std::max(plans.size(), actions.size()));
    for (std::size_t i = 0; i < actions.size(); ++i) {
        with.push_back(TRY(prepare(*engine_, actions[i])));
        plans[i].restart(*TRY(engine_->table(table_name_of(actions[i]))));
    }
    WriteScope scope{engine_->database};
    RequestTokens tokens{engine_->database, engine_->clock};
    if (!input.client_request_token.empty() && TRY(tokens.is_repeated(input))) {
        return TransactWriteItemsOutput{};
    }
    TRY(admit_transaction(*engine_, {plans.data(), actions.size()}, plan_all(actions, with, plans))
    );
    for (std::size_t i = 0; i < actions.size(); ++i) {
        apply(plans[i]);
    }
    if (!input.client_request_token.empty()) {
        tokens.remember(input);
    }
    scope.commit();
    return TransactWriteItemsOutput{
        capacity_of({plans.data(), actions.size()}, input.return_consumed_capacity)};
}

Result<TransactGetItemsOutput> SqliteDynamoDb::transact_get_items(const TransactGetItemsInput& input
) {
    TRY(check_count(input.transact_items.size()));
    TransactGetItemsOutput output;
    std::set<std::pair<std::string, std::string>> seen;
    std::vector<TableReadUse> uses;
    for (const GetItemInput& get : input.transact_items) {
        ReadItem read = TRY(read_item(*engine_, get));
        std::string key;
        for (const EncodedKey& part : engine_->key_buffer) {
            key.append(part.bytes()).append(1, '\0');
        }
        if (!seen.emplace(get.table_name, std::move(key)).second) {
            return validation_error(
                "Transaction request cannot include multiple operations on one item"
            );
        }
        uses.push_back(read_use(*engine_, *read.table, read.size, ReadKind::Transactional));
        if (input.return_consumed_capacity != ReturnConsumedCapacity::None) {
            const double units = read_units(read.size, ReadKind::Transactional);
            add_capacity(
                output.consumed_capacity,
                read_capacity(get.table_name, {}, units, input.return_consumed_capacity)
            );
        }
        output.responses.push_back(std::move(read.item));
    }
    TRY(admit_transactional_reads(*engine_, uses));
    return output;
}

}  // namespace sosw::sqlite
