#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sosw::aws {

/// Where a service listens: `https://dynamodb.us-west-2.amazonaws.com`, or what a user gives as
/// `AWS_ENDPOINT_URL`, such as `http://127.0.0.1:4566`.
struct ServiceUrl {
    std::string scheme = "https";  ///< `http` or `https`, in lower case.
    std::string authority{};       ///< Host, and `:port` where it is not the scheme's own.
    std::string base_path{};       ///< Goes before each request's target; no slash at its end.

    /// `scheme://authority`, and `base_path`.
    std::string text() const;
};

/// Errors: `InvalidRequest` where `text` is no absolute URL of HTTP, or has a user, a query or a
/// fragment.
Result<ServiceUrl> parse_service_url(std::string_view text);

/// The authority without its port: `127.0.0.1`, `[::1]`.
std::string_view host_of(const ServiceUrl& url);
/// True where it never leaves this machine: 127.0.0.0/8, `[::1]`, `localhost` and names under it.
bool is_loopback(const ServiceUrl& url);

/// AWS's public address of `service` (as in host names: `dynamodb`, `monitoring`, `lambda`) in
/// `region`.
ServiceUrl public_service_url(std::string_view service, std::string_view region);

}  // namespace sosw::aws
