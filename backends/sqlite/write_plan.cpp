#include "backends/sqlite/write_plan.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "backends/sqlite/expression_names.hpp"
#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/item_size.hpp"
#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/lagged_index.hpp"

namespace sosw::sqlite {

namespace {

Failure condition_failed(const Item* attached) {
    Error error{
        .code = ErrorCode::ConditionFailed,
        .name = "ConditionalCheckFailedException",
        .message = "The conditional request failed"};
    if (attached != nullptr) {
        auto detail = std::make_shared<ConditionCheckFailed>();
        detail->item = *attached;
        error.details = std::move(detail);
    }
    return fail(std::move(error));
}

/// Looks the item up by `plan.keys`.
void look_up(WritePlan& plan) { plan.existed = plan.table->find(plan.keys, plan.old); }

/// Evaluates the condition, if there is one. `present` is null where there is no item.
Result<void> check_condition(
    const WriteExpressions& with, const Item* present, ReturnValuesOnConditionCheckFailure attach
) {
    if (with.condition == nullptr ||
        TRY(expression::evaluate(*with.condition, with.bindings, present))) {
        return {};
    }
    return condition_failed(
        attach == ReturnValuesOnConditionCheckFailure::AllOld ? present : nullptr
    );
}

/// The same for writes that need the old item for nothing else.
Result<void> check_old(
    const WriteExpressions& with, const WritePlan& plan, ReturnValuesOnConditionCheckFailure attach
) {
    if (with.condition == nullptr) {
        return {};
    }
    if (!plan.existed) {
        return check_condition(with, nullptr, attach);
    }
    const bool attaches = attach == ReturnValuesOnConditionCheckFailure::AllOld;
    const Item present =
        attaches
            ? decode_item(plan.old.item)
            : decode_attributes(plan.old.item, top_level_names(*with.condition, with.bindings));
    return check_condition(with, &present, attach);
}

Result<void> encode(const Item& item, const char* too_large, WritePlan& plan) {
    TRY(encode_item(item, plan.blob));
    if (stored_size(plan.blob) > kItemSizeMax) {
        return validation_error(too_large);
    }
    return {};
}

Result<void> encode_put(const Item& item, WritePlan& plan) {
    TRY(encode(item, "Item size has exceeded the maximum allowed size", plan));
    TRY(check_item_keys(*plan.table, item));
    plan.table->encode_keys(item, plan.keys);
    return {};
}

/// Columns in which the old item differs from `plan.keys`.
std::uint64_t changed_columns(const WritePlan& plan) {
    const std::vector<KeyColumn>& columns = plan.table->columns();
    std::uint64_t changed = 0;
    for (std::size_t column = plan.table->primary_columns(); column < columns.size(); ++column) {
        const std::string& name = columns[column].attribute;
        if (name.empty()) {
            continue;
        }
        const std::optional<AttributeValue> old = decode_attribute(plan.old.item, name);
        const bool is_key = old && has_type(*old, columns[column].type);
        const EncodedKey key = is_key ? EncodedKey::of(*old) : EncodedKey{};
        changed |= key == plan.keys[column] ? 0 : std::uint64_t{1} << column;
    }
    return changed;
}

Result<void> check_not_key(const DynamoTable& table, const std::vector<std::string>& touched) {
    for (std::size_t column = 0; column < table.primary_columns(); ++column) {
        const std::string& key = table.columns()[column].attribute;
        if (std::ranges::find(touched, key) != touched.end()) {
            return validation_error(
                "One or more parameter values were invalid: Cannot update attribute " + key +
                ". This attribute is part of the key"
            );
        }
    }
    return {};
}

/// What is wrong with an update whatever the item is.
Result<void> check_update(const DynamoTable& table, const WriteExpressions& with) {
    TRY(check_not_key(table, top_level_names(*with.update, with.bindings)));
    TRY(check_assigned_index_keys(table, assigned_values(*with.update, with.bindings)));
    return check_key_paths(table, nested_names(*with.update, with.bindings));
}

/// What changed is on its way to the indexes that show it later.
void note(const WritePlan& plan) {
    for (const std::unique_ptr<LaggedIndex>& lagged : plan.table->lagged_indexes()) {
        lagged->note(plan);
    }
}

Result<void> look_up_key(const Item& key, WritePlan& plan) {
    TRY(check_key(*plan.table, key));
    plan.table->encode_keys(key, plan.keys);
    look_up(plan);
    return {};
}

void plan_erasure(WritePlan& plan) {
    plan.action = plan.existed ? WritePlan::Action::Erase : WritePlan::Action::Nothing;
}

}  // namespace

void WritePlan::restart(DynamoTable& of_table) {
    table = &of_table;
    action = Action::Nothing;
    existed = false;
    keys.clear();  // They borrow from an earlier call.
    changed = 0;
}

Result<WriteExpressions> prepare_write(
    expression::ExpressionCache& cache,
    const std::string& condition,
    const std::string& update,
    const ExpressionAttributeNames& names,
    const ExpressionAttributeValues& values
) {
    WriteExpressions made{.bindings = {names, values}};
    if (!update.empty()) {
        made.update = TRY(cache.update(update));
    }
    if (!condition.empty()) {
        made.condition = TRY(cache.condition(condition, "ConditionExpression"));
    }
    if (made.condition != nullptr || made.update != nullptr || !names.empty() || !values.empty()) {
        TRY(expression::validate(
            {.condition = made.condition.get(), .update = made.update.get()}, made.bindings
        ));
    }
    return made;
}

Result<bool> insert_new(const PutItemInput& input, const WriteExpressions& with, WritePlan& plan) {
    TRY(encode_put(input.item, plan));
    if (with.condition != nullptr &&
        !TRY(expression::evaluate(*with.condition, with.bindings, nullptr))) {
        return false;
    }
    plan.action = WritePlan::Action::Insert;
    const bool inserted = plan.table->insert_if_absent(plan.keys, plan.blob);
    if (inserted) {
        note(plan);
    }
    return inserted;
}

Result<void> plan_put_item(const Item& item, WritePlan& plan) {
    TRY(encode_put(item, plan));
    look_up(plan);
    plan.action = plan.existed ? WritePlan::Action::Update : WritePlan::Action::Insert;
    if (plan.existed) {
        plan.changed = changed_columns(plan);
    }
    return {};
}

Result<void> plan_put(const PutItemInput& input, const WriteExpressions& with, WritePlan& plan) {
    TRY(plan_put_item(input.item, plan));
    return check_old(with, plan, input.on_condition_check_failure);
}

Result<void> plan_update(
    const UpdateItemInput& input, const WriteExpressions& with, WritePlan& plan
) {
    TRY(check_key(*plan.table, input.key));
    plan.table->encode_keys(input.key, plan.keys);
    if (with.update != nullptr) {
        TRY(check_update(*plan.table, with));
    }
    look_up(plan);
    plan.item = plan.existed ? decode_item(plan.old.item) : input.key;
    TRY(check_condition(with, plan.existed ? &plan.item : nullptr, input.on_condition_check_failure)
    );
    std::vector<std::string> touched;
    if (with.update != nullptr) {
        TRY(expression::apply(*with.update, with.bindings, plan.item, touched));
        TRY(check_updated_index_keys(*plan.table, plan.item));
    }
    TRY(encode(plan.item, "Item size to update has exceeded the maximum allowed size", plan));
    plan.table->encode_keys(plan.item, plan.keys);
    plan.action = plan.existed ? WritePlan::Action::Update : WritePlan::Action::Insert;
    const std::vector<KeyColumn>& columns = plan.table->columns();
    for (std::size_t column = plan.table->primary_columns(); column < columns.size(); ++column) {
        const bool hit = std::ranges::find(touched, columns[column].attribute) != touched.end();
        plan.changed |= hit ? std::uint64_t{1} << column : 0;
    }
    return {};
}

Result<void> plan_delete_item(const Item& key, WritePlan& plan) {
    TRY(look_up_key(key, plan));
    plan_erasure(plan);
    return {};
}

Result<void> plan_delete(
    const DeleteItemInput& input, const WriteExpressions& with, WritePlan& plan
) {
    TRY(look_up_key(input.key, plan));
    TRY(check_old(with, plan, input.on_condition_check_failure));
    plan_erasure(plan);
    return {};
}

Result<void> plan_check(
    const ConditionCheck& input, const WriteExpressions& with, WritePlan& plan
) {
    TRY(look_up_key(input.key, plan));
    return check_old(with, plan, input.on_condition_check_failure);
}

void apply(const WritePlan& plan) {
    switch (plan.action) {
        case WritePlan::Action::Nothing:
            return;
        case WritePlan::Action::Insert:
            plan.table->insert_if_absent(plan.keys, plan.blob);
            break;
        case WritePlan::Action::Update:
            if (plan.blob == plan.old.item) {
                return;
            }
            plan.table->update(plan.old.id, plan.changed, plan.keys, plan.blob);
            break;
        case WritePlan::Action::Erase:
            plan.table->erase(plan.old.id);
            break;
    }
    note(plan);
}

}  // namespace sosw::sqlite
