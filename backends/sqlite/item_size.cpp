#include "backends/sqlite/item_size.hpp"

#include <string>
#include <vector>

namespace sosw::sqlite {

namespace {

constexpr std::int64_t kContainerOverhead = 3;
constexpr std::int64_t kElementOverhead = 1;

std::int64_t length(std::string_view bytes) { return static_cast<std::int64_t>(bytes.size()); }

std::int64_t total_length(const std::vector<std::string>& values) {
    std::int64_t total = 0;
    for (const std::string& value : values) {
        total += length(value);
    }
    return total;
}

struct SizeOf {
    std::int64_t operator()(const Null&) const { return 1; }
    std::int64_t operator()(bool) const { return 1; }
    std::int64_t operator()(const std::string& text) const { return length(text); }
    std::int64_t operator()(const Number& number) const { return number_size(number.text); }
    std::int64_t operator()(const Binary& binary) const { return length(binary.bytes); }
    std::int64_t operator()(const StringSet& set) const { return total_length(set.values); }
    std::int64_t operator()(const BinarySet& set) const { return total_length(set.values); }
    std::int64_t operator()(const NumberSet& set) const {
        std::int64_t total = 0;
        for (const std::string& number : set.values) {
            total += number_size(number);
        }
        return total;
    }
    std::int64_t operator()(const List& list) const {
        std::int64_t total = kContainerOverhead;
        for (const AttributeValue& element : list) {
            total += kElementOverhead + value_size(element);
        }
        return total;
    }
    std::int64_t operator()(const Map& map) const {
        const auto count = static_cast<std::int64_t>(map.size());
        return kContainerOverhead + count * kElementOverhead + item_size(map);
    }
};

}  // namespace

std::int64_t number_size(std::string_view text) {
    const bool negative = text.starts_with('-');
    std::int64_t significant = 0;
    std::int64_t zeros = 0;
    for (const char c : text) {
        if (c == '0') {
            zeros += significant > 0 ? 1 : 0;
        } else if (c != '.' && c != '-') {
            significant += zeros + 1;
            zeros = 0;
        }
    }
    return (significant + 1) / 2 + 1 + (negative ? 1 : 0);
}

std::int64_t value_size(const AttributeValue& value) {
    return std::visit(SizeOf{}, value.variant());
}

std::int64_t item_size(const Item& item) {
    std::int64_t total = 0;
    for (const Attribute& attribute : item) {
        total += length(attribute.name) + value_size(attribute.value);
    }
    return total;
}

}  // namespace sosw::sqlite
