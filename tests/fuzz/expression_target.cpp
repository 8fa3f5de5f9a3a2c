#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backends/expression/expression.hpp"
#include "backends/expression/values.hpp"
#include "core/base/ensure.hpp"
#include "tests/backends/expression/literals.hpp"

/// An input is the text of an expression. It is parsed as every kind of expression there is, and
/// what is valid is evaluated, over an item and values of every type. Beyond staying alive: parsing
/// again says the same, `NOT` turns an outcome around, and no update leaves a set empty.

namespace sosw::expression {
namespace {

constexpr std::string_view kNames =
    R"({#a: "a", #b: "b", #n: "name", #l: "list", #m: "map", #s: "status", #dot: "a.b"})";
constexpr std::string_view kValues =
    R"({:zero: 0, :n: 1.5, :big: 99999999999999999999999999999999999999, :s: "text", :e: "", )"
    R"(:t: "S", :b: b"bytes", :l: [1, {x: 2}], :m: {k: "v"}, :ss: s<"x", "y">, :ns: n<1, 2>, )"
    R"(:bs: b<"z">, :yes: true, :nothing: null})";
constexpr std::string_view kItem =
    R"({a: 1, b: "text", name: b"bytes", list: [1, [2, {x: 3}], "x"], map: {k: {deep: [null]}}, )"
    R"(status: true, set: s<"x", "y">, numbers: n<1, 2>, binaries: b<"z">})";

bool is_sound(const CallExpressions& expressions, const Bindings& bindings) {
    const auto valid = validate(expressions, bindings);
    return valid || valid.error().message.find("unused") != std::string::npos;
}

void check_condition(
    std::string_view text, ExpressionCache& cache, const Bindings& bindings, const Item& item
) {
    const auto condition = cache.condition(text, "FilterExpression");
    if (!condition || !is_sound({.filter = condition->get()}, bindings)) {
        return;
    }
    const auto outcome = evaluate(**condition, bindings, &item);
    static_cast<void>(evaluate(**condition, bindings, nullptr));
    const auto inverted = cache.condition("NOT (" + std::string{text} + ")", "FilterExpression");
    if (outcome && inverted && is_sound({.filter = inverted->get()}, bindings)) {
        const auto inverted_outcome = evaluate(**inverted, bindings, &item);
        ENSURE(inverted_outcome && *inverted_outcome != *outcome);
    }
}

void check_update(
    std::string_view text, ExpressionCache& cache, const Bindings& bindings, const Item& item
) {
    const auto update = cache.update(text);
    if (!update || !is_sound({.update = update->get()}, bindings)) {
        return;
    }
    Item changed = item;
    std::vector<std::string> touched;
    if (!apply(**update, bindings, changed, touched)) {
        return;
    }
    for (const auto& [name, value] : changed) {
        ENSURE(!is_empty_set(value));
    }
    static_cast<void>(updated_part(**update, bindings, item));
    static_cast<void>(updated_part(**update, bindings, changed));
}

void check_projection(
    std::string_view text, ExpressionCache& cache, const Bindings& bindings, const Item& item
) {
    const auto projection = cache.projection(text);
    if (projection && is_sound({.projection = projection->get()}, bindings)) {
        static_cast<void>(project(**projection, bindings, item));
    }
}

void check_key_condition(std::string_view text, ExpressionCache& cache, const Bindings& bindings) {
    const auto keys = cache.key_condition(text);
    if (keys && is_sound({.key_condition = keys->get()}, bindings)) {
        static_cast<void>(bind_key_condition(**keys, bindings, {.hash = "a", .range = "b"}));
        static_cast<void>(bind_key_condition(**keys, bindings, {.hash = "b"}));
    }
}

void check(std::string_view text) {
    static const Call call{kValues, kNames};
    static const Item item = item_of_literal(kItem);
    static ExpressionCache cache;
    const Bindings bindings = call.bindings();
    check_condition(text, cache, bindings, item);
    check_update(text, cache, bindings, item);
    check_projection(text, cache, bindings, item);
    check_key_condition(text, cache, bindings);

    ExpressionCache other;
    const auto again = other.condition(text, "FilterExpression");
    const auto cached = cache.condition(text, "FilterExpression");
    ENSURE(again.has_value() == cached.has_value());
    ENSURE(again || again.error().message == cached.error().message);
}

}  // namespace
}  // namespace sosw::expression

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sosw::expression::check({reinterpret_cast<const char*>(data), size});
    return 0;
}
