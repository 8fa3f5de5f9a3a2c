#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/wire/http_message.hpp"
#include "backends/wire/signature/authorization.hpp"
#include "backends/wire/signature/credentials.hpp"

/// AWS's Signature Version 4, in both directions.
///
/// A request is written in a canonical form, whose digest, with time and scope, is the string to
/// sign; the secret and the scope make the key. A client signs a request in place (`sign`), or
/// makes a URL that needs no further header (`presign`); a server computes from the request and its
/// `Authorization` what the signature should be (`expected_signature`) and compares.
///
/// S3 differs from all others: its paths are taken as sent, neither normalized nor encoded again,
/// and it may leave the body unsigned.
///
/// Source: IAM User Guide, "Create a signed AWS API request".

namespace sosw::wire {

inline constexpr std::string_view kPayloadHashHeader = "X-Amz-Content-Sha256";
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
/// What the payload hash of a body in signed or checked chunks begins with.
inline constexpr std::string_view kStreamingPrefix = "STREAMING-";

bool is_s3(const CredentialScope& scope);

/// What stands for the body in the canonical form: the digest of the body; or what the client says
/// itself, where that is that the body is unsigned, or streamed, or where S3 is meant, that checks
/// the header against the body apart from the signature.
std::string payload_hash(const HttpRequest& request, const Authorization& authorization);

/// `signed_headers` in lower case, sorted; one that is not in the request counts as empty. The
/// query parameter `X-Amz-Signature` is left out.
std::string canonical_request(
    const HttpRequest& request,
    const CredentialScope& scope,
    const std::vector<std::string>& signed_headers,
    std::string_view hash_of_payload
);

/// `timestamp` as in `Authorization`.
std::string string_to_sign(
    std::string_view timestamp, const CredentialScope& scope, std::string_view canonical_request
);

/// 32 bytes.
std::string signing_key(std::string_view secret, const CredentialScope& scope);

/// The signing key that was used last, for who signs many requests: making one costs more than all
/// the rest of a signature.
class KeptSigningKey {
public:
    /// As `signing_key`. The reference is good until the next call.
    const std::string& of(std::string_view secret, const CredentialScope& scope);

private:
    std::string secret_{};
    CredentialScope scope_{};
    std::string key_{};  ///< Empty: none yet.
};

/// All that a signature is made of, and the signature; services tell it to clients whose signature
/// is another.
struct ComputedSignature {
    std::string canonical_request;
    std::string string_to_sign;
    std::string signature;  ///< 64 lower-case hex digits.
};

/// What the signature of `request` should be. Takes no look at the one it has.
ComputedSignature expected_signature(
    const HttpRequest& request, const Authorization& authorization, std::string_view secret
);

enum class Payload { Signed, Unsigned };

struct SigningOptions {
    std::string region = "us-west-2";
    std::string service{};  ///< As in hosts: `dynamodb`.
    Timestamp at{};
    Payload payload = Payload::Signed;
    KeptSigningKey* kept = nullptr;  ///< Null: the signing key is made anew.
};

/// Sets `X-Amz-Date`, `X-Amz-Security-Token` where the key has one, `X-Amz-Content-Sha256` where it
/// is S3 or the payload is unsigned, and `Authorization`, over all headers but those that proxies
/// change. Requires a `Host`.
void sign(HttpRequest& request, const AccessKey& key, const SigningOptions& options);

/// Adds the signature to the query of `request`, good for `lifetime` (whole seconds, at most a
/// week). For S3 the body is unsigned. Requires a `Host`.
void presign(
    HttpRequest& request, const AccessKey& key, const SigningOptions& options, Duration lifetime
);

}  // namespace sosw::wire
