#include "tests/support/faulty_transport.hpp"

#include <numeric>
#include <utility>

#include "core/base/ensure.hpp"

namespace sosw::test {

namespace {

enum class Protocol { DynamoDb, Lambda, Query };

Protocol protocol_of(const wire::HttpRequest& request) {
    if (request.headers.find("X-Amz-Target") != nullptr) {
        return Protocol::DynamoDb;
    }
    return request.target.starts_with("/2015-03-31/") ? Protocol::Lambda : Protocol::Query;
}

/// An error as the service that was asked writes it. The names are those of DynamoDB, of Lambda and
/// of the query protocol.
wire::HttpResponse error_answer(
    const wire::HttpRequest& request, int status, const std::array<std::string, 3>& names
) {
    constexpr const char* kMessage = "the test wants it";
    switch (protocol_of(request)) {
        case Protocol::DynamoDb:
            return {
                .status = status == 429 || status == 403 ? 400 : status,
                .body = R"({"__type":"com.amazonaws.dynamodb.v20120810#)" + names[0] +
                        R"(","message":")" + kMessage + R"("})"};
        case Protocol::Lambda:
            return {
                .status = status,
                .headers = {{"x-amzn-ErrorType", names[1]}},
                .body = std::string{R"({"message":")"} + kMessage + R"("})"};
        case Protocol::Query:
            break;
    }
    return {
        .status = status == 429 ? 400 : status,
        .body = "<ErrorResponse><Error><Type>Sender</Type><Code>" + names[2] + "</Code><Message>" +
                kMessage + "</Message></Error></ErrorResponse>"};
}

wire::HttpResponse internal_error(const wire::HttpRequest& request) {
    return error_answer(
        request, 500, {"InternalServerError", "ServiceException", "InternalFailure"}
    );
}

std::string_view key_of(const wire::HttpRequest& request) {
    const std::string_view text = request.headers.value_or_empty("Authorization");
    const std::size_t begin = text.find("Credential=");
    ENSURE(begin != std::string_view::npos);
    const std::string_view id = text.substr(begin + std::string_view{"Credential="}.size());
    return id.substr(0, id.find('/'));
}

}  // namespace

std::string_view to_string(WireFault fault) {
    switch (fault) {
        case WireFault::NotConnected:
            return "not connected";
        case WireFault::ResetBefore:
            return "reset before";
        case WireFault::ResetAfter:
            return "reset after";
        case WireFault::Silence:
            return "silence";
        case WireFault::InternalErrorBefore:
            return "500 before";
        case WireFault::InternalErrorAfter:
            return "500 after";
        case WireFault::Unavailable:
            return "503";
        case WireFault::Throttled:
            return "throttled";
        case WireFault::HalfABody:
            return "half a body";
        case WireFault::WrongChecksum:
            return "wrong checksum";
        case WireFault::ExpiredKey:
            return "expired key";
        case WireFault::ProcessEnds:
            return "process ends";
    }
    return "unknown";
}

void FaultyTransport::set_faults(double probability, std::vector<WireFault> kinds) {
    probability_ = kinds.empty() ? 0 : probability;
    lasting_left_ = 0;
    kinds_ = std::move(kinds);
}

Result<wire::HttpResponse> FaultyTransport::send(
    const aws::ServiceUrl& url, const wire::HttpRequest& request
) {
    if (expired_keys_.contains(key_of(request))) {
        return error_answer(
            request, 403, {"ExpiredTokenException", "ExpiredTokenException", "ExpiredToken"}
        );
    }
    const std::optional<WireFault> fault = next_fault();
    return fault ? send_wrong(*fault, url, request) : next_.send(url, request);
}

std::optional<WireFault> FaultyTransport::next_fault() {
    constexpr double kLasts = 0.3;
    constexpr std::uint64_t kLongest = 8;
    if (lasting_left_ > 0) {
        --lasting_left_;
    } else if (random_.chance(probability_)) {
        lasting_ = kinds_[random_.below(kinds_.size())];
        lasting_left_ = random_.chance(kLasts) ? random_.below(kLongest) : 0;
    } else {
        return std::nullopt;
    }
    ++struck_[lasting_];
    return lasting_;
}

Result<wire::HttpResponse> FaultyTransport::lose_answer(
    const aws::ServiceUrl& url, const wire::HttpRequest& request, const char* name
) {
    const Result<wire::HttpResponse> answer = next_.send(url, request);
    if (lie_ == Lie::RepeatsPosts) {
        return next_.send(url, request);
    }
    if (lie_ == Lie::CallsLostUnsent) {
        return fail(ErrorCode::Unavailable, "EndpointConnectionError", "so it says");
    }
    return fail(ErrorCode::OutcomeUnknown, name, answer ? "the answer is lost" : "so is the rest");
}

Result<wire::HttpResponse> FaultyTransport::send_wrong(
    WireFault fault, const aws::ServiceUrl& url, const wire::HttpRequest& request
) {
    switch (fault) {
        case WireFault::NotConnected:
            return fail(ErrorCode::Unavailable, "EndpointConnectionError", "nobody listens");
        case WireFault::ResetBefore:
            return fail(ErrorCode::OutcomeUnknown, "ConnectionClosedError", "it never arrived");
        case WireFault::ResetAfter:
            return lose_answer(url, request, "ConnectionClosedError");
        case WireFault::Silence:
            clock_.sleep_for(kPatience);
            return lose_answer(url, request, "ReadTimeoutError");
        case WireFault::InternalErrorAfter:
            static_cast<void>(next_.send(url, request));
            return internal_error(request);
        case WireFault::InternalErrorBefore:
            return internal_error(request);
        case WireFault::Unavailable:
            return error_answer(
                request,
                503,
                {"ServiceUnavailable", "ServiceUnavailableException", "ServiceUnavailable"}
            );
        case WireFault::Throttled:
            return error_answer(
                request,
                429,
                {"ProvisionedThroughputExceededException", "TooManyRequestsException", "Throttling"}
            );
        case WireFault::ExpiredKey:
            expired_keys_.emplace(key_of(request));
            return send(url, request);
        case WireFault::ProcessEnds:
            throw ProcessEnded{};
        case WireFault::HalfABody:
        case WireFault::WrongChecksum:
            break;
    }
    Result<wire::HttpResponse> answer = next_.send(url, request);
    if (answer && fault == WireFault::HalfABody) {
        answer->headers.erase("x-amz-crc32");
        answer->body.resize(answer->body.size() / 2);
    } else if (answer && answer->headers.find("x-amz-crc32") != nullptr) {
        answer->headers.set("x-amz-crc32", "1");
    }
    return answer;
}

std::vector<Result<wire::HttpResponse>> FaultyTransport::send_all(
    const aws::ServiceUrl& url, std::span<const wire::HttpRequest> requests
) {
    if (probability_ == 0 && expired_keys_.empty()) {
        return next_.send_all(url, requests);
    }
    std::vector<std::size_t> order(requests.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[random_.below(i)]);
    }
    std::vector<Result<wire::HttpResponse>> answers(requests.size());
    for (const std::size_t place : order) {
        answers[place] = send(url, requests[place]);
    }
    return answers;
}

}  // namespace sosw::test
