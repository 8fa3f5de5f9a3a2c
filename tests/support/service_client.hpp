#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "backends/aws/aws_client.hpp"
#include "backends/aws/curl_transport.hpp"
#include "backends/aws/service_url.hpp"
#include "backends/endpoint/http_service.hpp"
#include "backends/endpoint/signature_check.hpp"
#include "backends/wire/signature/credentials.hpp"
#include "core/ports/clock.hpp"
#include "tests/support/server_thread.hpp"
#include "tests/support/service_transport.hpp"

namespace sosw::test {

/// How requests reach a service of ours.
enum class Way {
    InProcess,  ///< As a call.
    Loopback,   ///< Over a socket, to a server on a thread of its own.
};

/// What a client needs to speak to a service of ours through AWS's protocol. Requests whose
/// signature is not right are refused before the service sees them.
class ServiceClient {
public:
    /// Both must outlive this object. `before_replies` is the server's group commit.
    ServiceClient(
        endpoint::HttpService& service, Clock& clock, Way way, endpoint::Task before_replies = [] {}
    )
        : clock_{clock}, check_{known_keys(), clock} {
        const auto checked =
            [this, &service](const wire::HttpRequest& request, const endpoint::Reply& reply) {
                if (std::optional<wire::HttpResponse> refusal = check_.refusal(request)) {
                    return reply(*std::move(refusal));
                }
                service.handle(request, reply);
            };
        if (way == Way::InProcess) {
            transport_ = std::make_unique<ServiceTransport>(checked);
            return;
        }
        server_ = std::make_unique<ServerThread>(checked, std::move(before_replies));
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
    static wire::AccessKey key() { return {.id = "test", .secret = "secret"}; }
    static wire::Credentials known_keys() {
        wire::Credentials keys;
        keys.add("default", key());
        return keys;
    }

    Clock& clock_;
    endpoint::SignatureCheck check_;
    std::unique_ptr<ServerThread> server_{};
    std::unique_ptr<aws::HttpTransport> transport_{};
    aws::FixedCredentials credentials_{key()};
};

}  // namespace sosw::test
