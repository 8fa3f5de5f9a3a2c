#include "backends/sqlite/lambda_names.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sosw::sqlite {
namespace {

constexpr std::size_t kNameLengthMax = 140;
constexpr std::size_t kAccountIdLength = 12;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_word_character(char c) {
    return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

bool is_word(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_word_character);
}

bool is_account_id(std::string_view text) {
    return text.size() == kAccountIdLength && std::ranges::all_of(text, is_digit);
}

/// `us-west-2`, `us-gov-east-1`: letters, a dash, …, a dash, a digit.
bool is_region(std::string_view text) {
    if (text.size() < 6 || !is_digit(text.back()) || text[2] != '-') {
        return false;
    }
    const std::string_view area = text.substr(0, text.size() - 1);
    return area.ends_with('-') &&
           std::ranges::all_of(area, [](char c) { return is_lower(c) || c == '-'; });
}

/// Takes the text up to the next colon off `rest`, and the colon.
std::string_view take_part(std::string_view& rest) {
    const std::size_t colon = rest.find(':');
    const std::string_view part = rest.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
    return part;
}

/// Takes the first part off `rest` if more follows it and it satisfies `belongs`.
template <typename Predicate>
std::string_view take_optional(std::string_view& rest, Predicate belongs) {
    std::string_view after = rest;
    const std::string_view part = take_part(after);
    if (after.empty() || !belongs(part)) {
        return {};
    }
    rest = after;
    return part;
}

}  // namespace

std::optional<FunctionReference> parse_function_reference(std::string_view text) {
    std::string_view rest = text;
    if (rest.starts_with("arn:")) {
        take_part(rest);
        const std::string_view partition = take_part(rest);
        const std::string_view service = take_part(rest);
        if (!partition.starts_with("aws") || service != "lambda") {
            return std::nullopt;
        }
    }
    FunctionReference reference;
    reference.region = take_optional(rest, is_region);
    reference.account_id = take_optional(rest, is_account_id);
    take_optional(rest, [](std::string_view part) { return part == "function"; });
    const bool has_qualifier = rest.find(':') != std::string_view::npos;
    reference.name = take_part(rest);
    reference.qualifier = rest;
    const bool qualifier_fits =
        !has_qualifier || reference.qualifier == "$LATEST" || is_word(reference.qualifier);
    if (!is_word(reference.name) || reference.name.size() > kNameLengthMax || !qualifier_fits) {
        return std::nullopt;
    }
    return reference;
}

}  // namespace sosw::sqlite
