#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "backends/wire/dynamo_db/json_reading.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"

/// One operation of DynamoDB's API: from the request's JSON to the answer's JSON.

namespace sosw::sqlite {
class SqliteDynamoDb;
}

namespace sosw::endpoint {

/// What actions work on. Borrows.
struct ActionContext {
    sqlite::SqliteDynamoDb& tables;
    const Clock& clock;
    std::string region = "us-west-2";
    std::string account = "000000000000";
    std::size_t body_size = 0;  ///< Of the request at hand, in bytes.
    std::string host{};         ///< Whom the request at hand was sent to: its `Host`.
};

/// The body of a successful answer, or the error. The body is a JSON object; views into it live
/// until the action returns.
using Action = Result<std::string> (*)(ActionContext& context, const wire::Json& body);

struct NamedAction {
    std::string_view name;  ///< As in `X-Amz-Target`: `PutItem`.
    Action action;
};

}  // namespace sosw::endpoint
