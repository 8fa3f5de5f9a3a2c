#pragma once

#include <string>

#include "backends/sqlite/database.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"

/// The client request tokens of transactions: within ten minutes the same token with the same
/// request is done once.

namespace sosw::sqlite {

class RequestTokens {
public:
    RequestTokens(Database& database, const Clock& clock) : database_{database}, clock_{clock} {}

    /// True if this request was done under its token less than ten minutes ago.
    /// Errors: `IdempotentParameterMismatchException` if the token belonged to another request.
    Result<bool> is_repeated(const TransactWriteItemsInput& input);
    /// Keeps the token, and drops those that are too old. Call it in the scope that does the work.
    void remember(const TransactWriteItemsInput& input);

private:
    Database& database_;
    const Clock& clock_;
};

}  // namespace sosw::sqlite
