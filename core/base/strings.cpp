#include "core/base/strings.hpp"

#include <algorithm>
#include <numeric>

namespace sosw {
namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Levenshtein's distance: insertions, deletions and substitutions that turn one word into the
/// other.
std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);  // Distances of the prefix of `left` so far.
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (const char c : left) {
        std::size_t diagonal = row[0]++;
        for (std::size_t i = 0; i < right.size(); ++i) {
            const std::size_t substituted = diagonal + (to_lower(c) == to_lower(right[i]) ? 0 : 1);
            diagonal = row[i + 1];
            row[i + 1] = std::min({substituted, row[i] + 1, row[i + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string text;
    for (const std::string& part : parts) {
        if (&part != parts.data()) {
            text += separator;
        }
        text += part;
    }
    return text;
}

std::optional<std::string> nearest_spelling(
    std::string_view word, std::span<const std::string_view> candidates
) {
    std::size_t least = std::clamp<std::size_t>(word.size() / 3, 1, 3) + 1;
    std::optional<std::string> nearest;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < least) {
            least = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    const std::optional<std::string> nearest = nearest_spelling(word, candidates);
    return nearest ? " Did you mean \"" + *nearest + "\"?" : std::string{};
}

}  // namespace sosw
