#include "backends/sqlite/sosw_tables.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace sosw::sqlite {

namespace {

AttributeDefinition text(const std::string& name) { return {name, ScalarType::String}; }
AttributeDefinition number(const std::string& name) { return {name, ScalarType::Number}; }

}  // namespace

CreateTableInput tasks_table(const TaskManagerConfig& config) {
    const DynamoDbConfig& dynamo_db = config.dynamo_db;
    const FieldNames& fields = dynamo_db.field_names;
    return {
        .table_name = dynamo_db.table_name,
        .attribute_definitions =
            {text(fields.task_id), text(fields.labourer_id), number(fields.greenfield)},
        .key_schema = {.hash = fields.task_id},
        .global_secondary_indexes = {
            {.index_name = dynamo_db.index_greenfield,
             .key_schema = {.hash = fields.labourer_id, .range = fields.greenfield}}}};
}

CreateTableInput retry_tasks_table(const TaskManagerConfig& config) {
    const FieldNames& fields = config.dynamo_db.field_names;
    return {
        .table_name = config.sosw_retry_tasks_table,
        .attribute_definitions =
            {text(fields.labourer_id), text(fields.task_id), number(fields.desired_launch_time)},
        .key_schema = {.hash = fields.labourer_id, .range = fields.task_id},
        .local_secondary_indexes = {
            {.index_name = config.sosw_retry_tasks_greenfield_index,
             .key_schema = {.hash = fields.labourer_id, .range = fields.desired_launch_time}}}};
}

CreateTableInput closed_tasks_table(const TaskManagerConfig& config) {
    const FieldNames& fields = config.dynamo_db.field_names;
    return {
        .table_name = config.sosw_closed_tasks_table,
        .attribute_definitions =
            {text(fields.task_id), text(fields.labourer_id_task_status), number(fields.closed_at)},
        .key_schema = {.hash = fields.task_id},
        .global_secondary_indexes = {
            {.index_name = config.sosw_closed_tasks_labourer_index,
             .key_schema = {.hash = fields.labourer_id_task_status, .range = fields.closed_at},
             .projection = {
                 .type = ProjectionType::Include,
                 .non_key_attributes = {
                     fields.completed_at, fields.greenfield, fields.attempts}}}}};
}

CreateTableInput config_table() {
    return {
        .table_name = kConfigTable,
        .attribute_definitions = {text("env"), text("config_name")},
        .key_schema = {.hash = "env", .range = "config_name"}};
}

std::vector<CreateTableInput> sosw_tables(const TaskManagerConfig& config) {
    return {
        tasks_table(config), retry_tasks_table(config), closed_tasks_table(config), config_table()};
}

Result<void> create_sosw_tables(DynamoDb& dynamo_db, const TaskManagerConfig& config) {
    const std::vector<std::string> present = TRY(dynamo_db.list_tables());
    for (const CreateTableInput& table : sosw_tables(config)) {
        if (std::ranges::find(present, table.table_name) == present.end()) {
            TRY(dynamo_db.create_table(table));
        }
    }
    return {};
}

}  // namespace sosw::sqlite
