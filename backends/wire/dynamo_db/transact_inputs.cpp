#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include "backends/sqlite/item_size.hpp"
#include "backends/wire/dynamo_db/item_inputs.hpp"
#include "backends/wire/dynamo_db/request_rules.hpp"

/// TransactWriteItems and TransactGetItems.

namespace sosw::wire {

namespace {

constexpr std::array<std::string_view, 2> kTransactMembers{
    "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"};
constexpr std::array<std::string_view, 8> kActionMembers{
    "TableName",
    "Item",
    "Key",
    "UpdateExpression",
    "ConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ReturnValuesOnConditionCheckFailure"};
constexpr std::array<std::string_view, 4> kGetMembers{
    "TableName", "Key", "ProjectionExpression", "ExpressionAttributeNames"};
constexpr std::size_t kActionsMax = 100;
constexpr std::size_t kTokenMax = 36;

enum class Kind { ConditionCheck, Put, Delete, Update };

struct NamedKind {
    std::string_view member;
    std::string_view place;
    Kind kind;
};
constexpr std::array<NamedKind, 4> kKinds{{
    {"ConditionCheck", "conditionCheck", Kind::ConditionCheck},
    {"Put", "put", Kind::Put},
    {"Delete", "delete", Kind::Delete},
    {"Update", "update", Kind::Update},
}};

/// One element of a transaction as it was sent.
struct Action {
    const NamedKind* kind = nullptr;
    std::size_t kinds = 0;  ///< How many of them it names; one is right.
    ItemRequest members{};
};

Result<Action> read_action(const Json& json) {
    if (json.is_null()) {
        return Action{};
    }
    const simdjson::dom::object members =
        TRY(read_structure(json, "TransactWriteItem", Place::Element));
    Action action;
    for (const NamedKind& kind : kKinds) {
        if (const std::optional<Json> content = find_member(members, kind.member)) {
            const simdjson::dom::object fields =
                TRY(read_structure(*content, kind.member, Place::Member));
            action.members = TRY(read_item_request(fields, kActionMembers));
            action.kind = &kind;
            ++action.kinds;
        }
    }
    return action;
}

/// The places of members within a list begin so.
std::string place_of(std::size_t index, std::string_view kind) {
    return fmt::format("transactItems.{}.member.{}.", index + 1, kind);
}

void constrain_table_name(
    Constraints& constraints, const std::string& place, std::optional<std::string_view> name
) {
    constraints.not_null(place + "tableName", name.has_value());
    if (name) {
        constraints.name(place + "tableName", table_name_of(*name));
    }
}

void constrain_action(Constraints& constraints, std::size_t index, const Action& action) {
    if (action.kind == nullptr) {
        return;
    }
    const ItemRequest& members = action.members;
    const std::string place = place_of(index, action.kind->place);
    const Kind kind = action.kind->kind;
    constrain_table_name(constraints, place, members.table_name);
    if (kind == Kind::Put) {
        constraints.not_null(place + "item", members.item.has_value());
    } else {
        constraints.not_null(place + "key", members.key.has_value());
    }
    if (kind == Kind::Update) {
        constraints.not_null(place + "updateExpression", members.update_expression.has_value());
    }
    if (kind == Kind::ConditionCheck) {
        constraints.not_null(
            place + "conditionExpression", members.condition_expression.has_value()
        );
    }
    constraints.one_of(
        place + "returnValuesOnConditionCheckFailure",
        members.on_condition_check_failure,
        std::array<std::string_view, 2>{"ALL_OLD", "NONE"}
    );
}

void constrain_count(Constraints& constraints, std::size_t count, std::string_view type) {
    constraints.length_at_least("transactItems", "[]", count, 1);
    if (count > kActionsMax) {
        std::vector<std::string> elements(count, std::string{type});
        constraints.length_at_most("transactItems", shown_list(elements), count, kActionsMax);
    }
}

Result<void> check_action(const Action& action) {
    if (action.kinds != 1) {
        return validation_error("TransactItems can only contain one of Check, Put, Update or Delete"
        );
    }
    const ItemRequest& members = action.members;
    const std::array expressions{
        Parameter{"UpdateExpression", members.update_expression.has_value()},
        Parameter{"ConditionExpression", members.condition_expression.has_value()}};
    const std::span of_kind =
        std::span{expressions}.subspan(action.kind->kind == Kind::Update ? 0 : 1);
    TRY(check_mixing(members, of_kind, {}));
    if (action.kind->kind == Kind::Put) {
        TRY(check_content(members.item->problem));
        if (sqlite::item_size(members.item->value) > sqlite::kItemSizeMax) {
            return validation_error("Item size has exceeded the maximum allowed size");
        }
    } else {
        TRY(check_content(members.key->problem));
    }
    TRY(check_placeholders(members));
    TRY(check_not_empty("UpdateExpression", members.update_expression));
    return check_not_empty("ConditionExpression", members.condition_expression);
}

/// The members that all kinds of actions have.
template <typename Input>
Input filled(ItemRequest& members) {
    Input input;
    input.table_name = table_name_of(*members.table_name);
    input.condition_expression = members.condition_expression.value_or("");
    input.on_condition_check_failure = failure_values_wanted(members);
    if (members.names) {
        input.expression_attribute_names = std::move(*members.names);
    }
    if (members.values) {
        input.expression_attribute_values = std::move(members.values->value);
    }
    return input;
}

template <typename Input>
Input filled_with_key(ItemRequest& members) {
    Input input = filled<Input>(members);
    input.key = std::move(members.key->value);
    return input;
}

TransactWriteItem take_action(Action& action) {
    ItemRequest& members = action.members;
    switch (action.kind->kind) {
        case Kind::ConditionCheck:
            return filled_with_key<ConditionCheck>(members);
        case Kind::Delete:
            return filled_with_key<DeleteItemInput>(members);
        case Kind::Put: {
            auto put = filled<PutItemInput>(members);
            put.item = std::move(members.item->value);
            return put;
        }
        case Kind::Update:
            break;
    }
    auto update = filled_with_key<UpdateItemInput>(members);
    update.update_expression = members.update_expression.value_or("");
    return update;
}

Result<std::optional<std::string_view>> read_token(const simdjson::dom::object& body) {
    const std::optional<Json> token = find_member(body, "ClientRequestToken");
    return token ? std::optional{TRY(read_string(*token))} : std::nullopt;
}

Result<std::vector<Action>> read_actions(const std::optional<Json>& json) {
    std::vector<Action> actions;
    if (json) {
        for (const Json element : TRY(read_list(*json))) {
            actions.push_back(TRY(read_action(element)));
        }
    }
    return actions;
}

Result<std::optional<ItemRequest>> read_get(const Json& json) {
    if (json.is_null()) {
        return std::nullopt;
    }
    const std::optional<Json> get =
        find_member(TRY(read_structure(json, "TransactGetItem", Place::Element)), "Get");
    if (!get) {
        return std::nullopt;
    }
    return TRY(read_item_request(TRY(read_structure(*get, "Get", Place::Member)), kGetMembers));
}

Result<GetItemInput> take_get(ItemRequest& members) {
    const std::array expressions{
        Parameter{"ProjectionExpression", members.projection_expression.has_value()}};
    TRY(check_mixing(members, expressions, {}));
    TRY(check_content(members.key->problem));
    TRY(check_placeholders(members));
    TRY(check_not_empty("ProjectionExpression", members.projection_expression));
    GetItemInput input;
    input.table_name = table_name_of(*members.table_name);
    input.key = std::move(members.key->value);
    input.projection_expression = members.projection_expression.value_or("");
    if (members.names) {
        input.expression_attribute_names = std::move(*members.names);
    }
    return input;
}

void constrain_get(
    Constraints& constraints, std::size_t index, const std::optional<ItemRequest>& get
) {
    const std::string place = fmt::format("transactItems.{}.member.get", index + 1);
    constraints.not_null(place, get.has_value());
    if (get) {
        constraints.not_null(place + ".key", get->key.has_value());
        constrain_table_name(constraints, place + ".", get->table_name);
    }
}

}  // namespace

Result<ItemCall<TransactWriteItemsInput>> read_transact_write_items(const Json& json) {
    const simdjson::dom::object body = json.get_object();
    const ItemRequest request = TRY(read_item_request(body, kTransactMembers));
    const std::optional<Json> items = find_member(body, "TransactItems");
    const std::optional<std::string_view> token = TRY(read_token(body));
    std::vector<Action> actions = TRY(read_actions(items));
    Constraints constraints;
    constrain_return_consumed_capacity(constraints, request);
    constrain_return_item_collection_metrics(constraints, request);
    if (token) {
        constraints.length_at_least("clientRequestToken", *token, token->size(), 1);
        constraints.length_at_most("clientRequestToken", *token, token->size(), kTokenMax);
    }
    constraints.not_null("transactItems", items.has_value());
    if (items) {
        constrain_count(constraints, actions.size(), "TransactWriteItem");
    }
    for (std::size_t i = 0; i < actions.size(); ++i) {
        constrain_action(constraints, i, actions[i]);
    }
    TRY(constraints.check());
    ItemCall<TransactWriteItemsInput> call{.wants_metrics = metrics_wanted(request)};
    call.input.client_request_token = token.value_or("");
    call.input.return_consumed_capacity = capacity_wanted(request);
    for (Action& action : actions) {
        TRY(check_action(action));
        call.input.transact_items.push_back(take_action(action));
    }
    return call;
}

Result<ItemCall<TransactGetItemsInput>> read_transact_get_items(const Json& json) {
    const simdjson::dom::object body = json.get_object();
    const ItemRequest request = TRY(read_item_request(body, kTransactMembers));
    const std::optional<Json> items = find_member(body, "TransactItems");
    std::vector<std::optional<ItemRequest>> gets;
    if (items) {
        for (const Json element : TRY(read_list(*items))) {
            gets.push_back(TRY(read_get(element)));
        }
    }
    Constraints constraints;
    constrain_return_consumed_capacity(constraints, request);
    constraints.not_null("transactItems", items.has_value());
    if (items) {
        constrain_count(constraints, gets.size(), "TransactGetItem");
    }
    for (std::size_t i = 0; i < gets.size(); ++i) {
        constrain_get(constraints, i, gets[i]);
    }
    TRY(constraints.check());
    ItemCall<TransactGetItemsInput> call;
    call.input.return_consumed_capacity = capacity_wanted(request);
    for (std::optional<ItemRequest>& get : gets) {
        call.input.transact_items.push_back(TRY(take_get(*get)));
    }
    return call;
}

}  // namespace sosw::wire
