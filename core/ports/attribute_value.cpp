#include "core/ports/attribute_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sosw {

namespace {

bool same_elements(std::vector<std::string> left, std::vector<std::string> right) {
    std::ranges::sort(left);
    std::ranges::sort(right);
    return left == right;
}

std::optional<double> to_double(std::string_view text) {
    double value = 0;
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

bool StringSet::operator==(const StringSet& other) const {
    return same_elements(values, other.values);
}
bool NumberSet::operator==(const NumberSet& other) const {
    return same_elements(values, other.values);
}
bool BinarySet::operator==(const BinarySet& other) const {
    return same_elements(values, other.values);
}

Map::Map() = default;
Map::Map(std::initializer_list<Attribute> attributes) : attributes_{attributes} {}
Map::Map(const Map&) = default;
Map::Map(Map&&) noexcept = default;
Map& Map::operator=(const Map&) = default;
Map& Map::operator=(Map&&) noexcept = default;
Map::~Map() = default;

const AttributeValue* Map::find(std::string_view name) const {
    for (const Attribute& attribute : attributes_) {
        if (attribute.name == name) {
            return &attribute.value;
        }
    }
    return nullptr;
}

AttributeValue* Map::find(std::string_view name) {
    for (Attribute& attribute : attributes_) {
        if (attribute.name == name) {
            return &attribute.value;
        }
    }
    return nullptr;
}

void Map::set(std::string_view name, AttributeValue value) {
    if (AttributeValue* present = find(name)) {
        *present = std::move(value);
    } else {
        attributes_.emplace_back(std::string{name}, std::move(value));
    }
}

void Map::append(std::string name, AttributeValue value) {
    attributes_.emplace_back(std::move(name), std::move(value));
}

bool Map::erase(std::string_view name) {
    return std::erase_if(attributes_, [&](const Attribute& a) { return a.name == name; }) > 0;
}

void Map::reserve(std::size_t count) { attributes_.reserve(count); }
std::size_t Map::size() const { return attributes_.size(); }
bool Map::empty() const { return attributes_.empty(); }
const Attribute* Map::begin() const { return attributes_.data(); }
const Attribute* Map::end() const { return attributes_.data() + attributes_.size(); }
Attribute* Map::begin() { return attributes_.data(); }
Attribute* Map::end() { return attributes_.data() + attributes_.size(); }

bool Map::operator==(const Map& other) const {
    return size() == other.size() && std::ranges::all_of(attributes_, [&](const Attribute& a) {
               const AttributeValue* found = other.find(a.name);
               return found != nullptr && *found == a.value;
           });
}

AttributeValue AttributeValue::number(std::int64_t value) {
    return Variant{Number{std::to_string(value)}};
}
AttributeValue AttributeValue::number(std::string text) { return Variant{Number{std::move(text)}}; }
AttributeValue AttributeValue::boolean(bool value) { return Variant{value}; }

std::optional<std::string_view> AttributeValue::as_string() const {
    const auto* text = get_if<std::string>();
    return text != nullptr ? std::optional<std::string_view>{*text} : std::nullopt;
}

std::optional<std::int64_t> AttributeValue::as_int64() const {
    const auto* number = get_if<Number>();
    if (number == nullptr) {
        return std::nullopt;
    }
    const std::string_view text = number->text;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) {
        return value;
    }
    const std::optional<double> fractional = to_double(text);
    constexpr double kLimit = 9.2e18;
    if (!fractional || *fractional > kLimit || *fractional < -kLimit) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*fractional);
}

std::optional<double> AttributeValue::as_double() const {
    const auto* number = get_if<Number>();
    return number != nullptr ? to_double(number->text) : std::nullopt;
}

std::string_view AttributeValue::type_name() const {
    constexpr std::array<std::string_view, 10> kNames{
        "NULL", "BOOL", "S", "N", "B", "SS", "NS", "BS", "L", "M"};
    return kNames.at(value_.index());
}

bool AttributeValue::operator==(const AttributeValue& other) const {
    return value_ == other.value_;
}

}  // namespace sosw
