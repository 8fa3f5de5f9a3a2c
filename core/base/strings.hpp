#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Small text helpers of the core: joining, and finding what a person meant to write.

namespace sosw {

std::string join(std::span<const std::string> parts, std::string_view separator);

/// The candidate nearest to `word` by edit distance, if it is near enough to be a slip of the pen
/// (at most a third of the word's length, at least one and at most three edits; upper and lower
/// case count as equal).
std::optional<std::string> nearest_spelling(
    std::string_view word, std::span<const std::string_view> candidates
);

/// ` Did you mean "duration"?` or nothing, ready to be appended to a message.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace sosw
