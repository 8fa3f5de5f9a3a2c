#include "backends/endpoint/signature_check.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "backends/endpoint/signature_problem.hpp"
#include "backends/wire/signature/digest.hpp"
#include "backends/wire/signature/signature_v4.hpp"
#include "backends/wire/signature/signing_time.hpp"

namespace sosw::endpoint {

namespace {

using Kind = SignatureProblem::Kind;

constexpr std::chrono::minutes kWindow{5};
constexpr std::chrono::minutes kWindowOfS3{15};
constexpr std::string_view kUnknownClient =
    "The security token included in the request is invalid.";

SignatureProblem problem_of(const wire::AuthorizationError& error) {
    Kind kind = Kind::Missing;
    if (error.kind == wire::AuthorizationError::Kind::Incomplete) {
        kind = Kind::Incomplete;
    } else if (error.kind == wire::AuthorizationError::Kind::Invalid) {
        kind = Kind::Invalid;
    }
    return {.kind = kind, .message = error.message};
}

std::string seconds_text(Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
}

/// `41 57 53`, so that invisible letters are seen.
std::string spaced_hex(std::string_view bytes) {
    const std::string hex = wire::to_hex(bytes);
    std::string spaced;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        spaced.append(at == 0 ? "" : " ").append(hex, at, 2);
    }
    return spaced;
}

SignatureProblem mismatch(
    const wire::Authorization& authorization, const wire::ComputedSignature& computed
) {
    return {
        .kind = Kind::Mismatch,
        .message = fmt::format(
            "The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details.\n\nThe Canonical String for this request should have been\n'{}'\n\nThe "
            "String-to-Sign should have been\n'{}'\n",
            computed.canonical_request,
            computed.string_to_sign
        ),
        .details = {
            {"AWSAccessKeyId", authorization.access_key_id},
            {"StringToSign", computed.string_to_sign},
            {"SignatureProvided", authorization.signature},
            {"StringToSignBytes", spaced_hex(computed.string_to_sign)},
            {"CanonicalRequest", computed.canonical_request},
            {"CanonicalRequestBytes", spaced_hex(computed.canonical_request)}}};
}

/// S3 checks the body against its digest apart from the signature, which covers the digest.
std::optional<SignatureProblem> payload_problem(
    const wire::HttpRequest& request, const wire::Authorization& authorization
) {
    if (!wire::is_s3(authorization.scope)) {
        return std::nullopt;
    }
    const std::string_view said = request.headers.value_or_empty(wire::kPayloadHashHeader);
    if (said.empty() && authorization.lifetime) {
        return std::nullopt;
    }
    if (said.empty()) {
        return SignatureProblem{
            .kind = Kind::PayloadUnsaid,
            .message = "Missing required header for this request: x-amz-content-sha256"};
    }
    if (said == wire::kUnsignedPayload || said.starts_with(wire::kStreamingPrefix)) {
        return std::nullopt;
    }
    const std::string computed = wire::sha256_hex(request.body);
    if (said == computed) {
        return std::nullopt;
    }
    return SignatureProblem{
        .kind = Kind::PayloadDiffers,
        .message = "The provided 'x-amz-content-sha256' header does not match what was computed.",
        .details = {
            {"ClientComputedContentSHA256", std::string{said}},
            {"S3ComputedContentSHA256", computed}}};
}

}  // namespace

std::optional<SignatureProblem> SignatureCheck::problem_of_time(
    const wire::Authorization& authorization
) const {
    const bool s3 = wire::is_s3(authorization.scope);
    const std::chrono::minutes window = s3 ? kWindowOfS3 : kWindow;
    const Timestamp now = clock_.now();
    const Timestamp earliest = now - window;
    const Timestamp latest = now + window;
    const std::vector<std::pair<std::string, std::string>> times{
        {"RequestTime", authorization.timestamp},
        {"ServerTime", format_timestamp(std::chrono::floor<std::chrono::seconds>(now))},
        {"MaxAllowedSkewMilliseconds", std::to_string(std::chrono::milliseconds{window}.count())}};
    if (authorization.signed_at > latest) {
        return SignatureProblem{
            .kind = Kind::OutOfTime,
            .message = fmt::format(
                "Signature not yet current: {} is still later than {} ({} + {} min.)",
                authorization.timestamp,
                wire::format_signing_time(latest),
                wire::format_signing_time(now),
                window.count()
            ),
            .details = times};
    }
    if (authorization.lifetime && authorization.signed_at + *authorization.lifetime < now) {
        return SignatureProblem{
            .kind = Kind::UrlExpired,
            .message = s3 ? "Request has expired"
                          : fmt::format(
                                "Signature expired: {} is now earlier than {}",
                                wire::format_signing_time(
                                    authorization.signed_at + *authorization.lifetime
                                ),
                                wire::format_signing_time(now)
                            ),
            .details = {
                {"X-Amz-Expires", seconds_text(*authorization.lifetime)},
                {"Expires", format_timestamp(authorization.signed_at + *authorization.lifetime)},
                {"ServerTime", times[1].second}}};
    }
    if (!authorization.lifetime && authorization.signed_at < earliest) {
        return SignatureProblem{
            .kind = Kind::OutOfTime,
            .message = fmt::format(
                "Signature expired: {} is now earlier than {} ({} - {} min.)",
                authorization.timestamp,
                wire::format_signing_time(earliest),
                wire::format_signing_time(now),
                window.count()
            ),
            .details = times};
    }
    return std::nullopt;
}

std::optional<SignatureProblem> SignatureCheck::problem_of(const wire::HttpRequest& request) const {
    const auto authorization = wire::parse_authorization(request, service_of(request));
    if (!authorization) {
        return endpoint::problem_of(authorization.error());
    }
    if (std::optional<SignatureProblem> problem = problem_of_time(*authorization)) {
        return problem;
    }
    const wire::AccessKey* const key = credentials_.find_id(authorization->access_key_id);
    if (key == nullptr) {
        return SignatureProblem{
            .kind = Kind::UnknownKey,
            .message = std::string{kUnknownClient},
            .details = {{"AWSAccessKeyId", authorization->access_key_id}}};
    }
    const wire::ComputedSignature computed =
        wire::expected_signature(request, *authorization, key->secret);
    if (!wire::equal_in_constant_time(computed.signature, authorization->signature)) {
        return mismatch(*authorization, computed);
    }
    if (!wire::equal_in_constant_time(key->session_token, authorization->session_token)) {
        return SignatureProblem{.kind = Kind::WrongToken, .message = std::string{kUnknownClient}};
    }
    return payload_problem(request, *authorization);
}

std::optional<wire::HttpResponse> SignatureCheck::refusal(const wire::HttpRequest& request) const {
    const std::optional<SignatureProblem> problem = problem_of(request);
    return problem ? std::optional{to_response(*problem, request)} : std::nullopt;
}

std::optional<wire::HttpResponse> refusal_of_unsigned(const wire::HttpRequest& request) {
    const std::optional<wire::AuthorizationError> error = wire::missing_authorization(request);
    return error ? std::optional{to_response(problem_of(*error), request)} : std::nullopt;
}

}  // namespace sosw::endpoint
