#include "backends/wire/services/aws_chunked.hpp"

#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

namespace sosw::wire {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

Failure incomplete() {
    return fail(
        ErrorCode::InvalidRequest, "IncompleteBody", "The request body terminated unexpectedly"
    );
}

/// Takes a line and its end off `rest`; nothing where it has no end.
std::optional<std::string_view> take_line(std::string_view& rest) {
    const std::size_t end = rest.find(kLineEnd);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + kLineEnd.size());
    return line;
}

/// `10000;chunk-signature=…`
std::optional<std::size_t> chunk_size(std::string_view line) {
    std::size_t size = 0;
    const std::string_view digits = line.substr(0, line.find(';'));
    const auto [stopped, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    const bool whole = error == std::errc{} && stopped == digits.data() + digits.size();
    return whole ? std::optional{size} : std::nullopt;
}

HttpHeaders read_trailers(std::string_view rest) {
    HttpHeaders trailers;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find_first_of(kLineEnd));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) {
            continue;
        }
        std::string_view value = line.substr(colon + 1);
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        trailers.add(std::string{line.substr(0, colon)}, std::string{value});
    }
    return trailers;
}

}  // namespace

bool is_aws_chunked(const HttpHeaders& headers) {
    return headers.value_or_empty("x-amz-content-sha256").starts_with("STREAMING-") ||
           headers.value_or_empty("Content-Encoding").find("aws-chunked") != std::string_view::npos;
}

Result<AwsChunkedBody> decode_aws_chunked(std::string_view body) {
    AwsChunkedBody decoded;
    for (;;) {
        const auto line = take_line(body);
        const auto size = line ? chunk_size(*line) : std::nullopt;
        if (!size) {
            return incomplete();
        }
        if (*size == 0) {
            decoded.trailers = read_trailers(body);
            return decoded;
        }
        if (body.size() < kLineEnd.size() || body.size() - kLineEnd.size() < *size ||
            body.substr(*size, kLineEnd.size()) != kLineEnd) {
            return incomplete();
        }
        decoded.body += body.substr(0, *size);
        body.remove_prefix(*size + kLineEnd.size());
    }
}

}  // namespace sosw::wire
