#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "backends/aws/http_transport.hpp"
#include "core/base/ensure.hpp"

namespace sosw::test {

/// Gives answers that a test wrote down, one per request, and keeps the requests.
class ScriptedTransport final : public aws::HttpTransport {
public:
    void answer(Result<wire::HttpResponse> with) { answers_.push_back(std::move(with)); }
    void answer(int status, std::string body, wire::HttpHeaders headers = {}) {
        answer(wire::HttpResponse{
            .status = status, .headers = std::move(headers), .body = std::move(body)});
    }
    /// The transport fails.
    void fail_with(ErrorCode code, std::string name) {
        answer(fail(code, std::move(name), "as the test wants it"));
    }

    Result<wire::HttpResponse> send(const aws::ServiceUrl& url, const wire::HttpRequest& request)
        override {
        ENSURE(!answers_.empty());
        urls_.push_back(url.text());
        requests_.push_back(request);
        Result<wire::HttpResponse> next = std::move(answers_.front());
        answers_.pop_front();
        return next;
    }

    const std::vector<wire::HttpRequest>& requests() const { return requests_; }
    const std::vector<std::string>& urls() const { return urls_; }

private:
    std::deque<Result<wire::HttpResponse>> answers_;
    std::vector<wire::HttpRequest> requests_;
    std::vector<std::string> urls_;
};

}  // namespace sosw::test
