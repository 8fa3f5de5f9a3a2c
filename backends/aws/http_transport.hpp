#pragma once

#include <span>
#include <vector>

#include "backends/aws/service_url.hpp"
#include "backends/wire/http_message.hpp"
#include "core/base/result.hpp"

namespace sosw::aws {

/// The only door to the network: one request out, its whole answer back.
///
/// Signing, wire formats, retries and the mapping of errors stand before it and are tested with
/// transports that never open a socket.
class HttpTransport {
public:
    HttpTransport() = default;
    HttpTransport(const HttpTransport&) = delete;
    HttpTransport& operator=(const HttpTransport&) = delete;
    virtual ~HttpTransport() = default;

    /// Sends `request` to `url` once and waits for the answer. Any status is an answer, 500 too.
    ///
    /// Errors say what the server can know of it: `Unavailable` where nothing was sent (no such
    /// host, connection refused, no TLS), `OutcomeUnknown` where the request may have arrived
    /// (connection broken, no answer in time, half an answer), `InvalidRequest` where it can never
    /// be sent. Their names are those of botocore: `EndpointConnectionError`, `ReadTimeoutError` …
    virtual Result<wire::HttpResponse> send(
        const ServiceUrl& url, const wire::HttpRequest& request
    ) = 0;

    /// Sends each of `requests` once, some of them perhaps at the same time, and waits for all
    /// answers. They come in the order of the requests, whichever was the first. What becomes of
    /// one request touches no other. Without an own implementation: one after the other.
    virtual std::vector<Result<wire::HttpResponse>> send_all(
        const ServiceUrl& url, std::span<const wire::HttpRequest> requests
    ) {
        std::vector<Result<wire::HttpResponse>> answers;
        answers.reserve(requests.size());
        for (const wire::HttpRequest& request : requests) {
            answers.push_back(send(url, request));
        }
        return answers;
    }
};

}  // namespace sosw::aws
