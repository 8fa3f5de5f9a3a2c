#pragma once

#include <string>
#include <string_view>

#include "backends/expression/expression.hpp"

/// A short notation for values, so that a case of a table fits into a line.
///
/// `{a: 1, b: "text", c: [true, null], d: n<1, 2>, e: s<"x", "y">, f: b"bytes", g: b<"z">}` is a
/// map of N, S, L, NS, SS, B and BS. Written back it is canonical: maps and sets are sorted.

namespace sosw::expression {

AttributeValue value_of_literal(std::string_view text);
Item item_of_literal(std::string_view text);
std::string to_literal(const AttributeValue& value);
std::string to_literal(const Item& item);

/// What a call brings along, as literals: `{#a: "name"}` and `{:v: 1}`.
class Call {
public:
    explicit Call(std::string_view values = "{}", std::string_view names = "{}");

    Bindings bindings() const { return {names_, values_}; }

private:
    ExpressionAttributeNames names_;
    ExpressionAttributeValues values_;
};

/// The message of an error, or `ok`.
template <typename T>
std::string outcome_of(const Result<T>& result) {
    return result ? "ok" : result.error().message;
}

}  // namespace sosw::expression
