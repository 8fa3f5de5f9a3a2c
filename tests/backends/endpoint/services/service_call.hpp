#pragma once

#include <string>

#include "backends/endpoint/http_service.hpp"
#include "backends/wire/http_message.hpp"

/// Requests as AWS's clients send them, handed to a service without a socket.

namespace sosw::test {

/// Requires that the service answers at once, and once.
wire::HttpResponse call(endpoint::HttpService& service, const wire::HttpRequest& request);

/// `target` is the whole `X-Amz-Target`.
wire::HttpResponse call_json(
    endpoint::HttpService& service, const std::string& target, const std::string& body
);

/// `form` is the body: `Action=…&…`.
wire::HttpResponse call_query(endpoint::HttpService& service, const std::string& form);

/// What stands between `<name>` and `</name>`, the first time; empty where that is nowhere.
std::string xml_text(const std::string& xml, const std::string& name);

}  // namespace sosw::test
