#pragma once

#include <memory>
#include <string>
#include <utility>

#include "backends/aws/aws_client.hpp"
#include "backends/aws/curl_transport.hpp"
#include "backends/aws/service_url.hpp"
#include "backends/endpoint/http_service.hpp"
#include "core/ports/clock.hpp"
#include "tests/support/server_thread.hpp"
#include "tests/support/service_transport.hpp"

namespace sosw::test {

/// How requests reach a service of ours.
enum class Way {
    InProcess,  ///< As a call.
    Loopback,   ///< Over a socket, to a server on a thread of its own.
};

/// What a client needs to speak to a service of ours through AWS's protocol.
class ServiceClient {
public:
    /// Both must outlive this object. `before_replies` is the server's group commit.
    ServiceClient(
        endpoint::HttpService& service, Clock& clock, Way way, endpoint::Task before_replies = [] {}
    )
        : clock_{clock} {
        if (way == Way::InProcess) {
            transport_ = std::make_unique<ServiceTransport>(service);
            return;
        }
        server_ = std::make_unique<ServerThread>(
            [&service](const wire::HttpRequest& request, endpoint::Reply reply) {
                service.handle(request, std::move(reply));
            },
            std::move(before_replies)
        );
        transport_ = std::make_unique<aws::CurlTransport>(aws::CurlOptions{.proxy = ""});
    }

    aws::AwsAccess access() {
        return {.clock = clock_, .transport = *transport_, .credentials = credentials_};
    }
    /// `signing_name` as in hosts: `dynamodb`.
    aws::ServiceAddress address(std::string signing_name) const {
        const std::string url = server_ == nullptr ? "http://in.process" : server_->url();
        return {
            .url = aws::parse_service_url(url).value(), .signing_name = std::move(signing_name)};
    }

private:
    Clock& clock_;
    std::unique_ptr<ServerThread> server_{};
    std::unique_ptr<aws::HttpTransport> transport_{};
    aws::FixedCredentials credentials_{{.id = "test", .secret = "test"}};
};

}  // namespace sosw::test
