#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "backends/wire/http_message.hpp"
#include "core/base/time.hpp"

/// What a request says of its own signature (Signature Version 4), in the header `Authorization` or
/// in the query of a presigned URL. Whether the signature is right is asked in signature_v4.hpp.

namespace sosw::wire {

inline constexpr std::string_view kSignatureAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kScopeTerminator = "aws4_request";

/// Where and on which day a signing key is good: `20150830/us-east-1/iam/aws4_request`.
struct CredentialScope {
    std::string date{};  ///< `20150830`.
    std::string region{};
    std::string service{};  ///< As in hosts: `dynamodb`, `monitoring`, `lambda`, `s3`.

    bool operator==(const CredentialScope&) const = default;
};
std::string to_string(const CredentialScope& scope);

struct Authorization {
    std::string access_key_id{};
    CredentialScope scope{};
    std::vector<std::string> signed_headers{};  ///< In lower case, sorted.
    std::string signature{};  ///< As sent; 64 lower-case hex digits if it is right.
    std::string timestamp{};  ///< `20150830T123600Z`.
    Timestamp signed_at{};
    std::optional<Duration> lifetime{};  ///< Of a presigned URL.
    std::string session_token{};         ///< Empty: none was sent.
};

/// Why a request is refused before its signature is computed.
struct AuthorizationError {
    enum class Kind {
        Missing,     ///< It is not signed at all, or by another scheme.
        Incomplete,  ///< Parts are missing or have no meaning.
        Invalid,     ///< The parts contradict each other or the request.
    };
    Kind kind = Kind::Missing;
    std::string message;  ///< In AWS's words.
};

/// Reads the signature's parts in the order and with the texts of AWS's services: header or query,
/// parts, date, signed headers, algorithm, credential. `service` is where the request goes, such as
/// `dynamodb`; empty: not known, any will do. Regions are taken as they are.
tl::expected<Authorization, AuthorizationError> parse_authorization(
    const HttpRequest& request, std::string_view service = {}
);

/// The check that needs no key, for an endpoint that asks for none: is there a signature with all
/// its parts, whatever they say? AWS's services look at that before anything in the body.
std::optional<AuthorizationError> missing_authorization(const HttpRequest& request);

}  // namespace sosw::wire
