#include "backends/wire/signature/signature_v4.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "backends/wire/signature/digest.hpp"
#include "backends/wire/signature/signing_time.hpp"
#include "backends/wire/uri.hpp"
#include "core/base/ensure.hpp"
#include "core/base/strings.hpp"

namespace sosw::wire {

namespace {

constexpr std::string_view kSignatureParameter = "X-Amz-Signature";

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& letter : lower) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower;
}

/// Without dot segments and repeated slashes.
std::string normalized_path(std::string_view path) {
    std::vector<std::string_view> segments;
    std::string_view rest = path;
    while (!rest.empty()) {
        const std::string_view segment = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
        if (segment == "..") {
            if (!segments.empty()) {
                segments.pop_back();
            }
        } else if (!segment.empty() && segment != ".") {
            segments.push_back(segment);
        }
    }
    std::string normalized;
    for (const std::string_view segment : segments) {
        normalized.append("/").append(segment);
    }
    return path.ends_with('/') || segments.empty() ? normalized + "/" : normalized;
}

std::string canonical_path(std::string_view path, const CredentialScope& scope) {
    if (path.empty() || path == "/") {
        return "/";
    }
    return is_s3(scope) ? std::string{path} : percent_encode(normalized_path(path), Slash::Keep);
}

std::string canonical_query(std::string_view query) {
    if (query.empty()) {
        return {};
    }
    QueryParameters parameters = parse_query(query);
    std::erase_if(parameters, [](const auto& parameter) {
        return parameter.first == kSignatureParameter;
    });
    for (auto& [name, value] : parameters) {
        name = percent_encode(name);
        value = percent_encode(value);
    }
    std::ranges::sort(parameters);
    std::string text;
    for (const auto& [name, value] : parameters) {
        text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    }
    return text;
}

bool is_space(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

/// Without white space at the ends, and with one space for each that is within.
void append_folded(std::string& out, std::string_view value) {
    if (std::ranges::none_of(value, is_space)) {
        out.append(value);
        return;
    }
    bool pending = false;
    const std::size_t start = out.size();
    for (const char letter : value) {
        if (is_space(letter)) {
            pending = out.size() > start;
            continue;
        }
        out.append(pending ? " " : "");
        pending = false;
        out += letter;
    }
}

/// The values of all headers of that name, in their order.
void append_canonical_value(std::string& text, const HttpHeaders& headers, std::string_view name) {
    bool first = true;
    for (const HttpHeader& header : headers) {
        if (equal_ignoring_case(header.name, name)) {
            text.append(first ? "" : ",");
            first = false;
            append_folded(text, header.value);
        }
    }
}

/// Headers that change on their way, or belong to one hop of it.
bool is_signable(std::string_view lower_name) {
    constexpr std::array<std::string_view, 6> kUnsigned{
        "authorization",
        "connection",
        "expect",
        "transfer-encoding",
        "user-agent",
        "x-amzn-trace-id"};
    return std::ranges::find(kUnsigned, lower_name) == kUnsigned.end();
}

std::vector<std::string> signable_headers(const HttpHeaders& headers) {
    std::vector<std::string> names;
    for (const HttpHeader& header : headers) {
        std::string name = lower_case(header.name);
        if (is_signable(name)) {
            names.push_back(std::move(name));
        }
    }
    std::ranges::sort(names);
    const auto repeated = std::ranges::unique(names);
    names.erase(repeated.begin(), repeated.end());
    return names;
}

/// What both ways of signing begin with.
Authorization begin_authorization(
    const HttpRequest& request, const AccessKey& key, const SigningOptions& options
) {
    ENSURE(request.headers.find("Host") != nullptr);
    const std::string timestamp = format_signing_time(options.at);
    return {
        .access_key_id = key.id,
        .scope =
            {.date = timestamp.substr(0, 8), .region = options.region, .service = options.service},
        .signed_headers = {},
        .signature = {},
        .timestamp = timestamp,
        .signed_at = options.at,
        .session_token = key.session_token};
}

std::string credential_of(const Authorization& authorization) {
    return authorization.access_key_id + "/" + to_string(authorization.scope);
}

}  // namespace

bool is_s3(const CredentialScope& scope) { return scope.service == "s3"; }

std::string payload_hash(const HttpRequest& request, const Authorization& authorization) {
    const std::string_view said = request.headers.value_or_empty(kPayloadHashHeader);
    const bool s3 = is_s3(authorization.scope);
    if (!said.empty() && (s3 || said == kUnsignedPayload || said.starts_with(kStreamingPrefix))) {
        return std::string{said};
    }
    const bool presigned = authorization.lifetime.has_value();
    return s3 && presigned ? std::string{kUnsignedPayload} : sha256_hex(request.body);
}

