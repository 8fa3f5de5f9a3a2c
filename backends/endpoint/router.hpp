#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "backends/endpoint/service_name.hpp"
#include "backends/wire/http_message.hpp"

/// Which service a request is for. AWS tells by the host; here all have the same, so that other
/// signs count first.

namespace sosw::endpoint {

struct Route {
    std::optional<ServiceName> service{};
    /// Where we do not serve it: what it was signed for, or its `X-Amz-Target`, or its `Action`.
    std::string unknown{};
};

/// In this order: our own pages by their path; `X-Amz-Target`; the service in
/// the signature's scope; the path of a REST service; the host; the version of a query protocol.
/// What is left is DynamoDB's at `/` and S3's below.
Route route(const wire::HttpRequest& request);

/// The answer to a request for a service that is not emulated, in the shape in which its client
/// expects errors.
wire::HttpResponse unknown_service(const wire::HttpRequest& request, const Route& route);

/// `dynamodb` out of `AWS4-HMAC-SHA256 Credential=AKID/20260302/us-west-2/dynamodb/aws4_request,
/// …` or the same in the query of a presigned address; empty where there is none.
std::string signed_service(const wire::HttpRequest& request);

}  // namespace sosw::endpoint
