#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// DynamoDB's values and items.
///
/// Numbers are kept as text, as DynamoDB does on the wire, so that 38 digits and a user's `1.0`
/// survive a round trip (M25); the table normalises them when it stores them. A map (and an item)
/// is a flat vector: items have about ten attributes, where a linear search beats any tree.
/// Attributes keep the order of insertion; equality ignores it.

namespace sosw {

class AttributeValue;
struct Attribute;

/// DynamoDB's N: decimal text, such as `1700000000.25` or `1E+5`.
struct Number {
    std::string text;
    bool operator==(const Number&) const = default;
};
/// DynamoDB's B: raw bytes (not base64).
struct Binary {
    std::string bytes;
    bool operator==(const Binary&) const = default;
};
struct Null {
    bool operator==(const Null&) const = default;
};
struct StringSet {
    std::vector<std::string> values;
    bool operator==(const StringSet& other) const;  ///< Order does not matter.
};
struct NumberSet {
    std::vector<std::string> values;
    bool operator==(const NumberSet& other) const;  ///< Order does not matter.
};
struct BinarySet {
    std::vector<std::string> values;
    bool operator==(const BinarySet& other) const;  ///< Order does not matter.
};
using List = std::vector<AttributeValue>;

/// A map of attributes; an item is one.
class Map {
public:
    Map();
    Map(std::initializer_list<Attribute> attributes);
    Map(const Map&);
    Map(Map&&) noexcept;
    Map& operator=(const Map&);
    Map& operator=(Map&&) noexcept;
    ~Map();

    /// The value named `name`, or null.
    const AttributeValue* find(std::string_view name) const;
    AttributeValue* find(std::string_view name);
    bool contains(std::string_view name) const { return find(name) != nullptr; }
    /// Adds `name`, or replaces its value in place.
    void set(std::string_view name, AttributeValue value);
    /// Adds `name` without looking for it first. Requires that it is not there.
    void append(std::string name, AttributeValue value);
    /// True if `name` was there.
    bool erase(std::string_view name);

    void reserve(std::size_t count);
    std::size_t size() const;
    bool empty() const;
    const Attribute* begin() const;
    const Attribute* end() const;
    Attribute* begin();
    Attribute* end();

    bool operator==(const Map& other) const;  ///< Order does not matter.

private:
    std::vector<Attribute> attributes_;
};

using Item = Map;

/// One value of DynamoDB's ten types.
class AttributeValue {
public:
    using Variant = std::variant<
        Null,
        bool,
        std::string,
        Number,
        Binary,
        StringSet,
        NumberSet,
        BinarySet,
        List,
        Map>;

    AttributeValue() = default;
    // NOLINTBEGIN(google-explicit-constructor): a value is written where a value is wanted.
    AttributeValue(Variant value) : value_{std::move(value)} {}
    AttributeValue(std::string text) : value_{std::move(text)} {}
    AttributeValue(std::string_view text) : value_{std::string{text}} {}
    AttributeValue(const char* text) : value_{std::string{text}} {}
    // NOLINTEND(google-explicit-constructor)

    static AttributeValue number(std::int64_t value);
    static AttributeValue number(std::string text);
    static AttributeValue boolean(bool value);

    template <typename T>
    const T* get_if() const {
        return std::get_if<T>(&value_);
    }
    template <typename T>
    T* get_if() {
        return std::get_if<T>(&value_);
    }
    template <typename T>
    bool is() const {
        return std::holds_alternative<T>(value_);
    }
    const Variant& variant() const { return value_; }
    Variant& variant() { return value_; }

    /// The text of an S; nothing for other types.
    std::optional<std::string_view> as_string() const;
    /// An N rounded towards zero, as Python's `int()` does; nothing for other types or outside 64
    /// bits.
    std::optional<std::int64_t> as_int64() const;
    /// An N as a double, for statistics.
    std::optional<double> as_double() const;

    /// DynamoDB's type letter: `S`, `N`, `B`, `BOOL`, `NULL`, `SS`, `NS`, `BS`, `L`, `M`.
    std::string_view type_name() const;

    bool operator==(const AttributeValue& other) const;

private:
    Variant value_;
};

struct Attribute {
    std::string name;
    AttributeValue value;
    bool operator==(const Attribute&) const = default;
};

}  // namespace sosw
