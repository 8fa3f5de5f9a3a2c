#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/time.hpp"

/// A request's or an answer's parameters as a tree, whichever of AWS's protocols carries them: the
/// query protocol, JSON 1.0 and 1.1, or CBOR. For services that are asked some hundred times a
/// second; tables have a codec of their own.

namespace sosw::wire {

/// Bytes, as base64 in JSON and as they are in CBOR.
struct Bytes {
    std::string data;
    bool operator==(const Bytes&) const = default;
};

template <typename T>
struct Named {
    std::string name;
    T value;
    bool operator==(const Named&) const = default;
};

class Value {
public:
    using Member = Named<Value>;
    struct List {
        std::vector<Value> items{};
        bool operator==(const List&) const;
    };
    using Structure = std::vector<Member>;
    /// As a structure, but with names of the user's: XML writes them as `entry`, `key`, `value`.
    struct Map {
        Structure entries{};
        bool operator==(const Map&) const;
    };

    Value() = default;
    Value(bool value) : data_{value} {}                    // NOLINT(google-explicit-constructor)
    Value(int value) : data_{std::int64_t{value}} {}       // NOLINT(google-explicit-constructor)
    Value(std::int64_t value) : data_{value} {}            // NOLINT(google-explicit-constructor)
    Value(double value) : data_{value} {}                  // NOLINT(google-explicit-constructor)
    Value(Timestamp value) : data_{value} {}               // NOLINT(google-explicit-constructor)
    Value(std::string value) : data_{std::move(value)} {}  // NOLINT(google-explicit-constructor)
    Value(Bytes value) : data_{std::move(value)} {}        // NOLINT(google-explicit-constructor)
    // NOLINTNEXTLINE(google-explicit-constructor)
    Value(std::string_view value) : data_{std::string{value}} {}
    Value(const char* value) : data_{std::string{value}} {}  // NOLINT(google-explicit-constructor)

    static Value structure();
    static Value structure(Structure members);
    static Value map(Structure entries);
    static Value list(std::vector<Value> items = {});
    static Value list_of(const std::vector<std::string>& texts);

    template <typename T>
    const T* get_if() const {
        return std::get_if<T>(&data_);
    }
    template <typename T>
    T* get_if() {
        return std::get_if<T>(&data_);
    }
    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }

    /// The first member of that name of a structure, or null; null too where this is none.
    const Value* find(std::string_view name) const;

    /// Adds a member to a structure, or an item to a list. Requires that this is one.
    Value& set(std::string name, Value value);
    Value& push(Value item);
    /// Adds the member only where there is something to say.
    Value& set_if(std::string name, const std::string& text);
    template <typename T>
    Value& set_if(std::string name, const std::optional<T>& value) {
        return value ? set(std::move(name), Value{*value}) : *this;
    }

    bool operator==(const Value& other) const;

private:
    std::variant<
        std::monostate,
        bool,
        std::int64_t,
        double,
        std::string,
        Bytes,
        Timestamp,
        List,
        Structure,
        Map>
        data_{};
};

/// A double as AWS's services write it, in every protocol of texts: `4.0`, never `4`. `NaN`,
/// `Infinity` and `-Infinity` for what is no number.
std::string number_text(double number);

}  // namespace sosw::wire
