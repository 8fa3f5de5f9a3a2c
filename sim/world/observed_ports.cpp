#include "sim/world/observed_ports.hpp"

#include <variant>

#include "core/base/ensure.hpp"

namespace sosw::sim {

Result<PutItemOutput> ObservedDynamoDb::put_item(const PutItemInput& input) {
    PutItemOutput output = TRY(next().put_item(input));
    if (input.table_name == config_.dynamo_db.table_name) {
        chronicle_.created(input.item, pass_);
    }
    return output;
}

Result<UpdateItemOutput> ObservedDynamoDb::update_item(const UpdateItemInput& input) {
    if (input.table_name != config_.dynamo_db.table_name) {
        return next().update_item(input);
    }
    ENSURE(input.return_values == ReturnValues::None);
    UpdateItemInput asked = input;
    asked.return_values = ReturnValues::UpdatedNew;
    UpdateItemOutput output = TRY(next().update_item(asked));
    chronicle_.updated(input.key, output.attributes.value_or(Item{}));
    output.attributes.reset();
    return output;
}

Result<TransactWriteItemsOutput> ObservedDynamoDb::transact_write_items(
    const TransactWriteItemsInput& input
) {
    TransactWriteItemsOutput output = TRY(next().transact_write_items(input));
    const DeleteItemInput* removed = nullptr;
    for (const TransactWriteItem& action : input.transact_items) {
        if (const auto* its_delete = std::get_if<DeleteItemInput>(&action)) {
            removed = its_delete;
        }
    }
    for (const TransactWriteItem& action : input.transact_items) {
        const auto* put = std::get_if<PutItemInput>(&action);
        if (put != nullptr && removed != nullptr) {
            chronicle_.moved(removed->table_name, put->table_name, put->item, pass_);
        } else if (put != nullptr && put->table_name == config_.dynamo_db.table_name) {
            chronicle_.created(put->item, pass_);
        }
    }
    return output;
}

const std::string& ScenarioLambda::name_of(const std::string& arn) const {
    const FunctionModel* function = find_function(scenario_, arn);
    return function != nullptr ? function->name : arn;
}

Result<InvokeOutput> ScenarioLambda::invoke(const InvokeInput& input) {
    InvokeInput addressed = input;
    addressed.function_name = name_of(input.function_name);
    return next_.invoke(addressed);
}

Result<FunctionConfiguration> ScenarioLambda::get_function_configuration(
    const std::string& function_name
) {
    return next_.get_function_configuration(name_of(function_name));
}

Result<InvokeOutput> ObservedLambda::invoke(const InvokeInput& input) {
    const PassLog::InvokeScope scope{passes_, pass_};
    return next_.invoke(input);
}

Result<InvokeOutput> RefusalObserver::invoke(const InvokeInput& input) {
    Result<InvokeOutput> output = next_.invoke(input);
    if (!output && output.error().code != ErrorCode::OutcomeUnknown) {
        chronicle_.refused(input.payload, output.error(), pass_);
    }
    return output;
}

Result<PublishOutput> ObservedSns::publish(const PublishInput& input) {
    PublishOutput output = TRY(next_.publish(input));
    recorder_.record(SnsMessageRow{
        .at = clock_.now(),
        .topic = input.topic_arn,
        .subject = input.subject,
        .message = input.message,
    });
    return output;
}

}  // namespace sosw::sim
