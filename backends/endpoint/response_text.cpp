#include "backends/endpoint/response_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace sosw::endpoint {

namespace {

constexpr std::array<std::pair<int, std::string_view>, 25> kReasons{{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Request Entity Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Requested Range Not Satisfiable"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
}};

void append_number(std::string& out, std::size_t number) {
    std::array<char, 24> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t begin = out.size();
    out.append(value);
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(begin),
        out.end(),
        [](char c) { return c == '\r' || c == '\n' || c == '\0'; },
        ' '
    );
    out.append("\r\n");
}

/// RFC 9110: these have no body, and no length that could be taken for one.
bool is_bodiless(int status) { return status < 200 || status == 204 || status == 304; }

/// Ours to tell, whatever the service says; of HEAD the service knows the length.
bool is_framing(const wire::HttpHeader& header, bool is_head) {
    return wire::equal_ignoring_case(header.name, "connection") ||
           wire::equal_ignoring_case(header.name, "transfer-encoding") ||
           (!is_head && wire::equal_ignoring_case(header.name, "content-length"));
}

}  // namespace

std::string_view reason_phrase(int status) {
    const auto found =
        std::ranges::find(kReasons, status, &std::pair<int, std::string_view>::first);
    return found == kReasons.end() ? std::string_view{} : found->second;
}

void append_response(std::string& out, const wire::HttpResponse& response, AnswerTo to) {
    out.reserve(out.size() + response.body.size() + 512);
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reason_phrase(response.status)).append("\r\n");
    for (const wire::HttpHeader& header : response.headers) {
        if (!is_framing(header, to.is_head)) {
            append_header(out, header.name, header.value);
        }
    }
    const bool tells_length = to.is_head && response.headers.find("content-length") != nullptr;
    if (!tells_length && !is_bodiless(response.status)) {
        out.append("Content-Length: ");
        append_number(out, response.body.size());
        out.append("\r\n");
    }
    out.append(
        to.after == AfterAnswer::CloseConnection ? "Connection: close\r\n\r\n"
                                                 : "Connection: keep-alive\r\n\r\n"
    );
    if (!to.is_head && !is_bodiless(response.status)) {
        out.append(response.body);
    }
}

}  // namespace sosw::endpoint
