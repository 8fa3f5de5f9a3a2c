#pragma once

#include <functional>
#include <optional>

#include "backends/wire/http_message.hpp"

namespace sosw::endpoint {

/// Gives the answer to a request, once: at once or at any time later, on the endpoint's thread.
using Reply = std::function<void(wire::HttpResponse)>;

/// An answer to requests that may not pass; nothing for the others.
using RequestCheck = std::function<std::optional<wire::HttpResponse>(const wire::HttpRequest&)>;

/// One AWS service as HTTP sees it. All services of an endpoint live on one thread, so that none
/// needs a lock; what takes time (an invoked function) keeps the `Reply` and returns.
class HttpService {
public:
    HttpService() = default;
    HttpService(const HttpService&) = delete;
    HttpService& operator=(const HttpService&) = delete;
    virtual ~HttpService() = default;

    /// Requires a request that was routed here; its signature has been checked, where that is
    /// asked. Answers every request, broken ones with the service's own error.
    virtual void handle(const wire::HttpRequest& request, Reply reply) = 0;
};

}  // namespace sosw::endpoint
