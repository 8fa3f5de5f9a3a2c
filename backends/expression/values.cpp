#include "backends/expression/values.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "backends/expression/lexer.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw::expression {

namespace {

using Elements = std::vector<std::string>;

bool equal_numbers(std::string_view left, std::string_view right) {
    return left == right || compare_numbers(left, right) == std::strong_ordering::equal;
}

bool has_number(const Elements& numbers, std::string_view number) {
    return std::ranges::any_of(numbers, [&](const std::string& n) {
        return equal_numbers(n, number);
    });
}

bool has_text(const Elements& texts, std::string_view text) {
    return std::ranges::find(texts, text) != texts.end();
}

using Has = bool (*)(const Elements&, std::string_view);

/// Sets hold nothing twice, so that equal sizes and inclusion suffice.
bool same_set(const Elements& left, const Elements& right, Has has) {
    return left.size() == right.size() &&
           std::ranges::all_of(left, [&](const std::string& e) { return has(right, e); });
}

bool equal_lists(const List& left, const List& right) {
    return std::ranges::equal(left, right, equal_values);
}

bool equal_maps(const Map& left, const Map& right) {
    return left.size() == right.size() && std::ranges::all_of(left, [&](const Attribute& a) {
               const AttributeValue* other = right.find(a.name);
               return other != nullptr && equal_values(a.value, *other);
           });
}

struct SetParts {
    Elements* elements = nullptr;
    Has has = nullptr;
};

/// The elements of a set and how they are compared; nothing for what is no set.
SetParts parts_of(AttributeValue& value) {
    if (auto* strings = value.get_if<StringSet>()) {
        return {&strings->values, has_text};
    }
    if (auto* numbers = value.get_if<NumberSet>()) {
        return {&numbers->values, has_number};
    }
    if (auto* binaries = value.get_if<BinarySet>()) {
        return {&binaries->values, has_text};
    }
    return {};
}

const Elements* elements_of(const AttributeValue& value) {
    if (const auto* strings = value.get_if<StringSet>()) {
        return &strings->values;
    }
    if (const auto* numbers = value.get_if<NumberSet>()) {
        return &numbers->values;
    }
    const auto* binaries = value.get_if<BinarySet>();
    return binaries != nullptr ? &binaries->values : nullptr;
}

/// UTF-16 takes one unit for each character, and two for those of four bytes in UTF-8.
std::size_t utf16_length(std::string_view text) {
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        units += (byte & 0xC0U) != 0x80U ? 1 : 0;
        units += byte >= 0xF0U ? 1 : 0;
    }
    return units;
}

bool has_equal_texts(Elements elements) {
    std::ranges::sort(elements);
    return std::ranges::adjacent_find(elements) != elements.end();
}

Failure bad_parameter(std::string_view problem) {
    return invalid_request(fmt::format("One or more parameter values were invalid: {}", problem));
}

Result<void> check_number_set(const Elements& numbers) {
    if (numbers.empty()) {
        return bad_parameter("An number set  may not be empty");
    }
    Elements normalised;
    for (const std::string& number : numbers) {
        normalised.push_back(TRY(normalise_number(number)));
    }
    if (has_equal_texts(std::move(normalised))) {
        return invalid_request("Input collection contains duplicates");
    }
    return {};
}

Result<void> check_text_set(const Elements& texts, std::string_view type) {
    if (texts.empty()) {
        return bad_parameter(
            type == "SS" ? "An string set  may not be empty" : "Binary sets should not be empty"
        );
    }
    if (!has_equal_texts(texts)) {
        return {};
    }
    return bad_parameter(
        type == "SS"
            ? fmt::format("Input collection [{}] contains duplicates.", fmt::join(texts, ", "))
            : "Input collection of type BS contains duplicates."
    );
}

constexpr int kNestingMax = 32;

Result<void> check_nested(const AttributeValue& value, int depth) {
    if (const auto* number = value.get_if<Number>()) {
        return check_number(number->text);
    }
    if (const auto* numbers = value.get_if<NumberSet>()) {
        return check_number_set(numbers->values);
    }
    if (const Elements* texts = elements_of(value)) {
        return check_text_set(*texts, value.type_name());
    }
    const auto* list = value.get_if<List>();
    const auto* map = value.get_if<Map>();
    if ((list != nullptr || map != nullptr) && depth == kNestingMax) {
        return invalid_request("Nesting Levels have exceeded supported limits");
    }
    if (list != nullptr) {
        for (const AttributeValue& element : *list) {
            TRY(check_nested(element, depth + 1));
        }
    }
    if (map != nullptr) {
        for (const Attribute& attribute : *map) {
            TRY(check_nested(attribute.value, depth + 1));
        }
    }
    return {};
}

}  // namespace

