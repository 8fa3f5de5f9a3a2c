#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sosw::sim {

/// Both ends included.
struct SeedRange {
    std::uint64_t first = 1;
    std::uint64_t last = 1;

    std::uint64_t size() const { return last - first + 1; }
    bool operator==(const SeedRange&) const = default;
};

/// `"1..300"`, or `"7"` for one seed. Nothing for other texts, ranges that run backwards, and those
/// of more than four thousand million seeds.
std::optional<SeedRange> parse_seed_range(std::string_view text);

}  // namespace sosw::sim
