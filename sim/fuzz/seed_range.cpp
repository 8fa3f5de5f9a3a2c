#include "sim/fuzz/seed_range.hpp"

#include <charconv>
#include <limits>

namespace sosw::sim {

namespace {

std::optional<std::uint64_t> parse_seed(std::string_view text) {
    std::uint64_t seed = 0;
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    const auto [stopped, error] = std::from_chars(begin, end, seed);
    return error == std::errc{} && stopped == end ? std::optional{seed} : std::nullopt;
}

}  // namespace

std::optional<SeedRange> parse_seed_range(std::string_view text) {
    const std::size_t dots = text.find("..");
    const auto first = parse_seed(text.substr(0, dots));
    const auto last = dots == std::string_view::npos ? first : parse_seed(text.substr(dots + 2));
    if (!first || !last || *last < *first ||
        *last - *first >= std::numeric_limits<std::uint32_t>::max()) {
        return std::nullopt;
    }
    return SeedRange{.first = *first, .last = *last};
}

}  // namespace sosw::sim