bool equal_values(const AttributeValue& left, const AttributeValue& right) {
    if (left.variant().index() != right.variant().index()) {
        return false;
    }
    if (const auto* number = left.get_if<Number>()) {
        return equal_numbers(number->text, right.get_if<Number>()->text);
    }
    if (const auto* numbers = left.get_if<NumberSet>()) {
        return same_set(numbers->values, right.get_if<NumberSet>()->values, has_number);
    }
    if (const auto* list = left.get_if<List>()) {
        return equal_lists(*list, *right.get_if<List>());
    }
    if (const auto* map = left.get_if<Map>()) {
        return equal_maps(*map, *right.get_if<Map>());
    }
    return left == right;
}

std::optional<std::strong_ordering> compare_values(
    const AttributeValue& left, const AttributeValue& right
) {
    if (left.variant().index() != right.variant().index()) {
        return std::nullopt;
    }
    if (const auto* number = left.get_if<Number>()) {
        return compare_numbers(number->text, right.get_if<Number>()->text);
    }
    if (const auto* text = left.get_if<std::string>()) {
        return *text <=> *right.get_if<std::string>();
    }
    if (const auto* binary = left.get_if<Binary>()) {
        return binary->bytes <=> right.get_if<Binary>()->bytes;
    }
    return std::nullopt;
}

bool begins_with(const AttributeValue& value, const AttributeValue& prefix) {
    if (const auto* text = value.get_if<std::string>()) {
        const auto* beginning = prefix.get_if<std::string>();
        return beginning != nullptr && text->starts_with(*beginning);
    }
    const auto* binary = value.get_if<Binary>();
    const auto* beginning = prefix.get_if<Binary>();
    return binary != nullptr && beginning != nullptr && binary->bytes.starts_with(beginning->bytes);
}

bool contains(const AttributeValue& container, const AttributeValue& element) {
    if (const auto* list = container.get_if<List>()) {
        return std::ranges::any_of(*list, [&](const AttributeValue& e) {
            return equal_values(e, element);
        });
    }
    if (const auto* text = element.get_if<std::string>()) {
        const auto* whole = container.get_if<std::string>();
        const auto* set = container.get_if<StringSet>();
        return whole != nullptr ? whole->find(*text) != whole->npos
                                : set != nullptr && has_text(set->values, *text);
    }
    if (const auto* binary = element.get_if<Binary>()) {
        const auto* whole = container.get_if<Binary>();
        const auto* set = container.get_if<BinarySet>();
        return whole != nullptr ? whole->bytes.find(binary->bytes) != std::string::npos
                                : set != nullptr && has_text(set->values, binary->bytes);
    }
    const auto* number = element.get_if<Number>();
    const auto* set = container.get_if<NumberSet>();
    return number != nullptr && set != nullptr && has_number(set->values, number->text);
}

std::optional<std::size_t> size_of(const AttributeValue& value) {
    if (const auto* text = value.get_if<std::string>()) {
        return utf16_length(*text);
    }
    if (const auto* binary = value.get_if<Binary>()) {
        return binary->bytes.size();
    }
    if (const Elements* elements = elements_of(value)) {
        return elements->size();
    }
    if (const auto* list = value.get_if<List>()) {
        return list->size();
    }
    const auto* map = value.get_if<Map>();
    return map != nullptr ? std::optional{map->size()} : std::nullopt;
}

bool unite_sets(AttributeValue& set, const AttributeValue& added) {
    const auto [elements, has] = parts_of(set);
    if (elements == nullptr || set.variant().index() != added.variant().index()) {
        return false;
    }
    for (const std::string& element : *elements_of(added)) {
        if (!has(*elements, element)) {
            elements->push_back(element);
        }
    }
    return true;
}

bool subtract_sets(AttributeValue& set, const AttributeValue& removed) {
    const auto parts = parts_of(set);
    if (parts.elements == nullptr || set.variant().index() != removed.variant().index()) {
        return false;
    }
    const Elements& unwanted = *elements_of(removed);
    std::erase_if(*parts.elements, [&](const std::string& element) {
        return parts.has(unwanted, element);
    });
    return true;
}

bool is_empty_set(const AttributeValue& value) {
    const Elements* elements = elements_of(value);
    return elements != nullptr && elements->empty();
}

Result<void> check_value(const AttributeValue& value) { return check_nested(value, 0); }

}  // namespace sosw::expression
