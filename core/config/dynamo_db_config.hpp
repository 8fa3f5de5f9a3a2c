#pragma once

#include "core/config/config.hpp"
#include "core/config/config_reader.hpp"

/// Reads and checks how tasks are stored: tables, stored names and types. Part of loading.

namespace sosw {

/// Reads a `dynamo_db_config`. The row mapper begins with sosw's own fields in sosw's order, under
/// their stored names; what the user adds follows. `required_fields` are returned as stored names,
/// whichever name the user wrote.
DynamoDbConfig read_dynamo_db_config(const ConfigReader& reader, const ConfigValue& object);

/// sosw's own `dynamo_db_config`.
DynamoDbConfig default_dynamo_db_config();

}  // namespace sosw
