#include "backends/endpoint/services/s3_conditions.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "backends/wire/services/s3_values.hpp"
#include "backends/wire/services/timestamps.hpp"

namespace sosw::endpoint {
namespace {

/// `*`, or a list of ETags with or without quotes.
bool lists_etag(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        std::string_view item = list.substr(0, list.find(','));
        list.remove_prefix(std::min(item.size() + 1, list.size()));
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        item = item.substr(0, item.find_last_not_of(' ') + 1);
        item.remove_prefix(item.starts_with("W/") ? 2 : 0);
        if (item == "*" || wire::without_quotes(item) == etag) {
            return true;
        }
    }
    return false;
}

std::optional<Timestamp> date_in(const S3Request& request, const std::string& name) {
    const std::string_view text = request.header(name);
    const auto date = wire::read_http_date(text);
    return date || text.empty() ? date : wire::read_timestamp(text);
}

Failure precondition_failed() {
    return fail(
        ErrorCode::ConditionFailed,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold"
    );
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
    if (!match.empty() && !lists_etag(match, info.etag)) {
        return Verdict::Failed;
    }
    if (match.empty() && unmodified_since && modified > *unmodified_since) {
        return Verdict::Failed;
    }
    if (!none_match.empty()) {
        return lists_etag(none_match, info.etag) ? Verdict::NotModified : Verdict::Go;
    }
    return since && modified <= *since ? Verdict::NotModified : Verdict::Go;
}

Result<void> check_write_conditions(
    const S3Request& request, const std::optional<S3ObjectInfo>& info
) {
    const std::string_view match = request.header("If-Match");
    const std::string_view none_match = request.header("If-None-Match");
    if (!none_match.empty() && none_match != "*") {
        return fail(
            ErrorCode::InvalidRequest,
            "NotImplemented",
            "A header you provided implies functionality that is not implemented"
        );
    }
    if (!none_match.empty() && info) {
        return precondition_failed();
    }
    if (!match.empty() && !info) {
        return fail(ErrorCode::NotFound, "NoSuchKey", "The specified key does not exist.");
    }
    if (!match.empty() && !lists_etag(match, info->etag)) {
        return precondition_failed();
    }
    return {};
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
