#include "backends/wire/dynamo_db/request_writer.hpp"

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "backends/wire/dynamo_db/attribute_codec.hpp"
#include "backends/wire/dynamo_db/request_members.hpp"
#include "backends/wire/json_writer.hpp"
#include "core/base/ensure.hpp"

namespace sosw::wire {

namespace {

/// Empty where the member is left out.
std::string_view to_string(ReturnValues wanted) {
    switch (wanted) {
        case ReturnValues::None:
            return "";
        case ReturnValues::AllOld:
            return "ALL_OLD";
        case ReturnValues::UpdatedOld:
            return "UPDATED_OLD";
        case ReturnValues::AllNew:
            return "ALL_NEW";
        case ReturnValues::UpdatedNew:
            return "UPDATED_NEW";
    }
    ENSURE(false);
}

std::string_view to_string(ReturnValuesOnConditionCheckFailure wanted) {
    return wanted == ReturnValuesOnConditionCheckFailure::AllOld ? "ALL_OLD" : "";
}

std::string_view to_string(ReturnConsumedCapacity wanted) {
    switch (wanted) {
        case ReturnConsumedCapacity::None:
            return "";
        case ReturnConsumedCapacity::Total:
            return "TOTAL";
        case ReturnConsumedCapacity::Indexes:
            return "INDEXES";
    }
    ENSURE(false);
}

std::string_view to_string(Select select) {
    switch (select) {
        case Select::Default:
            return "";
        case Select::AllAttributes:
            return "ALL_ATTRIBUTES";
        case Select::AllProjectedAttributes:
            return "ALL_PROJECTED_ATTRIBUTES";
        case Select::SpecificAttributes:
            return "SPECIFIC_ATTRIBUTES";
        case Select::Count:
            return "COUNT";
    }
    ENSURE(false);
}

/// What put, update, delete and a check have in common.
template <typename Input>
void write_condition(Members& to, const Input& input) {
    to.text("TableName", input.table_name);
    to.some_text("ConditionExpression", input.condition_expression);
    to.names(input.expression_attribute_names);
    to.values(input.expression_attribute_values);
    to.some_text(
        "ReturnValuesOnConditionCheckFailure", to_string(input.on_condition_check_failure)
    );
}

template <typename Input>
void write_returns(Members& to, const Input& input) {
    to.some_text("ReturnValues", to_string(input.return_values));
    to.some_text("ReturnConsumedCapacity", to_string(input.return_consumed_capacity));
}

void write_action(Members& to, const PutItemInput& input) {
    write_condition(to, input);
    to.item("Item", input.item);
}
void write_action(Members& to, const DeleteItemInput& input) {
    write_condition(to, input);
    to.item("Key", input.key);
}
void write_action(Members& to, const UpdateItemInput& input) {
    write_condition(to, input);
    to.item("Key", input.key);
    to.some_text("UpdateExpression", input.update_expression);
}
void write_action(Members& to, const ConditionCheck& input) {
    write_condition(to, input);
    to.item("Key", input.key);
}

std::string_view name_of(const PutItemInput&) { return "Put"; }
std::string_view name_of(const DeleteItemInput&) { return "Delete"; }
std::string_view name_of(const UpdateItemInput&) { return "Update"; }
std::string_view name_of(const ConditionCheck&) { return "ConditionCheck"; }

void write_get(Members& to, const GetItemInput& input) {
    to.text("TableName", input.table_name);
    to.item("Key", input.key);
    to.some_text("ProjectionExpression", input.projection_expression);
    to.names(input.expression_attribute_names);
}

/// What Query and Scan have in common.
template <typename Input>
void write_page(Members& to, const Input& input) {
    to.text("TableName", input.table_name);
    to.some_text("IndexName", input.index_name);
    to.some_text("FilterExpression", input.filter_expression);
    to.some_text("ProjectionExpression", input.projection_expression);
    to.names(input.expression_attribute_names);
    to.values(input.expression_attribute_values);
    to.integer("Limit", input.limit);
    if (input.exclusive_start_key) {
        to.item("ExclusiveStartKey", *input.exclusive_start_key);
    }
    to.flag("ConsistentRead", input.consistent_read);
    to.some_text("Select", to_string(input.select));
    to.some_text("ReturnConsumedCapacity", to_string(input.return_consumed_capacity));
}

void write_keys(Members& to, const KeysAndAttributes& asked) {
    to.list("Keys", asked.keys, [&](const Item& key) { write_item(to.writer(), key); });
    to.flag("ConsistentRead", asked.consistent_read);
    to.some_text("ProjectionExpression", asked.projection_expression);
    to.names(asked.expression_attribute_names);
}

void write_write_request(JsonWriter& writer, const WriteRequest& request) {
    Members members{writer};
    if (const auto* put = std::get_if<PutRequest>(&request)) {
        Members{members.key("PutRequest")}.item("Item", put->item);
    } else {
        Members{members.key("DeleteRequest")}.item("Key", std::get<DeleteRequest>(request).key);
    }
}

}  // namespace

std::string request_body(const PutItemInput& input) {
    return object_of([&](Members& to) {
        write_action(to, input);
        write_returns(to, input);
    });
}

std::string request_body(const GetItemInput& input) {
    return object_of([&](Members& to) {
        write_get(to, input);
        to.flag("ConsistentRead", input.consistent_read);
        to.some_text("ReturnConsumedCapacity", to_string(input.return_consumed_capacity));
    });
}

std::string request_body(const UpdateItemInput& input) {
    return object_of([&](Members& to) {
        write_action(to, input);
        write_returns(to, input);
    });
}

std::string request_body(const DeleteItemInput& input) {
    return object_of([&](Members& to) {
        write_action(to, input);
        write_returns(to, input);
    });
}

std::string request_body(const QueryInput& input) {
    return object_of([&](Members& to) {
        write_page(to, input);
        to.some_text("KeyConditionExpression", input.key_condition_expression);
        if (!input.scan_index_forward) {
            to.key("ScanIndexForward").boolean(false);
        }
    });
}

std::string request_body(const ScanInput& input) {
    return object_of([&](Members& to) {
        write_page(to, input);
        to.integer("Segment", input.segment);
        to.integer("TotalSegments", input.total_segments);
    });
}

std::string request_body(const BatchGetItemInput& input) {
    return object_of([&](Members& to) {
        {
            Members tables{to.key("RequestItems")};
            for (const auto& [table, asked] : input.request_items) {
                Members members{tables.key(table)};
                write_keys(members, asked);
            }
        }
        to.some_text("ReturnConsumedCapacity", to_string(input.return_consumed_capacity));
    });
}

std::string request_body(const BatchWriteItemInput& input) {
    return object_of([&](Members& to) {
        {
            Members tables{to.key("RequestItems")};
            for (const auto& [table, requests] : input.request_items) {
                tables.list(table, requests, [&](const WriteRequest& request) {
                    write_write_request(tables.writer(), request);
                });
            }
        }
        to.some_text("ReturnConsumedCapacity", to_string(input.return_consumed_capacity));
    });
}

std::string request_body(const TransactWriteItemsInput& input) {
    return object_of([&](Members& to) {
        to.list("TransactItems", input.transact_items, [&](const TransactWriteItem& action) {
            std::visit(
                [&](const auto& its) {
                    Members action_members{to.writer()};
                    Members members{action_members.key(name_of(its))};
                    write_action(members, its);
                },
                action
            );
        });
        to.some_text("ClientRequestToken", input.client_request_token);
        to.some_text("ReturnConsumedCapacity", to_string(input.return_consumed_capacity));
    });
}

std::string request_body(const TransactGetItemsInput& input) {
    return object_of([&](Members& to) {
        to.list("TransactItems", input.transact_items, [&](const GetItemInput& get) {
            Members action{to.writer()};
            Members members{action.key("Get")};
            write_get(members, get);
        });
        to.some_text("ReturnConsumedCapacity", to_string(input.return_consumed_capacity));
    });
}

}  // namespace sosw::wire
