#pragma once

#include <string>
#include <string_view>

#include "backends/wire/http_message.hpp"
#include "core/base/result.hpp"

/// DynamoDB's errors in its JSON protocol: status, `__type`, message, and what some of them carry.

namespace sosw::wire {

inline constexpr std::string_view kDynamoDbJson = "application/x-amz-json-1.0";

/// `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`: the name as the service
/// qualifies it.
std::string qualified_error_name(std::string_view name);

/// The whole answer. Carries cancellation reasons with their items, the item of a failed
/// condition, and throttling reasons.
HttpResponse dynamo_db_error_response(const Error& error, std::string_view content_type);

}  // namespace sosw::wire
