#pragma once

#include "backends/sqlite/dynamo_engine.hpp"
#include "core/ports/table_administration.hpp"

namespace sosw::sqlite {

/// Begins what the request asks of the table, or refuses all of it. What it changes is seen when
/// the engine's delays have passed; an index that is added is filled at once, in one walk over the
/// table, but readable only then. Gives the table back, which may be another object.
///
/// Errors: `ValidationException`, `ResourceInUseException`, `ResourceNotFoundException` where an
/// index does not exist, `LimitExceededException`.
Result<DynamoTable*> begin_update(
    DynamoEngine& engine, DynamoTable& table, const UpdateTableRequest& request
);

}  // namespace sosw::sqlite
