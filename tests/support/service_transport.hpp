#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "backends/aws/http_transport.hpp"
#include "backends/endpoint/http_service.hpp"

namespace sosw::test {

/// Gives requests to a service of ours in this thread, without a socket.
///
/// A reply that is not there when the service returns is a lost one.
class ServiceTransport final : public aws::HttpTransport {
public:
    using Handler = std::function<void(const wire::HttpRequest&, endpoint::Reply)>;

    explicit ServiceTransport(Handler handler) : handler_{std::move(handler)} {}
    /// `service` must outlive this object.
    explicit ServiceTransport(endpoint::HttpService& service)
        : ServiceTransport{[&service](const wire::HttpRequest& request, endpoint::Reply reply) {
              service.handle(request, std::move(reply));
          }} {}

    Result<wire::HttpResponse> send(const aws::ServiceUrl& url, const wire::HttpRequest& request)
        override {
        std::optional<wire::HttpResponse> answer;
        wire::HttpRequest arrived = request;
        arrived.target.insert(0, url.base_path);
        handler_(arrived, [&answer](wire::HttpResponse response) { answer = std::move(response); });
        if (!answer) {
            return fail(ErrorCode::OutcomeUnknown, "ReadTimeoutError", "The service did not reply");
        }
        return *std::move(answer);
    }

private:
    Handler handler_;
};

}  // namespace sosw::test
