#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/wire/http_message.hpp"

/// How AWS's services say that a signature does not hold, each in the shape of its protocol.

namespace sosw::endpoint {

/// The protocol of the service that a request is meant for, as far as the request shows it.
enum class Protocol : std::uint8_t {
    Json,   ///< `X-Amz-Target`: DynamoDB, CloudWatch, SSM, EventBridge.
    Cbor,   ///< `Smithy-Protocol: rpc-v2-cbor`: CloudWatch.
    Query,  ///< A form with an `Action`: SNS, STS, CloudWatch.
    Rest,   ///< JSON under a dated path: Lambda.
    S3,
};
Protocol protocol_of(const wire::HttpRequest& request);

/// The service's name in a credential's scope; empty where the request does not show it.
std::string_view service_of(const wire::HttpRequest& request);

struct SignatureProblem {
    enum class Kind : std::uint8_t {
        Missing,         ///< No signature.
        Incomplete,      ///< Parts of it are missing.
        Invalid,         ///< Its parts contradict each other.
        UnknownKey,      ///< Nobody has that key.
        WrongToken,      ///< The key goes with another session token, or with none.
        Mismatch,        ///< Made with another secret, or of another request.
        OutOfTime,       ///< Made too early or too late.
        UrlExpired,      ///< A presigned URL that was good once.
        PayloadUnsaid,   ///< S3 is told no digest of the body.
        PayloadDiffers,  ///< S3 is told the digest of another body.
    };
    Kind kind = Kind::Missing;
    std::string message{};
    /// What S3 adds to its error, in this order.
    std::vector<std::pair<std::string, std::string>> details{};
};

/// Status, headers and body as the service would give them.
wire::HttpResponse to_response(const SignatureProblem& problem, const wire::HttpRequest& request);

}  // namespace sosw::endpoint
