#pragma once

#include <string>
#include <string_view>

#include "backends/wire/http_message.hpp"
#include "core/base/result.hpp"

/// What all of Lambda's REST calls share.

namespace sosw::aws {

/// The path of what belongs to a function under `version` of the API; of the function itself where
/// `part` is empty.
///
/// Errors: `InvalidRequest` for an empty name, whose path would be another resource's.
Result<std::string> function_path(
    const std::string& function_name, std::string_view part, std::string_view version = "2015-03-31"
);

/// The error that an answer tells of; of one that was throttled, with AWS's reason.
Error lambda_error_of(const wire::HttpResponse& response);

}  // namespace sosw::aws
