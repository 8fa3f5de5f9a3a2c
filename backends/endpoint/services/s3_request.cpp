#include "backends/endpoint/services/s3_request.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "backends/wire/base64.hpp"
#include "backends/wire/letters.hpp"
#include "backends/wire/services/aws_chunked.hpp"
#include "backends/wire/services/digest.hpp"
#include "backends/wire/signature/digest.hpp"

namespace sosw::endpoint {
namespace {

constexpr std::size_t kMd5Length = 16;
constexpr std::size_t kHexSha256Length = 64;
constexpr std::string_view kChecksumPrefix = "x-amz-checksum-";
constexpr std::array<std::string_view, 5> kChecksums = {
    "crc32", "crc32c", "crc64nvme", "sha1", "sha256"};
constexpr std::array<std::string_view, 9> kKeptHeaders = {
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
    "x-amz-tagging-count"};

Failure bad_digest(const std::string& what) {
    return fail(ErrorCode::InvalidRequest, "BadDigest", what);
}

Result<void> check_md5(const S3Request& request) {
    const std::string* given = request.http->headers.find("Content-MD5");
    if (given == nullptr) {
        return {};
    }
    const auto digest = wire::base64_decode(*given);
    if (!digest || digest->size() != kMd5Length) {
        return fail(
            ErrorCode::InvalidRequest, "InvalidDigest", "The Content-MD5 you specified was invalid."
        );
    }
    if (*digest != wire::md5(request.http->body)) {
        return bad_digest("The Content-MD5 you specified did not match what we received.");
    }
    return {};
}

Result<void> check_sha256(const S3Request& request) {
    const std::string_view given = request.header("x-amz-content-sha256");
    if (given.size() != kHexSha256Length ||
        wire::lower_case(given) == wire::to_hex(wire::checksum("sha256", request.http->body))) {
        return {};
    }
    return fail(
        ErrorCode::InvalidRequest,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed."
    );
}

Result<void> check_length(const S3Request& request, std::string_view body) {
    const std::string_view text = request.header("x-amz-decoded-content-length");
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error != std::errc{} || length == body.size()) {
        return {};
    }
    return fail(
        ErrorCode::InvalidRequest,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header"
    );
}

/// Compares what `headers` say of the body, and remembers it.
Result<void> check_checksums(const wire::HttpHeaders& headers, S3Body& body) {
    for (const std::string_view algorithm : kChecksums) {
        const std::string name = std::string{kChecksumPrefix} + std::string{algorithm};
        const std::string* given = headers.find(name);
        if (given == nullptr) {
            continue;
        }
        if (*given != wire::base64_encode(wire::checksum(algorithm, body.bytes))) {
            std::string upper{algorithm};
            std::ranges::transform(upper, upper.begin(), [](char c) {
                return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
            });
            return bad_digest(
                "The " + upper + " you specified did not match the calculated checksum."
            );
        }
        body.checksums.emplace_back(name, *given);
    }
    return {};
}

/// Without `aws-chunked`, which is how it came, not what it is.
std::string kept_encoding(std::string_view encoding) {
    std::string kept;
    while (!encoding.empty()) {
        std::string_view part = encoding.substr(0, encoding.find(','));
        encoding.remove_prefix(std::min(part.size() + 1, encoding.size()));
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        if (part != "aws-chunked" && !part.empty()) {
            kept.append(kept.empty() ? "" : ",").append(part);
        }
    }
    return kept;
}

bool is_address(std::string_view host) {
    return std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

}  // namespace

bool S3Request::has(std::string_view parameter) const {
    return std::ranges::any_of(query, [&](const auto& it) { return it.first == parameter; });
}

std::string S3Request::parameter(std::string_view name) const {
    const auto found =
        std::ranges::find_if(query, [&](const auto& it) { return it.first == name; });
    return found == query.end() ? "" : found->second;
}

std::string_view S3Request::header(std::string_view name) const {
    return http->headers.value_or_empty(name);
}

std::string bucket_of_host(std::string_view host) {
    host = host.substr(0, host.find(':'));
    if (is_address(host)) {
        return "";
    }
    for (const std::string_view mark : {".s3.", ".s3-"}) {
        const std::size_t at = host.find(mark);
        if (at != std::string_view::npos) {
            return std::string{host.substr(0, at)};
        }
    }
    constexpr std::string_view kLocal = ".localhost";
    if (!host.ends_with(kLocal) || host.starts_with("s3.") || host.starts_with("s3-")) {
        return "";
    }
    return std::string{host.substr(0, host.size() - kLocal.size())};
}

S3Request parse_s3_request(const wire::HttpRequest& request) {
    S3Request parsed{
        .http = &request,
        .bucket = bucket_of_host(request.headers.value_or_empty("Host")),
        .query = wire::parse_query(wire::query_of(request.target))};
    std::string path = wire::percent_decode(wire::path_of(request.target));
    path.erase(0, path.starts_with('/') ? 1 : 0);
    if (parsed.bucket == "s3") {
        parsed.bucket.clear();
    }
    if (!parsed.bucket.empty()) {
        parsed.key = path;
        return parsed;
    }
    const std::size_t slash = path.find('/');
    parsed.bucket = path.substr(0, slash);
    parsed.key = slash == std::string::npos ? "" : path.substr(slash + 1);
    return parsed;
}

Result<S3Body> read_s3_body(const S3Request& request) {
    TRY(check_md5(request));
    const wire::HttpHeaders& headers = request.http->headers;
    S3Body body;
    wire::HttpHeaders trailers;
    if (wire::is_aws_chunked(headers)) {
        auto decoded = TRY(wire::decode_aws_chunked(request.http->body));
        body.bytes = std::move(decoded.body);
        trailers = std::move(decoded.trailers);
        TRY(check_length(request, body.bytes));
    } else {
        TRY(check_sha256(request));
        body.bytes = request.http->body;
    }
    TRY(check_checksums(headers, body));
    TRY(check_checksums(trailers, body));
    return body;
}

std::vector<std::pair<std::string, std::string>> object_headers(const wire::HttpRequest& request) {
    std::vector<std::pair<std::string, std::string>> kept;
    for (const wire::HttpHeader& header : request.headers) {
        const std::string name = wire::lower_case(header.name);
        const std::string value =
            name == "content-encoding" ? kept_encoding(header.value) : header.value;
        const bool keeps = name.starts_with("x-amz-meta-") ||
                           std::ranges::find(kKeptHeaders, name) != kKeptHeaders.end();
        if (keeps && !value.empty()) {
            kept.emplace_back(name, value);
        }
    }
    return kept;
}

}  // namespace sosw::endpoint
