#include "sim/live/told_durations.hpp"

#include <string_view>
#include <utility>

namespace sosw::sim {

namespace {

constexpr const char* kTaskId = "task_id";
constexpr const char* kDuration = "duration_us";

}  // namespace

CreateTableInput durations_table(const std::string& name) {
    return {
        .table_name = name,
        .attribute_definitions = {{.attribute_name = kTaskId}},
        .key_schema = {.hash = kTaskId}};
}

Result<std::optional<Duration>> told_duration(
    DynamoDb& dynamo_db, const std::string& table, const std::string& task_id
) {
    const GetItemOutput found = TRY(dynamo_db.get_item(
        {.table_name = table, .key = {{kTaskId, task_id}}, .consistent_read = true}
    ));
    const AttributeValue* value = found.item ? found.item->find(kDuration) : nullptr;
    const auto us = value != nullptr ? value->as_int64() : std::nullopt;
    return us ? std::optional{Duration{*us}} : std::nullopt;
}

DurationTellingDynamoDb::DurationTellingDynamoDb(
    DynamoDb& next,
    const TaskDurations& durations,
    const TaskManagerConfig& config,
    std::string table
)
    : ForwardingDynamoDb{next}, durations_{durations}, config_{config}, table_{std::move(table)} {}

Result<PutItemOutput> DurationTellingDynamoDb::put_item(const PutItemInput& input) {
    if (!table_.empty() && input.table_name == config_.dynamo_db.table_name) {
        const AttributeValue* value = input.item.find(config_.dynamo_db.field_names.task_id);
        const std::string_view task_id =
            value != nullptr ? value->as_string().value_or("") : std::string_view{};
        if (const auto duration = durations_.find(task_id)) {
            // Put twice it is the same, and without a task it does no harm.
            TRY(next().put_item(
                {.table_name = table_,
                 .item =
                     {{kTaskId, task_id}, {kDuration, AttributeValue::number(duration->count())}}}
            ));
        }
    }
    return next().put_item(input);
}

}  // namespace sosw::sim
