#pragma once

#include <optional>

#include "backends/endpoint/service_name.hpp"
#include "backends/wire/http_message.hpp"

/// Requests that a web page makes a browser send.

namespace sosw::endpoint {

/// What is answered instead of the service. DynamoDB answers a browser's question for permission
/// with yes, as AWS does. To all other services a page that is not from this machine has no access:
/// no site may have a developer's endpoint create a function that runs a command.
std::optional<wire::HttpResponse> answer_to_origin(
    const wire::HttpRequest& request, ServiceName service
);

/// What DynamoDB adds for a request with an `Origin`, so that the page may read the answer.
void allow_origin(wire::HttpHeaders& headers);

}  // namespace sosw::endpoint
