#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "backends/expression/expression.hpp"
#include "core/base/random.hpp"
#include "tests/backends/expression/literals.hpp"

/// Nothing a user writes may crash the parser or the evaluation, whatever it is.

namespace sosw::expression {
namespace {

constexpr std::array<std::string_view, 48> kTokens{
    "a",
    "b",
    "c.d",
    "a[0]",
    "a[1]",
    "#n",
    "#m",
    ":v",
    ":l",
    ":s",
    ":t",
    ":undefined",
    "#undefined",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "(",
    ")",
    "((",
    "))",
    "[",
    "]",
    ",",
    ".",
    "+",
    "-",
    "AND",
    "OR",
    "NOT",
    "BETWEEN",
    "IN",
    "SET",
    "REMOVE",
    "ADD",
    "DELETE",
    "size(",
    "attribute_exists(",
    "begins_with(",
    "contains(",
    "if_not_exists(",
    "list_append(",
    "attribute_type(",
    "7",
    "name",
    "\xC3\xA4"};

constexpr std::string_view kValues = R"({:v: 1.5, :l: [1, {x: 2}], :s: s<"x">, :t: "S"})";
constexpr std::string_view kNames = R"({#n: "name", #m: "a"})";
constexpr std::string_view kItem = R"({a: [1, [2]], b: 3, c: {d: s<"x", "y">}, name: "n"})";

std::string soup(Random& random) {
    std::string text;
    const std::uint64_t count = 1 + random.below(14);
    for (std::uint64_t i = 0; i < count; ++i) {
        text += kTokens.at(random.below(kTokens.size()));
        text += random.chance(0.8) ? " " : "";
    }
    return text;
}

/// Whatever parses and is valid is also evaluated. True if `text` got that far in some role.
bool survives(std::string_view text, ExpressionCache& cache, const Call& call) {
    const Bindings bindings = call.bindings();
    const Item item = item_of_literal(kItem);
    bool evaluated = false;
    // Leaves aside that not all definitions are used.
    const auto is_sound = [&](const CallExpressions& expressions) {
        const auto valid = validate(expressions, bindings);
        return valid || valid.error().message.find("unused") != std::string::npos;
    };
    if (const auto condition = cache.condition(text, "FilterExpression");
        condition && is_sound({.filter = condition->get()})) {
        evaluated =
            evaluate(**condition, bindings, &item) && evaluate(**condition, bindings, nullptr);
    }
    if (const auto update = cache.update(text); update && is_sound({.update = update->get()})) {
        Item changed = item;
        std::vector<std::string> touched;
        evaluated = apply(**update, bindings, changed, touched) || evaluated;
        updated_part(**update, bindings, changed);
    }
    if (const auto projection = cache.projection(text);
        projection && is_sound({.projection = projection->get()})) {
        evaluated = !project(**projection, bindings, item).empty() || evaluated;
    }
    if (const auto keys = cache.key_condition(text);
        keys && is_sound({.key_condition = keys->get()})) {
        evaluated = bind_key_condition(**keys, bindings, {.hash = "a", .range = "b"}) || evaluated;
    }
    return evaluated;
}

TEST(ExpressionRobustness, SoupsOfTokensNeverCrash) {
    ExpressionCache cache;
    const Call call{kValues, kNames};
    Random random{20260101};
    int evaluated = 0;
    for (int i = 0; i < 30'000; ++i) {
        evaluated += survives(soup(random), cache, call) ? 1 : 0;
    }
    EXPECT_GT(evaluated, 100);
}

TEST(ExpressionRobustness, DamagedExpressionsNeverCrash) {
    constexpr std::array<std::string_view, 6> kSound{
        "attribute_exists(#n) AND (a[1] = :l OR NOT size(b) BETWEEN :v AND :v)",
        "contains(c.d, :t) OR begins_with(#n, :t) AND a[0] IN (:v, :l, b)",
        "SET a[1] = list_append(:l, a), b = b + :v REMOVE c.x, #n ADD c.d :s",
        "SET #n = if_not_exists(#m, :v) - :v DELETE c.d :s",
        "a[0], a[1][0], c.d, #n",
        "a = :v AND b BETWEEN :v AND :v",
    };
    ExpressionCache cache;
    const Call call{kValues, kNames};
    Random random{7};
    int evaluated = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text{kSound.at(random.below(kSound.size()))};
        for (std::uint64_t edits = random.below(4); edits > 0; --edits) {
            const std::size_t at = random.below(text.size());
            random.chance(0.5) ? text.erase(at, 1 + random.below(3))
                               : text.insert(at, kTokens.at(random.below(kTokens.size())));
        }
        evaluated += survives(text, cache, call) ? 1 : 0;
    }
    EXPECT_GT(evaluated, 1000);
}

TEST(ExpressionRobustness, DeepNestingNeverExhaustsTheStack) {
    constexpr std::array<std::string_view, 13> kOpenings{
        "(",
        "NOT ",
        "NOT (",
        "size(",
        "f(",
        "a = (",
        "a = size(",
        "a IN (",
        "a AND (",
        "SET a = (",
        "SET a = if_not_exists(a, ",
        "SET a = list_append(",
        "a[0]"};
    constexpr std::array<std::string_view, 4> kInner{"", "a", "a = :v", ":l"};
    ExpressionCache cache;
    const Call call{kValues, kNames};
    for (const std::string_view opening : kOpenings) {
        const std::size_t prefix = opening.starts_with("SET") ? 8 : 0;
        for (const std::string_view inner : kInner) {
            std::string text{opening.substr(0, prefix)};
            std::size_t depth = 0;
            while (text.size() + opening.size() + 4 < 2000) {
                text += opening.substr(prefix);
                ++depth;
            }
            text += inner;
            survives(text, cache, call);
            survives(text + std::string(depth, ')'), cache, call);
        }
    }
}

}  // namespace
}  // namespace sosw::expression
