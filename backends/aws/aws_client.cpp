#include "backends/aws/aws_client.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <zlib.h>

#include "backends/wire/signature/signature_v4.hpp"

namespace sosw::aws {

namespace {

bool is_success(int status) { return status >= 200 && status < 300; }

/// DynamoDB sends the CRC-32 of its answers.
bool is_intact(const wire::HttpResponse& response) {
    const std::string* const told = response.headers.find("x-amz-crc32");
    if (told == nullptr) {
        return true;
    }
    std::uint32_t expected = 0;
    const char* const end = told->data() + told->size();
    if (std::from_chars(told->data(), end, expected).ptr != end) {
        return false;
    }
    const auto* const bytes = reinterpret_cast<const Bytef*>(response.body.data());
    return crc32_z(crc32_z(0, nullptr, 0), bytes, response.body.size()) == expected;
}

bool may_repeat(const Error& error, Effect effect) {
    return is_retryable(error.code) ||
           (error.code == ErrorCode::OutcomeUnknown && effect != Effect::Write);
}

}  // namespace

Error settled(Error error, Effect effect) {
    if (effect == Effect::Read && error.code == ErrorCode::OutcomeUnknown) {
        error.code = ErrorCode::Unavailable;
    }
    return error;
}

ServiceAddress public_address(std::string signing_name, std::string region) {
    ServiceUrl url = public_service_url(signing_name, region);
    return {
        .url = std::move(url),
        .region = std::move(region),
        .signing_name = std::move(signing_name)};
}

AwsClient::AwsClient(
    const AwsAccess& access,
    Random random,
    ServiceAddress address,
    ErrorReader read_error,
    const RetryOptions& retries
)
    : access_{access},
      quota_{random, retries},
      address_{std::move(address)},
      read_error_{std::move(read_error)} {}

Result<wire::HttpResponse> AwsClient::call(const wire::HttpRequest& request, Effect effect) {
    for (int failed = 0;;) {
        Result<wire::HttpResponse> answer = attempt(request);
        if (answer) {
            quota_.succeeded(failed);
            return answer;
        }
        ++failed;
        std::optional<Duration> delay;
        if (may_repeat(answer.error(), effect)) {
            delay = quota_.next_delay(failed, answer.error());
        }
        if (!delay) {
            return fail(settled(std::move(answer).error(), effect));
        }
        access_.clock.sleep_for(*delay);
    }
}

Result<wire::HttpResponse> AwsClient::attempt(wire::HttpRequest request) {
    request.headers.set("Host", address_.url.authority);
    // The path that the server sees is the one to sign.
    request.target.insert(0, address_.url.base_path);
    wire::sign(
        request,
        TRY(access_.credentials.key()),
        {.region = address_.region, .service = address_.signing_name, .at = access_.clock.now()}
    );
    request.target.erase(0, address_.url.base_path.size());
    wire::HttpResponse response = TRY(access_.transport.send(address_.url, request));
    if (!is_success(response.status)) {
        return fail(read_error_(response));
    }
    if (!is_intact(response)) {
        return fail(
            ErrorCode::OutcomeUnknown,
            "ChecksumMismatch",
            "The answer was damaged on its way; what was asked has been done"
        );
    }
    return response;
}

}  // namespace sosw::aws