std::string canonical_request(
    const HttpRequest& request,
    const CredentialScope& scope,
    const std::vector<std::string>& signed_headers,
    std::string_view hash_of_payload
) {
    constexpr std::size_t kUsual = 512;
    std::string text;
    text.reserve(kUsual);
    text.append(request.method);
    text.append("\n").append(canonical_path(path_of(request.target), scope));
    text.append("\n").append(canonical_query(query_of(request.target))).append("\n");
    for (const std::string& name : signed_headers) {
        append_canonical_value(text.append(name).append(":"), request.headers, name);
        text.append("\n");
    }
    text.append("\n").append(join(signed_headers, ";")).append("\n").append(hash_of_payload);
    return text;
}

std::string string_to_sign(
    std::string_view timestamp, const CredentialScope& scope, std::string_view canonical_request
) {
    std::string text{kSignatureAlgorithm};
    text.append("\n").append(timestamp).append("\n").append(to_string(scope));
    return text.append("\n").append(sha256_hex(canonical_request));
}

std::string signing_key(std::string_view secret, const CredentialScope& scope) {
    const std::string of_date = hmac_sha256("AWS4" + std::string{secret}, scope.date);
    const std::string of_region = hmac_sha256(of_date, scope.region);
    const std::string of_service = hmac_sha256(of_region, scope.service);
    return hmac_sha256(of_service, kScopeTerminator);
}

const std::string& KeptSigningKey::of(std::string_view secret, const CredentialScope& scope) {
    if (key_.empty() || secret_ != secret || !(scope_ == scope)) {
        key_ = signing_key(secret, scope);
        secret_ = secret;
        scope_ = scope;
    }
    return key_;
}

namespace {

ComputedSignature signature_by(
    const HttpRequest& request, const Authorization& authorization, std::string_view key
) {
    ComputedSignature computed;
    computed.canonical_request = canonical_request(
        request,
        authorization.scope,
        authorization.signed_headers,
        payload_hash(request, authorization)
    );
    computed.string_to_sign =
        string_to_sign(authorization.timestamp, authorization.scope, computed.canonical_request);
    computed.signature = to_hex(hmac_sha256(key, computed.string_to_sign));
    return computed;
}

}  // namespace

ComputedSignature expected_signature(
    const HttpRequest& request, const Authorization& authorization, std::string_view secret
) {
    return signature_by(request, authorization, signing_key(secret, authorization.scope));
}

void sign(HttpRequest& request, const AccessKey& key, const SigningOptions& options) {
    Authorization authorization = begin_authorization(request, key, options);
    request.headers.erase("Authorization");
    request.headers.set("X-Amz-Date", authorization.timestamp);
    if (!key.session_token.empty()) {
        request.headers.set("X-Amz-Security-Token", key.session_token);
    }
    if (options.payload == Payload::Unsigned) {
        request.headers.set(kPayloadHashHeader, std::string{kUnsignedPayload});
    } else if (is_s3(authorization.scope)) {
        request.headers.set(kPayloadHashHeader, sha256_hex(request.body));
    }
    authorization.signed_headers = signable_headers(request.headers);
    KeptSigningKey fresh;
    KeptSigningKey& kept = options.kept != nullptr ? *options.kept : fresh;
    const ComputedSignature computed =
        signature_by(request, authorization, kept.of(key.secret, authorization.scope));
    std::string text{kSignatureAlgorithm};
    text.append(" Credential=").append(credential_of(authorization));
    text.append(", SignedHeaders=").append(join(authorization.signed_headers, ";"));
    text.append(", Signature=").append(computed.signature);
    request.headers.add("Authorization", std::move(text));
}

void presign(
    HttpRequest& request, const AccessKey& key, const SigningOptions& options, Duration lifetime
) {
    constexpr std::chrono::days kLongest{7};
    ENSURE(lifetime > Duration::zero() && lifetime <= kLongest);
    Authorization authorization = begin_authorization(request, key, options);
    authorization.lifetime = lifetime;
    authorization.signed_headers = signable_headers(request.headers);
    const auto append = [&](std::string_view name, std::string_view value) {
        request.target += request.target.find('?') == std::string::npos ? '?' : '&';
        request.target.append(name).append("=").append(percent_encode(value));
    };
    append("X-Amz-Algorithm", kSignatureAlgorithm);
    append("X-Amz-Credential", credential_of(authorization));
    append("X-Amz-Date", authorization.timestamp);
    append(
        "X-Amz-Expires",
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(lifetime).count())
    );
    append("X-Amz-SignedHeaders", join(authorization.signed_headers, ";"));
    if (!key.session_token.empty()) {
        append("X-Amz-Security-Token", key.session_token);
    }
    append(kSignatureParameter, expected_signature(request, authorization, key.secret).signature);
}

}  // namespace sosw::wire
