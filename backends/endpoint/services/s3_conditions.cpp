#include "backends/endpoint/services/s3_conditions.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "backends/wire/services/s3_values.hpp"
#include "backends/wire/services/timestamps.hpp"

namespace sosw::endpoint {
namespace {

std::optional<Timestamp> date_in(const S3Request& request, const std::string& name) {
    const std::string_view text = request.header(name);
    const auto date = wire::read_http_date(text);
    return date || text.empty() ? date : wire::read_timestamp(text);
}

std::optional<std::int64_t> parse_position(std::string_view text) {
    std::int64_t position = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), position);
    const bool whole =
        error == std::errc{} && stopped == text.data() + text.size() && position >= 0;
    return whole ? std::optional{position} : std::nullopt;
}

/// The range that `-n`, `a-` or `a-b` means, beyond the end or not.
std::optional<ByteRange> range_of(std::string_view text, std::int64_t size) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto first = parse_position(text.substr(0, dash));
    const auto last = parse_position(text.substr(dash + 1));
    if (dash == 0) {
        // The last so many bytes; of none there is no range.
        const std::int64_t count = last.value_or(0);
        const std::int64_t begin = count == 0 ? size : std::max<std::int64_t>(0, size - count);
        return last ? std::optional{ByteRange{begin, size - 1}} : std::nullopt;
    }
    const bool open = dash + 1 == text.size();
    if (!first || (!last && !open) || (last && *last < *first)) {
        return std::nullopt;
    }
    return ByteRange{*first, open ? size - 1 : std::min(*last, size - 1)};
}

}  // namespace

Verdict judge_conditions(
    const S3Request& request, const S3ObjectInfo& info, const std::string& prefix
) {
    const std::string_view match = request.header(prefix + "If-Match");
    const std::string_view none_match = request.header(prefix + "If-None-Match");
    const auto modified = std::chrono::floor<std::chrono::seconds>(info.last_modified);
    const auto since = date_in(request, prefix + "If-Modified-Since");
    const auto unmodified_since = date_in(request, prefix + "If-Unmodified-Since");
    if (!match.empty() && !wire::lists_etag(match, info.etag)) {
        return Verdict::Failed;
    }
    if (match.empty() && unmodified_since && modified > *unmodified_since) {
        return Verdict::Failed;
    }
    if (!none_match.empty()) {
        return wire::lists_etag(none_match, info.etag) ? Verdict::NotModified : Verdict::Go;
    }
    return since && modified <= *since ? Verdict::NotModified : Verdict::Go;
}

Result<std::optional<ByteRange>> read_range(std::string_view header, std::int64_t size) {
    constexpr std::string_view kUnit = "bytes=";
    if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) {
        return std::nullopt;
    }
    const auto range = range_of(header.substr(kUnit.size()), size);
    if (range && range->first >= size) {
        return fail(
            ErrorCode::InvalidRequest, "InvalidRange", "The requested range is not satisfiable"
        );
    }
    return range;
}

}  // namespace sosw::endpoint
