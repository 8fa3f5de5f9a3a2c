#include "tests/fuzz/mutation.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

namespace sosw::fuzz {
namespace {

constexpr std::size_t kLongest = 64 * 1024;

/// What breaks things.
constexpr std::array<std::string_view, 20> kExtremes{
    "0",
    "-1",
    "1e999",
    "-0.0",
    "9223372036854775808",
    "123456789012345678901234567890123456789",
    "1e-130",
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "\\u0000",
    "\\ud800",
    "\xC3\xA4",
    "\xFF\xFE",
    "((((((((((((((((",
    "))))))))))))))))",
    "[[[[[[[[[[[[[[[[",
    "{\"M\":{\"a\":{\"M\":{\"a\":{\"L\":["};

bool is_word(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

struct Span {
    std::size_t begin = 0;
    std::size_t size = 0;
};

/// A word, or one other sign, near a random place.
Span token_in(std::string_view text, Random& random) {
    if (text.empty()) {
        return {};
    }
    std::size_t begin = random.below(text.size());
    std::size_t end = begin + 1;
    if (is_word(text[begin])) {
        while (begin > 0 && is_word(text[begin - 1])) {
            --begin;
        }
        while (end < text.size() && is_word(text[end])) {
            ++end;
        }
    }
    return {begin, end - begin};
}

/// Short ones more often than long ones.
Span part_of(std::string_view text, Random& random) {
    if (text.empty()) {
        return {};
    }
    const std::size_t begin = random.below(text.size());
    const std::size_t longest = std::min(text.size() - begin, std::size_t{1} << random.below(10));
    return {begin, 1 + random.below(longest)};
}

std::string cut(std::string_view text, Span span) {
    return std::string{text.substr(span.begin, span.size)};
}

void flip(std::string& text, Random& random) {
    if (!text.empty()) {
        char& byte = text[random.below(text.size())];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << random.below(8)));
    }
}

void insert(std::string& text, const std::string& piece, Random& random) {
    text.insert(random.below(text.size() + 1), piece);
}

void repeat(std::string& text, Random& random) {
    const Span span = random.chance(0.5) ? part_of(text, random) : token_in(text, random);
    const std::string piece = cut(text, span);
    const std::size_t times = std::size_t{1} << random.below(random.chance(0.05) ? 12 : 4);
    std::string copies;
    for (std::size_t i = 0; i < times && copies.size() < kLongest; ++i) {
        copies += piece;
    }
    text.insert(span.begin, copies);
}

void replace(std::string& text, const std::string& piece, Random& random) {
    const Span span = token_in(text, random);
    text.replace(span.begin, span.size, piece);
}

void change(std::string& text, const std::vector<std::string>& seeds, Random& random) {
    const std::string& other = seeds[random.below(seeds.size())];
    const std::string extreme{kExtremes.at(random.below(kExtremes.size()))};
    switch (random.below(9)) {
        case 0:
            return flip(text, random);
        case 1: {
            const Span span = part_of(text, random);
            text.erase(span.begin, span.size);
            return;
        }
        case 2: {
            const Span span = token_in(text, random);
            text.erase(span.begin, span.size);
            return;
        }
        case 3:
            return repeat(text, random);
        case 4:
            return insert(text, extreme, random);
        case 5:
            return replace(text, extreme, random);
        case 6:
            return insert(text, cut(other, part_of(other, random)), random);
        case 7:
            return replace(text, cut(other, token_in(other, random)), random);
        default:
            return insert(text, cut(other, token_in(other, random)), random);
    }
}

}  // namespace

std::string mutate(const std::vector<std::string>& seeds, Random& random) {
    if (seeds.empty()) {
        return {};
    }
    std::string text = seeds[random.below(seeds.size())];
    for (std::uint64_t changes = 1 + random.below(random.chance(0.2) ? 20 : 4); changes > 0;
         --changes) {
        change(text, seeds, random);
    }
    text.resize(std::min(text.size(), kLongest));
    return text;
}

std::string with_new_lines(std::string_view line) {
    std::string text;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const bool is_new_line = line.substr(at, 2) == "\\n";
        text += is_new_line ? '\n' : line[at];
        at += is_new_line ? 1 : 0;
    }
    return text;
}

}  // namespace sosw::fuzz
