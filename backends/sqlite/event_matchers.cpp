#include "backends/sqlite/event_matchers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

#include <simdjson.h>

namespace sosw::sqlite {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, &to_lower, &to_lower);
}

/// `*` is any text.
bool fits_wildcard(std::string_view pattern, std::string_view text) {
    std::size_t star = std::string_view::npos;
    std::size_t after_star = 0;
    std::size_t p = 0;
    std::size_t t = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            after_star = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++after_star;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
    std::uint32_t address = 0;
    for (int part = 0; part < 4; ++part) {
        const std::size_t dot = part < 3 ? text.find('.') : text.size();
        if (dot == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view digits = text.substr(0, dot);
        std::uint8_t byte = 0;
        const auto [stopped, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), byte);
        if (error != std::errc{} || stopped != digits.data() + digits.size()) {
            return std::nullopt;
        }
        address = address << 8 | byte;
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    return address;
}

struct Network {
    std::uint32_t address;
    std::uint32_t mask;
};
std::optional<Network> parse_network(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = parse_ipv4(text.substr(0, slash));
    int bits = 0;
    if (!address || slash == std::string_view::npos) {
        return std::nullopt;
    }
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data() + slash + 1, end, bits);
    if (error != std::errc{} || stopped != end || bits < 0 || bits > 32) {
        return std::nullopt;
    }
    const std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
    return Network{.address = *address & mask, .mask = mask};
}

bool lies_in(std::string_view network_text, std::string_view text) {
    const auto network = parse_network(network_text);
    const auto address = parse_ipv4(text);
    return network && address && (*address & network->mask) == network->address;
}

/// What compares a text of the pattern with a text of the event.
struct TextMatcher {
    std::string_view name;
    bool (*matches)(std::string_view wanted, std::string_view found);
};
constexpr std::array kTextMatchers = {
    TextMatcher{
        "prefix",
        [](std::string_view wanted, std::string_view found) { return found.starts_with(wanted); }},
    TextMatcher{
        "suffix",
        [](std::string_view wanted, std::string_view found) { return found.ends_with(wanted); }},
    TextMatcher{"equals-ignore-case", &equal_ignoring_case},
    TextMatcher{"wildcard", &fits_wildcard},
    TextMatcher{"cidr", &lies_in},
};

const TextMatcher* text_matcher(std::string_view name) {
    const auto found = std::ranges::find(kTextMatchers, name, &TextMatcher::name);
    return found == kTextMatchers.end() ? nullptr : &*found;
}

std::optional<double> number_of(const element& value) {
    double number = 0;
    return value.get(number) == simdjson::SUCCESS ? std::optional{number} : std::nullopt;
}

bool equal_scalars(const element& wanted, const element& found) {
    const auto number = number_of(wanted);
    if (number) {
        return number_of(found) == number;
    }
    if (wanted.is_string()) {
        return found.is_string() && std::string_view{wanted} == std::string_view{found};
    }
    if (wanted.is_bool()) {
        return found.is_bool() && bool{wanted} == bool{found};
    }
    return wanted.is_null() && found.is_null();
}

bool compares(std::string_view sign, double found, double wanted) {
    if (sign == "=") {
        return found == wanted;
    }
    if (sign == "<" || sign == "<=") {
        return sign == "<" ? found < wanted : found <= wanted;
    }
    return sign == ">" ? found > wanted : found >= wanted;
}

bool is_sign(const element& it) {
    constexpr std::array<std::string_view, 5> kSigns = {"=", "<", "<=", ">", ">="};
    return it.is_string() && std::ranges::find(kSigns, std::string_view{it}) != kSigns.end();
}

/// `[">", 0, "<=", 5]`.
bool number_matches(const array& conditions, const element& value) {
    const auto found = number_of(value);
    if (!found) {
        return false;
    }
    for (std::size_t i = 0; i + 1 < conditions.size(); i += 2) {
        const double wanted = number_of(conditions.at(i + 1).value()).value_or(0);
        if (!compares(std::string_view{conditions.at(i).value()}, *found, wanted)) {
            return false;
        }
    }
    return true;
}

