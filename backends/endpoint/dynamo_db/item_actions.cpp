#include "backends/endpoint/dynamo_db/item_actions.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>

#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/wire/dynamo_db/item_inputs.hpp"
#include "backends/wire/dynamo_db/item_outputs.hpp"
#include "backends/wire/dynamo_db/legacy_parameters.hpp"

namespace sosw::endpoint {

namespace {

using wire::AnswerDetail;
using wire::ItemCall;
using wire::Json;

AnswerDetail detail_of(const ActionContext& context, ReturnConsumedCapacity capacity) {
    return {
        .find_table = [&tables = context.tables](std::string_view name
                      ) { return tables.find_definition(name); },
        .capacity = capacity};
}

/// The error of a call, in the words of the parameters that it was made with.
template <typename Input>
Failure failed(const ItemCall<Input>& call, Error error) {
    return fail(call.is_legacy ? wire::in_legacy_words(std::move(error)) : std::move(error));
}

const Item& written_item(const PutItemInput& input) { return input.item; }
const Item& written_item(const DeleteItemInput& input) { return input.key; }
const Item& written_item(const UpdateItemInput& input) { return input.key; }
const Item& written_item(const ConditionCheck& input) { return input.key; }
const Item& written_item(const PutRequest& request) { return request.item; }
const Item& written_item(const DeleteRequest& request) { return request.key; }

/// Of a call that writes one item.
template <typename Input>
AnswerDetail detail_of(const ActionContext& context, const ItemCall<Input>& call) {
    AnswerDetail detail = detail_of(context, call.input.return_consumed_capacity);
    if (call.wants_metrics) {
        detail.written.emplace_back(call.input.table_name, &written_item(call.input));
    }
    return detail;
}

Result<std::string> put_item(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_put_item(body, context.body_size));
    const Result<PutItemOutput> output = context.tables.put_item(call.input);
    return output ? write_put_item_output(*output, detail_of(context, call))
                  : Result<std::string>{failed(call, output.error())};
}

Result<std::string> delete_item(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_delete_item(body));
    const Result<DeleteItemOutput> output = context.tables.delete_item(call.input);
    return output ? write_delete_item_output(*output, detail_of(context, call))
                  : Result<std::string>{failed(call, output.error())};
}

/// Everything that is wrong with an update of an item that is not there: it is tried under a
/// condition that cannot hold.
Result<void> probe_update(const ActionContext& context, UpdateItemInput input) {
    const CreateTableInput* table = context.tables.find_definition(input.table_name);
    if (table != nullptr) {
        const std::string& condition = input.condition_expression;
        input.condition_expression =
            (condition.empty() ? "" : "(" + condition + ") AND ") + "attribute_exists(#probe)";
        input.expression_attribute_names.emplace_back("#probe", table->key_schema.hash);
    }
    const Result<UpdateItemOutput> output = context.tables.update_item(input);
    if (!output && output.error().code != ErrorCode::ConditionFailed) {
        return fail(output.error());
    }
    return {};
}

/// A legacy update that only takes away does nothing where there is no item, as a deletion does.
Result<UpdateItemOutput> update_nothing(
    const ActionContext& context, const wire::UpdateItemCall& call
) {
    const UpdateItemInput& input = call.input;
    TRY(probe_update(context, input));
    DeleteItemInput deletion{
        .table_name = input.table_name,
        .key = input.key,
        .condition_expression = input.condition_expression,
        .expression_attribute_names = input.expression_attribute_names,
        .expression_attribute_values = input.expression_attribute_values,
        .on_condition_check_failure = input.on_condition_check_failure,
        .return_consumed_capacity = input.return_consumed_capacity};
    deletion.expression_attribute_names.resize(call.condition_names);
    deletion.expression_attribute_values.resize(call.condition_values);
    DeleteItemOutput output = TRY(context.tables.delete_item(deletion));
    return UpdateItemOutput{.consumed_capacity = std::move(output.consumed_capacity)};
}

Result<UpdateItemOutput> run_update(
    const ActionContext& context, const wire::UpdateItemCall& call
) {
    if (call.only_deletes) {
        const Result<GetItemOutput> present = context.tables.get_item(
            {.table_name = call.input.table_name, .key = call.input.key, .consistent_read = true}
        );
        if (present && !present->item) {
            return update_nothing(context, call);
        }
    }
    return context.tables.update_item(call.input);
}

Result<std::string> update_item(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_update_item(body));
    const Result<UpdateItemOutput> output = run_update(context, call);
    return output ? write_update_item_output(*output, detail_of(context, call))
                  : Result<std::string>{failed(call, output.error())};
}

