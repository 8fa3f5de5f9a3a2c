#include "sim/fuzz/result_line.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

namespace sosw::sim {

namespace {

constexpr std::size_t kFields = 8;

/// Without what separates fields and lines.
std::string plain(std::string text) {
    std::ranges::replace_if(
        text, [](char letter) { return letter == '\t' || letter == '\n' || letter == '\r'; }, ' '
    );
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

template <typename Whole>
bool read(std::string_view text, Whole& value) {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const auto [stopped, error] = std::from_chars(begin, end, value);
    return error == std::errc{} && stopped == end;
}

}  // namespace

std::string to_line(const FuzzResult& result) {
    std::string seen;
    for (const std::string& sighting : result.sightings) {
        seen += (seen.empty() ? "" : ",") + plain(sighting);
    }
    return fmt::format(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
        result.seed,
        plain(result.failure),
        plain(result.message),
        result.hash,
        result.events,
        result.tasks,
        result.drained ? 1 : 0,
        seen
    );
}

std::optional<FuzzResult> from_line(std::string_view line) {
    const std::vector<std::string_view> fields = split(line, '\t');
    FuzzResult result;
    if (fields.size() != kFields || !read(fields[0], result.seed) ||
        !read(fields[4], result.events) || !read(fields[5], result.tasks)) {
        return std::nullopt;
    }
    result.failure = fields[1];
    result.message = fields[2];
    result.hash = fields[3];
    result.drained = fields[6] == "1";
    if (!fields[7].empty()) {
        for (const std::string_view sighting : split(fields[7], ',')) {
            result.sightings.emplace(sighting);
        }
    }
    return result;
}

}  // namespace sosw::sim