bool text_matches(const TextMatcher& matcher, const element& wanted, const element& value) {
    if (!value.is_string()) {
        return false;
    }
    if (wanted.is_object()) {
        // `{"prefix": {"equals-ignore-case": "ab"}}`
        const std::string_view part{(*object{wanted}.begin()).value};
        const std::string_view text{value};
        const std::size_t length = std::min(part.size(), text.size());
        const std::size_t from = matcher.name == "suffix" ? text.size() - length : 0;
        return equal_ignoring_case(part, text.substr(from, length));
    }
    return matcher.matches(std::string_view{wanted}, std::string_view{value});
}

/// What `anything-but` excludes: a scalar, a list of them, or one matcher of texts.
bool is_excluded(const element& excluded, const element& value) {
    if (excluded.is_array()) {
        return std::ranges::any_of(array{excluded}, [&](const element& item) {
            return equal_scalars(item, value);
        });
    }
    if (!excluded.is_object()) {
        return equal_scalars(excluded, value);
    }
    const auto member = *object{excluded}.begin();
    const TextMatcher* matcher = text_matcher(member.key);
    if (!member.value.is_array()) {
        return text_matches(*matcher, member.value, value);
    }
    return std::ranges::any_of(array{member.value}, [&](const element& item) {
        return text_matches(*matcher, item, value);
    });
}

bool is_list_of_texts(const element& value) {
    return value.is_array() && array{value}.size() > 0 &&
           std::ranges::all_of(array{value}, [](const element& item) { return item.is_string(); });
}

std::string problem_of_text(std::string_view name, const element& wanted) {
    if (name == "cidr" && (!wanted.is_string() || !parse_network(std::string_view{wanted}))) {
        return "Malformed CIDR, one '/' required";
    }
    if (wanted.is_string()) {
        return "";
    }
    const bool may_nest = name == "prefix" || name == "suffix";
    if (may_nest && wanted.is_object() && object{wanted}.size() == 1) {
        const auto member = *object{wanted}.begin();
        if (member.key == "equals-ignore-case" && member.value.is_string()) {
            return "";
        }
    }
    return std::string{name} + " match pattern must be a string";
}

std::string problem_of_exclusion(const element& excluded) {
    if (excluded.is_array()) {
        return array{excluded}.size() == 0 ? "Anything-But list must not be empty" : "";
    }
    if (!excluded.is_object()) {
        return "";
    }
    const auto members = object{excluded};
    if (members.size() != 1 || text_matcher((*members.begin()).key) == nullptr) {
        return "Unsupported anything-but pattern";
    }
    const auto member = *members.begin();
    return is_list_of_texts(member.value) ? "" : problem_of_text(member.key, member.value);
}

std::string problem_of_numbers(const element& conditions) {
    if (!conditions.is_array() || array{conditions}.size() == 0 ||
        array{conditions}.size() % 2 != 0) {
        return "Invalid member in numeric match: expected a list such as [\">\", 0]";
    }
    std::size_t index = 0;
    for (const element it : array{conditions}) {
        const bool fits = index++ % 2 == 0 ? is_sign(it) : number_of(it).has_value();
        if (!fits) {
            return "Value of numeric must be a list of comparisons and numbers";
        }
    }
    return "";
}

}  // namespace

std::string problem_of_matcher(const element& matcher) {
    if (matcher.is_array()) {
        return "Match value must be String, number, true, false, or null";
    }
    if (!matcher.is_object()) {
        return "";
    }
    const auto members = object{matcher};
    if (members.size() != 1) {
        return "Only one key allowed in match expression";
    }
    const auto member = *members.begin();
    if (text_matcher(member.key) != nullptr) {
        return problem_of_text(member.key, member.value);
    }
    if (member.key == "anything-but") {
        return problem_of_exclusion(member.value);
    }
    if (member.key == "numeric") {
        return problem_of_numbers(member.value);
    }
    if (member.key == "exists") {
        return member.value.is_bool() ? "" : "exists match pattern must be either true or false.";
    }
    return "Unrecognized match type " + std::string{member.key};
}

bool value_matches(const element& matcher, const std::optional<element>& value) {
    if (!matcher.is_object()) {
        return value && equal_scalars(matcher, *value);
    }
    const auto member = *object{matcher}.begin();
    if (member.key == "exists") {
        return bool{member.value} == value.has_value();
    }
    if (!value) {
        return false;
    }
    if (member.key == "numeric") {
        return number_matches(array{member.value}, *value);
    }
    if (member.key == "anything-but") {
        return !is_excluded(member.value, *value);
    }
    return text_matches(*text_matcher(member.key), member.value, *value);
}

}  // namespace sosw::sqlite