Result<std::string> get_item(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_get_item(body));
    const GetItemOutput output = TRY(context.tables.get_item(call.input));
    return write_get_item_output(output, detail_of(context, call.input.return_consumed_capacity));
}

/// What the service says of a key condition with an operator that no index can answer.
Failure unindexable(const ActionContext& context, const wire::QueryCall& call) {
    const CreateTableInput* table = context.tables.find_definition(call.input.table_name);
    if (table == nullptr) {
        return fail(
            ErrorCode::NotFound, "ResourceNotFoundException", "Requested resource not found"
        );
    }
    const KeySchema* schema = &table->key_schema;
    for (const auto* indexes :
         {&table->global_secondary_indexes, &table->local_secondary_indexes}) {
        const auto index =
            std::ranges::find(*indexes, call.input.index_name, &SecondaryIndex::index_name);
        schema = index != indexes->end() ? &index->key_schema : schema;
    }
    const auto& names = call.input.expression_attribute_names;
    const bool has_hash =
        std::ranges::any_of(names, [&](const auto& name) { return name.second == schema->hash; });
    const std::string& attribute = call.unindexable.front();
    if (schema->range.empty() && names.size() > 1) {
        return wire::validation_error("Query key condition not supported");
    }
    if (!has_hash || (attribute != schema->hash && attribute != schema->range)) {
        return wire::validation_error(
            "Query condition missed key schema element: " +
            (has_hash ? schema->range : schema->hash)
        );
    }
    return wire::validation_error("Attempted conditional constraint is not an indexable operation");
}

Result<std::string> query(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_query(body));
    if (!call.unindexable.empty()) {
        return unindexable(context, call);
    }
    const Result<QueryOutput> output = context.tables.query(call.input);
    if (!output) {
        return failed(call, output.error());
    }
    return write_page_output(
        *output, call.input.select, detail_of(context, call.input.return_consumed_capacity)
    );
}

Result<std::string> scan(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_scan(body));
    const Result<ScanOutput> output = context.tables.scan(call.input);
    if (!output) {
        return failed(call, output.error());
    }
    return write_page_output(
        *output, call.input.select, detail_of(context, call.input.return_consumed_capacity)
    );
}

Result<std::string> batch_get_item(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_batch_get_item(body));
    const BatchGetItemOutput output = TRY(context.tables.batch_get_item(call.input));
    return write_batch_get_item_output(
        output, detail_of(context, call.input.return_consumed_capacity)
    );
}

Result<std::string> batch_write_item(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_batch_write_item(body, context.body_size));
    const BatchWriteItemOutput output = TRY(context.tables.batch_write_item(call.input));
    AnswerDetail detail = detail_of(context, call.input.return_consumed_capacity);
    if (call.wants_metrics) {
        for (const auto& [table, requests] : call.input.request_items) {
            for (const WriteRequest& request : requests) {
                std::visit(
                    [&, &name = table](const auto& write) {
                        detail.written.emplace_back(name, &written_item(write));
                    },
                    request
                );
            }
        }
    }
    return write_batch_write_item_output(output, detail);
}

Result<std::string> transact_write_items(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_transact_write_items(body));
    const TransactWriteItemsOutput output = TRY(context.tables.transact_write_items(call.input));
    AnswerDetail detail = detail_of(context, call.input.return_consumed_capacity);
    if (call.wants_metrics) {
        for (const TransactWriteItem& action : call.input.transact_items) {
            std::visit(
                [&](const auto& write) {
                    detail.written.emplace_back(write.table_name, &written_item(write));
                },
                action
            );
        }
        std::ranges::stable_sort(detail.written, {}, [](const auto& entry) { return entry.first; });
    }
    return write_transact_write_items_output(output, detail);
}

Result<std::string> transact_get_items(ActionContext& context, const Json& body) {
    const auto call = TRY(wire::read_transact_get_items(body));
    const TransactGetItemsOutput output = TRY(context.tables.transact_get_items(call.input));
    return write_transact_get_items_output(
        output, detail_of(context, call.input.return_consumed_capacity)
    );
}

constexpr std::array<NamedAction, 10> kActions{{
    {"PutItem", put_item},
    {"UpdateItem", update_item},
    {"GetItem", get_item},
    {"Query", query},
    {"DeleteItem", delete_item},
    {"Scan", scan},
    {"BatchGetItem", batch_get_item},
    {"BatchWriteItem", batch_write_item},
    {"TransactWriteItems", transact_write_items},
    {"TransactGetItems", transact_get_items},
}};

}  // namespace

std::span<const NamedAction> item_actions() { return kActions; }

}  // namespace sosw::endpoint
