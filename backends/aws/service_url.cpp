#include "backends/aws/service_url.hpp"

#include <algorithm>
#include <cstddef>

#include "backends/wire/http_message.hpp"

namespace sosw::aws {

namespace {

Failure no_url(std::string_view text, std::string_view why) {
    return fail(
        ErrorCode::InvalidRequest,
        "InvalidEndpoint",
        "Expected an endpoint such as http://127.0.0.1:4566, found '" + std::string{text} +
            "': " + std::string{why}
    );
}

bool is_text_of_url(char byte) { return byte > ' ' && byte < 0x7F; }

/// A port that goes without saying is left out, as clients leave it out of `Host`.
std::string_view without_default_port(std::string_view authority, std::string_view scheme) {
    const std::string_view port = scheme == "https" ? ":443" : ":80";
    return authority.ends_with(port) ? authority.substr(0, authority.size() - port.size())
                                     : authority;
}

}  // namespace

std::string ServiceUrl::text() const { return scheme + "://" + authority + base_path; }

Result<ServiceUrl> parse_service_url(std::string_view text) {
    if (!std::ranges::all_of(text, is_text_of_url)) {
        return no_url(text, "a URL has no blanks and only ASCII characters");
    }
    const std::size_t colon = text.find("://");
    ServiceUrl url;
    if (wire::equal_ignoring_case(text.substr(0, colon), "http")) {
        url.scheme = "http";
    } else if (!wire::equal_ignoring_case(text.substr(0, colon), "https")) {
        return no_url(text, "it begins neither with http:// nor with https://");
    }
    if (colon == std::string_view::npos) {
        return no_url(text, "the host is missing");
    }
    const std::string_view rest = text.substr(colon + 3);
    if (rest.find_first_of("?#@") != std::string_view::npos) {
        return no_url(text, "a user, a query or a fragment has no place in it");
    }
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    url.authority = without_default_port(rest.substr(0, slash), url.scheme);
    if (url.authority.empty() || url.authority.front() == ':') {
        return no_url(text, "the host is missing");
    }
    url.base_path = rest.substr(slash);
    while (url.base_path.ends_with('/')) {
        url.base_path.pop_back();
    }
    return url;
}

std::string_view host_of(const ServiceUrl& url) {
    const std::string_view authority = url.authority;
    const std::size_t bracket = authority.find(']');
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    return authority.substr(0, colon);
}

bool is_loopback(const ServiceUrl& url) {
    const std::string_view host = host_of(url);
    const bool is_address = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return (is_address && host.starts_with("127.")) || host == "[::1]" || host == "localhost" ||
           host.ends_with(".localhost");
}

ServiceUrl public_service_url(std::string_view service, std::string_view region) {
    const std::string_view domain =
        region.starts_with("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
    return {
        .authority = std::string{service}.append(".").append(region).append(domain),
    };
}

}  // namespace sosw::aws
