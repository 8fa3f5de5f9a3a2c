#pragma once

#include "core/ports/dynamo_db.hpp"

/// What DynamoDB demands of the definition of a table, in its words.
///
/// Source: DynamoDB API reference, CreateTable; Developer Guide, "Quotas".

namespace sosw::sqlite {

/// Errors: `ValidationException`.
Result<void> validate_table(const CreateTableInput& input);

}  // namespace sosw::sqlite
