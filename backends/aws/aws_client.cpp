#include "backends/aws/aws_client.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>

#include <zlib.h>

#include "backends/wire/error_names.hpp"
#include "core/base/ensure.hpp"

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

Result<wire::HttpResponse> AwsClient::call(wire::HttpRequest request, Effect effect) {
    for (RequestCourse course;;) {
        Round round;
        round.key = TRY(access_.credentials.key());
        sign(request, round.key);
        Result<wire::HttpResponse> answer = judged(access_.transport.send(address_.url, request));
        if (answer) {
            quota_.succeeded(course);
            return answer;
        }
        const auto delay = wait_after(answer.error(), effect, course, round);
        if (!delay) {
            return fail(settled(std::move(answer).error(), effect));
        }
        access_.clock.sleep_for(*delay);
    }
}

std::vector<Result<wire::HttpResponse>> AwsClient::call_all(std::span<const Call> calls) {
    std::vector<Result<wire::HttpResponse>> answers(calls.size());
    std::vector<RequestCourse> courses(calls.size());
    std::vector<std::size_t> open(calls.size());
    std::iota(open.begin(), open.end(), std::size_t{0});
    while (!open.empty()) {
        Result<wire::AccessKey> key = access_.credentials.key();
        if (!key) {
            for (const std::size_t place : open) {
                answers[place] = fail(key.error());
            }
            break;
        }
        Round round{.key = *std::move(key)};
        std::vector<wire::HttpRequest> requests;
        requests.reserve(open.size());
        for (const std::size_t place : open) {
            requests.push_back(calls[place].request);
            sign(requests.back(), round.key);
        }
        auto arrived = access_.transport.send_all(address_.url, requests);
        ENSURE(arrived.size() == open.size());
        std::vector<std::size_t> again;
        Duration longest{};
        for (std::size_t i = 0; i < open.size(); ++i) {
            const std::size_t place = open[i];
            answers[place] = judged(std::move(arrived[i]));
            if (answers[place]) {
                quota_.succeeded(courses[place]);
                continue;
            }
            const Effect effect = calls[place].effect;
            if (const auto delay =
                    wait_after(answers[place].error(), effect, courses[place], round)) {
                again.push_back(place);
                longest = std::max(longest, *delay);
            } else {
                answers[place] = fail(settled(std::move(answers[place]).error(), effect));
            }
        }
        open = std::move(again);
        access_.clock.sleep_for(longest);
    }
    return answers;
}

void AwsClient::sign(wire::HttpRequest& request, const wire::AccessKey& key) {
    request.headers.set("Host", address_.url.authority);
    // The path that the server sees is the one to sign.
    request.target.insert(0, address_.url.base_path);
    wire::sign(
        request,
        key,
        {.region = address_.region,
         .service = address_.signing_name,
         .at = access_.clock.now(),
         .kept = &signing_key_}
    );
    request.target.erase(0, address_.url.base_path.size());
}

Result<wire::HttpResponse> AwsClient::judged(Result<wire::HttpResponse> answer) const {
    if (!answer) {
        return answer;
    }
    if (!is_success(answer->status)) {
        return fail(read_error_(*answer));
    }
    if (!is_intact(*answer)) {
        return fail(
            ErrorCode::OutcomeUnknown,
            "ChecksumMismatch",
            "The answer was damaged on its way; what was asked has been done"
        );
    }
    return answer;
}

std::optional<Duration> AwsClient::wait_after(
    const Error& error, Effect effect, RequestCourse& course, Round& round
) {
    if (wire::is_expired_credentials(error.name) && !course.has_new_key) {
        course.has_new_key = true;
        return has_successor(round) ? std::optional{Duration::zero()} : std::nullopt;
    }
    return may_repeat(error, effect) ? quota_.next_delay(course, error) : std::nullopt;
}

bool AwsClient::has_successor(Round& round) {
    if (!round.has_successor) {
        access_.credentials.reject(round.key);
        const Result<wire::AccessKey> next = access_.credentials.key();
        round.has_successor = next && *next != round.key;
    }
    return *round.has_successor;
}

}  // namespace sosw::aws
