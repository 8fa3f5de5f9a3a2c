#include "backends/wire/signature/authorization.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "backends/wire/signature/signing_time.hpp"
#include "backends/wire/uri.hpp"
#include "core/base/result.hpp"

namespace sosw::wire {

namespace {

using Kind = AuthorizationError::Kind;
using Parts = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view kSchemePrefix = "AWS4-";
constexpr std::string_view kAlgorithmParameter = "X-Amz-Algorithm";

tl::unexpected<AuthorizationError> refuse(Kind kind, std::string message) {
    return tl::unexpected{AuthorizationError{.kind = kind, .message = std::move(message)}};
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kSpace = " \t";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t end = text.find_first_of(separators);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& letter : lower) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower;
}

std::string_view value_of(const Parts& parts, std::string_view name) {
    const auto found = parts.find(name);
    return found == parts.end() ? std::string_view{} : std::string_view{found->second};
}

/// The signature's parts under the names of the header, whichever way they were sent.
struct SentParts {
    std::string algorithm;
    std::string credential;
    std::string signature;
    std::string signed_headers;
    std::string date;
    std::string session_token;
    std::optional<std::string> expires{};
};

Parts parts_of_header(std::string_view header) {
    Parts parts;
    bool is_algorithm = true;
    for (const std::string& word : split(header, ", \t")) {
        if (!std::exchange(is_algorithm, false) && !word.empty()) {
            const std::size_t equals = std::min(word.find('='), word.size());
            parts.insert_or_assign(
                word.substr(0, equals), equals < word.size() ? word.substr(equals + 1) : ""
            );
        }
    }
    return parts;
}

tl::expected<SentParts, AuthorizationError> sent_in_header(const HttpRequest& request) {
    const std::string_view header = request.headers.value_or_empty("Authorization");
    const Parts parts = parts_of_header(trim(header));
    std::string missing;
    for (const char* const name : {"Credential", "Signature", "SignedHeaders"}) {
        if (value_of(parts, name).empty()) {
            missing += fmt::format("Authorization header requires '{}' parameter. ", name);
        }
    }
    std::string_view date = request.headers.value_or_empty("X-Amz-Date");
    if (date.empty()) {
        date = request.headers.value_or_empty("Date");
    }
    if (date.empty()) {
        missing +=
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    }
    if (!missing.empty()) {
        return refuse(Kind::Incomplete, fmt::format("{}Authorization={}", missing, header));
    }
    return SentParts{
        .algorithm = split(trim(header), ", \t").front(),
        .credential = std::string{value_of(parts, "Credential")},
        .signature = std::string{value_of(parts, "Signature")},
        .signed_headers = std::string{value_of(parts, "SignedHeaders")},
        .date = std::string{date},
        .session_token = std::string{request.headers.value_or_empty("X-Amz-Security-Token")}};
}

tl::expected<SentParts, AuthorizationError> sent_in_query(const Parts& query) {
    std::string missing;
    for (const char* const name :
         {"X-Amz-Algorithm",
          "X-Amz-Credential",
          "X-Amz-Signature",
          "X-Amz-SignedHeaders",
          "X-Amz-Date"}) {
        if (value_of(query, name).empty()) {
            missing += fmt::format("AWS query-string parameters must include '{}'. ", name);
        }
    }
    if (!missing.empty()) {
        return refuse(Kind::Incomplete, missing + "Re-examine the query-string parameters.");
    }
    SentParts sent{
        .algorithm = std::string{value_of(query, kAlgorithmParameter)},
        .credential = std::string{value_of(query, "X-Amz-Credential")},
        .signature = std::string{value_of(query, "X-Amz-Signature")},
        .signed_headers = std::string{value_of(query, "X-Amz-SignedHeaders")},
        .date = std::string{value_of(query, "X-Amz-Date")},
        .session_token = std::string{value_of(query, "X-Amz-Security-Token")}};
    if (const auto expires = query.find("X-Amz-Expires"); expires != query.end()) {
        sent.expires = expires->second;
    }
    return sent;
}

tl::expected<SentParts, AuthorizationError> sent_parts(const HttpRequest& request) {
    Parts query;
    for (auto& [name, value] : parse_query(query_of(request.target))) {
        query.emplace(std::move(name), std::move(value));
    }
    const std::string* const header = request.headers.find("Authorization");
    const bool in_query = query.contains(kAlgorithmParameter);
    if (header != nullptr && !header->empty() && in_query) {
        return refuse(
            Kind::Invalid,
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP "
            "header."
        );
    }
    if (in_query) {
        return sent_in_query(query);
    }
    if (header == nullptr || !trim(*header).starts_with(kSchemePrefix)) {
        return refuse(Kind::Missing, "Request is missing Authentication Token");
    }
    return sent_in_header(request);
}

std::vector<std::string> header_names(std::string_view list) {
    std::vector<std::string> names = split(lower_case(list), ";");
    std::ranges::sort(names);
    return names;
}

/// Headers that a signature must cover, by their names as AWS spells them in its complaint.
std::optional<AuthorizationError> uncovered_header(
    const HttpRequest& request, const std::vector<std::string>& signed_headers
) {
    const auto is_signed = [&](std::string_view name) {
        return std::ranges::binary_search(signed_headers, name, std::less<>{});
    };
    if (!is_signed("host") && !is_signed(":authority")) {
        return AuthorizationError{
            .kind = Kind::Invalid,
            .message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."};
    }
    for (const HttpHeader& header : request.headers) {
        const std::string name = lower_case(header.name);
        if (name.starts_with("x-amz-") && !is_signed(name)) {
            return AuthorizationError{
                .kind = Kind::Invalid,
                .message =
                    fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", name)};
        }
    }
    return std::nullopt;
}

tl::expected<Authorization, AuthorizationError> with_credential(
    Authorization authorization, std::string credential, std::string_view service
) {
    const std::string sent = credential;
    credential.erase(credential.find_last_not_of('/') + 1);
    const std::vector<std::string> parts = split(credential, "/");
    if (parts.size() != 5) {
        return refuse(
            Kind::Incomplete,
            fmt::format(
                "Credential must have exactly 5 slash-delimited elements, e.g. "
                "keyid/date/region/service/term, got '{}'",
                sent
            )
        );
    }
    authorization.access_key_id = parts[0];
    authorization.scope = {.date = parts[1], .region = parts[2], .service = parts[3]};
    std::string wrong;
    if (!service.empty() && parts[3] != service) {
        wrong += fmt::format("Credential should be scoped to correct service: '{}'. ", service);
    }
    if (parts[4] != kScopeTerminator) {
        wrong += fmt::format(
            "Credential should be scoped with a valid terminator: '{}', not '{}'. ",
            kScopeTerminator,
            parts[4]
        );
    }
    const std::string day = authorization.timestamp.substr(0, 8);
    if (parts[1] != day) {
        wrong += fmt::format(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP: '{}' != '{}', from '{}'.",
            parts[1],
            day,
            authorization.timestamp
        );
    }
    if (!wrong.empty()) {
        return refuse(Kind::Invalid, wrong.substr(0, wrong.find_last_not_of(' ') + 1));
    }
    return authorization;
}

/// Nothing where `text` is anything but digits, or too many of them.
std::optional<int> number_of(std::string_view text) {
    constexpr std::size_t kMostDigits = 9;
    if (text.empty() || text.size() > kMostDigits) {
        return std::nullopt;
    }
    int number = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        number = number * 10 + (digit - '0');
    }
    return number;
}

tl::expected<std::optional<Duration>, AuthorizationError> lifetime_of(const SentParts& sent) {
    constexpr int kLongest = 7 * 24 * 3600;
    if (!sent.expires) {
        return std::nullopt;
    }
    const std::optional<int> seconds = number_of(*sent.expires);
    if (!seconds) {
        return refuse(Kind::Incomplete, "X-Amz-Expires should be a number");
    }
    if (*seconds > kLongest) {
        return refuse(
            Kind::Incomplete,
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires "
            "must be less than 604800 seconds"
        );
    }
    return std::optional<Duration>{std::chrono::seconds{*seconds}};
}

}  // namespace

std::string to_string(const CredentialScope& scope) {
    std::string text = scope.date;
    text.append("/").append(scope.region).append("/").append(scope.service);
    return text.append("/").append(kScopeTerminator);
}

tl::expected<Authorization, AuthorizationError> parse_authorization(
    const HttpRequest& request, std::string_view service
) {
    const SentParts sent = TRY(sent_parts(request));
    const std::optional<Timestamp> signed_at = parse_signing_time(sent.date);
    if (!signed_at) {
        return refuse(
            Kind::Incomplete,
            fmt::format(
                "Date must be in ISO-8601 'basic format'. Got '{}'. See "
                "http://en.wikipedia.org/wiki/ISO_8601",
                sent.date
            )
        );
    }
    // Not among the initializers: g++ leaks what it made of an aggregate before an early return.
    const std::optional<Duration> lifetime = TRY(lifetime_of(sent));
    Authorization authorization{
        .signed_headers = header_names(sent.signed_headers),
        .signature = sent.signature,
        .timestamp = format_signing_time(*signed_at),
        .signed_at = *signed_at,
        .lifetime = lifetime,
        .session_token = sent.session_token};
    if (std::optional<AuthorizationError> error =
            uncovered_header(request, authorization.signed_headers)) {
        return tl::unexpected{std::move(*error)};
    }
    if (sent.algorithm != kSignatureAlgorithm) {
        return refuse(
            Kind::Incomplete,
            fmt::format(
                "Unsupported AWS 'algorithm': '{}' (only {} for now). ",
                sent.algorithm,
                kSignatureAlgorithm
            )
        );
    }
    return with_credential(std::move(authorization), sent.credential, service);
}

std::optional<AuthorizationError> missing_authorization(const HttpRequest& request) {
    const auto sent = sent_parts(request);
    return sent ? std::nullopt : std::optional{sent.error()};
}

}  // namespace sosw::wire
