#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backends/aws/http_transport.hpp"
#include "core/base/time.hpp"

namespace sosw::aws {

struct CurlOptions {
    Duration connect_timeout = std::chrono::seconds{10};
    /// From the beginning of a request to the last byte of its answer. A function that is invoked
    /// and waited for may take 15 minutes.
    Duration answer_timeout = std::chrono::seconds{60};
    std::size_t answer_bytes_max = 64U << 20U;
    /// How many requests `send_all` has on their way at once, each on a connection of its own.
    std::size_t parallel_max = 32;
    /// Absent: as `http_proxy`, `https_proxy` and `no_proxy` say. Empty: none.
    std::optional<std::string> proxy{};
    /// The file of trusted certificates. Empty: the system's.
    std::string ca_bundle{};
};

/// HTTP/1.1 by libcurl, whose connections stay open from request to request.
///
/// Certificates are always verified. A request is sent once: libcurl's own second try, when an open
/// connection turns out to be broken, is refused, since the server may have acted on the first.
/// Not for use by two threads at once: each has its own.
class CurlTransport final : public HttpTransport {
public:
    explicit CurlTransport(CurlOptions options = {});
    ~CurlTransport() override;

    Result<wire::HttpResponse> send(const ServiceUrl& url, const wire::HttpRequest& request)
        override;
    std::vector<Result<wire::HttpResponse>> send_all(
        const ServiceUrl& url, std::span<const wire::HttpRequest> requests
    ) override;

private:
    class Line;
    class Bundle;
    CurlOptions options_;
    std::unique_ptr<Line> line_;
    std::unique_ptr<Bundle> bundle_;
};

}  // namespace sosw::aws
