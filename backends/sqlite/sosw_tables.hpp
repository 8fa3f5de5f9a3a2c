#pragma once

#include <vector>

#include "core/config/config.hpp"
#include "core/ports/dynamo_db.hpp"

/// The tables that sosw works with, as it defines them (K11): tasks, tasks that wait for retry,
/// closed tasks, and the table from which configuration is read. Names of tables, indexes and
/// fields follow the configuration.

namespace sosw::sqlite {

inline constexpr const char* kConfigTable = "config";

CreateTableInput tasks_table(const TaskManagerConfig& config);
CreateTableInput retry_tasks_table(const TaskManagerConfig& config);
CreateTableInput closed_tasks_table(const TaskManagerConfig& config);
/// Key: `env`, `config_name`.
CreateTableInput config_table();

/// All four.
std::vector<CreateTableInput> sosw_tables(const TaskManagerConfig& config);

/// Creates those of the four that are not there yet. Errors: as `create_table`.
Result<void> create_sosw_tables(DynamoDb& dynamo_db, const TaskManagerConfig& config);

}  // namespace sosw::sqlite
