#pragma once

#include <string>

#include "backends/wire/http_message.hpp"
#include "backends/wire/services/value.hpp"
#include "core/base/result.hpp"

/// AWS's JSON 1.1 as a client speaks it: an operation's parameters go out, its answer comes back.
/// For services that are asked seldom; tables have a codec of their own.

namespace sosw::aws {

/// `target` is the service's prefix and the operation: `AmazonSSM.GetParameters`.
wire::HttpRequest json_request(std::string target, const wire::Value& parameters);

/// Errors: `OutcomeUnknown` where it is no JSON.
Result<wire::Value> read_json_answer(const wire::HttpResponse& response);

/// The error that an answer other than 2xx tells of.
Error read_json_error(const wire::HttpResponse& response);

}  // namespace sosw::aws
