#pragma once

#include <string>

#include "backends/wire/lambda/lambda_requests.hpp"

/// The JSON bodies of Lambda's requests, as a client writes them: what `lambda_requests.hpp` reads.

namespace sosw::wire {

/// CreateFunction. What is empty in `change` is not sent.
std::string create_function_body(const FunctionChange& change);
/// PutFunctionEventInvokeConfig. What is empty is not sent, and gets its default.
std::string event_invoke_config_body(const EventInvokeChange& change);

}  // namespace sosw::wire
