#pragma once

#include <string_view>

#include "core/base/result.hpp"

/// What the errors of AWS's services mean to a caller: the one table from their names to ours.

namespace sosw::wire {

/// The code for an error that `name` (without its namespace) and the answer's status tell of.
///
/// Names decide where they are known, statuses otherwise. A 500 leaves the outcome unknown, as
/// DynamoDB's guide says of writes; for a call that changes nothing the caller may take it for
/// `Unavailable`.
ErrorCode error_code_of(std::string_view name, int status);

/// The name alone: `com.amazonaws.dynamodb.v20120810#ResourceInUseException` and
/// `ResourceInUseException:http://internal.amazon.com/` are `ResourceInUseException`.
std::string_view bare_error_name(std::string_view type);

/// True for names of signatures and tokens that fresh credentials may mend.
bool is_expired_credentials(std::string_view name);

}  // namespace sosw::wire
