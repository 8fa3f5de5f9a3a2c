#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/expression/expression.hpp"
#include "backends/sqlite/dynamo_table.hpp"

/// A write in two steps: the plan reads, checks and computes everything that can fail; applying it
/// only writes.
///
/// So a call, a transaction of many items too, needs no savepoint to undo.

namespace sosw::sqlite {

struct WritePlan {
    enum class Action { Nothing, Insert, Update, Erase };

    DynamoTable* table = nullptr;
    Action action = Action::Nothing;
    bool existed = false;
    StoredRow old;     ///< Where it existed.
    Item item;         ///< An update's result, from which `keys` borrow.
    std::string blob;  ///< The new item, encoded. Not of Erase.
    std::vector<EncodedKey>
        keys;  ///< Of the new item; of Erase and Nothing those that were asked for.
    std::uint64_t changed = 0;  ///< Columns that an Update rewrites.

    /// Forgets everything but the buffers.
    void restart(DynamoTable& of_table);
};

/// The expressions of a write, parsed and validated. Borrows from the call.
struct WriteExpressions {
    expression::ConditionPointer condition{};
    expression::UpdatePointer update{};
    expression::Bindings bindings;
};

/// Errors: `ValidationException`.
Result<WriteExpressions> prepare_write(
    expression::ExpressionCache& cache,
    const std::string& condition,
    const std::string& update,
    const ExpressionAttributeNames& names,
    const ExpressionAttributeValues& values
);

/// Each fills `plan` from scratch. `restart` must have been called. The input must outlive the
/// plan.
///
/// Errors: `ValidationException`; `ConditionalCheckFailedException` with the item attached where
/// the input asks for it.
Result<void> plan_put(const PutItemInput& input, const WriteExpressions& with, WritePlan& plan);
/// A put without condition.
Result<void> plan_put_item(const Item& item, WritePlan& plan);
Result<void> plan_update(
    const UpdateItemInput& input, const WriteExpressions& with, WritePlan& plan
);
Result<void> plan_delete(
    const DeleteItemInput& input, const WriteExpressions& with, WritePlan& plan
);
/// A delete without condition.
Result<void> plan_delete_item(const Item& key, WritePlan& plan);
Result<void> plan_check(const ConditionCheck& input, const WriteExpressions& with, WritePlan& plan);

/// Does what is left of a put whose condition, if any, holds where there is no item: inserts it, if
/// there is none. False: there is one, nothing happened, `plan_put` decides. Saves looking for what
/// mostly is not there.
Result<bool> insert_new(const PutItemInput& input, const WriteExpressions& with, WritePlan& plan);

void apply(const WritePlan& plan);

}  // namespace sosw::sqlite
