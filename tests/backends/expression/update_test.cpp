#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "backends/expression/expression.hpp"
#include "tests/backends/expression/literals.hpp"

namespace sosw::expression {
namespace {

struct Case {
    std::string_view update;
    std::string_view item;
    std::string_view expected;  ///< The item afterwards, or the error.
    std::string_view values = "{}";
    std::string_view names = "{}";
};

void PrintTo(const Case& c, std::ostream* out) {  // NOLINT(readability-identifier-naming)
    *out << c.update << " on " << c.item << " with " << c.values;
}

/// The item after a valid update, or the message of the error.
std::string result_of(const Case& c) {
    ExpressionCache cache;
    const auto update = cache.update(c.update);
    const Call call{c.values, c.names};
    EXPECT_EQ(outcome_of(update), "ok");
    if (!update) {
        return {};
    }
    EXPECT_EQ(outcome_of(validate({.update = update->get()}, call.bindings())), "ok");
    Item item = item_of_literal(c.item);
    std::vector<std::string> touched;
    const auto applied = apply(**update, call.bindings(), item, touched);
    return applied ? to_literal(item) : applied.error().message;
}

class UpdateApplies : public testing::TestWithParam<Case> {};

TEST_P(UpdateApplies, AsDynamoDbDoes) { EXPECT_EQ(result_of(GetParam()), GetParam().expected); }

constexpr std::string_view kWrongType =
    "An operand in the update expression has an incorrect data type";
constexpr std::string_view kNoAttribute =
    "The provided expression refers to an attribute that does not exist in the item";
constexpr std::string_view kBadPath =
    "The document path provided in the update expression is invalid for update";
constexpr std::string_view kOverflow =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";

constexpr Case kSets[] = {
    {"SET a = :v", "{}", "{a: 1}", "{:v: 1}"},
    {"set a = :v", "{a: 0, b: 2}", "{a: 1, b: 2}", "{:v: 1}"},
    {"SET a = :v, b = :w", "{}", "{a: 1, b: \"x\"}", R"({:v: 1, :w: "x"})"},
    {"SET a = b, b = a", "{a: 1, b: 2}", "{a: 2, b: 1}"},
    {"SET a = b", "{a: 1}", kNoAttribute},
    {"SET a = b.c[1]", "{b: {c: [1, 2]}}", "{a: 2, b: {c: [1, 2]}}"},
    {"SET a = a + :v", "{a: 1}", "{a: 3}", "{:v: 2}"},
    {"SET a = :v + a", "{a: 1.5}", "{a: 2}", "{:v: 0.5}"},
    {"SET a = a - :v", "{a: 1}", "{a: -1}", "{:v: 2}"},
    {"SET a=a-:v", "{a: 0.3}", "{a: 0.1}", "{:v: 0.2}"},
    {"SET a = b + c", "{b: 1, c: 2}", "{a: 3, b: 1, c: 2}"},
    {"SET a = (b) + (c)", "{b: 1, c: 2}", "{a: 3, b: 1, c: 2}"},
    {"SET a = (b + c)", "{b: 1, c: 2}", "{a: 3, b: 1, c: 2}"},
    {"SET a = a + :v", "{a: 9E125}", kOverflow, "{:v: 9E125}"},
    {"SET a = a + :v", R"({a: "1"})", kWrongType, "{:v: 2}"},
    {"SET a = a + :v", "{}", kNoAttribute, "{:v: 2}"},
    {"SET a = if_not_exists(a, :v)", "{}", "{a: 1}", "{:v: 1}"},
    {"SET a = if_not_exists(a, :v)", "{a: 0}", "{a: 0}", "{:v: 1}"},
    {"SET a = if_not_exists(a, :z) + :v", "{}", "{a: 5}", "{:z: 0, :v: 5}"},
    {"SET a = if_not_exists(a, :z) + :v", "{a: 2}", "{a: 7}", "{:z: 0, :v: 5}"},
    {"SET a = if_not_exists(b, if_not_exists(c, :v))", "{c: 3}", "{a: 3, c: 3}", "{:v: 1}"},
    {"SET a = if_not_exists(b, c)", "{}", kNoAttribute},
    {"SET a = list_append(a, :v)", "{a: [1]}", "{a: [1, 2, 3]}", "{:v: [2, 3]}"},
    {"SET a = list_append(:v, a)", "{a: [1]}", "{a: [2, 3, 1]}", "{:v: [2, 3]}"},
    {"SET a = list_append(if_not_exists(a, :e), :v)", "{}", "{a: [1]}", "{:e: [], :v: [1]}"},
    {"SET a = list_append(a, :v)", "{a: 1}", kWrongType, "{:v: [2]}"},
    {"SET a = list_append(a, :v)", "{}", kNoAttribute, "{:v: [2]}"},
    {"SET #n = :v", "{}", "{name: 1}", "{:v: 1}", R"({#n: "name"})"},
    {"SET a.b = :v", "{a: {}}", "{a: {b: 1}}", "{:v: 1}"},
    {"SET a.b.c = :v", "{a: {b: {c: 0, d: 2}}}", "{a: {b: {c: 1, d: 2}}}", "{:v: 1}"},
    {"SET a.b = :v", "{}", kBadPath, "{:v: 1}"},
    {"SET a.b = :v", "{a: 1}", kBadPath, "{:v: 1}"},
    {"SET a.b = :v", "{a: [1]}", kBadPath, "{:v: 1}"},
    {"SET a.b.c = :v", "{a: {}}", kBadPath, "{:v: 1}"},
    {"SET a[1] = :v", "{a: [5, 6, 7]}", "{a: [5, 1, 7]}", "{:v: 1}"},
    {"SET a[9] = :v", "{a: [5]}", "{a: [5, 1]}", "{:v: 1}"},
    {"SET a[9] = :v, a[5] = :w", "{a: [5]}", "{a: [5, 2, 1]}", "{:v: 1, :w: 2}"},
    {"SET a[0] = :v", "{}", kBadPath, "{:v: 1}"},
    {"SET a[0] = :v", "{a: {}}", kBadPath, "{:v: 1}"},
    {"SET a[3].b = :v", "{a: [5]}", kBadPath, "{:v: 1}"},
    {"SET a[0].b = :v, a[1].b = :w", "{a: [{}, {}]}", "{a: [{b: 1}, {b: 2}]}", "{:v: 1, :w: 2}"},
};
INSTANTIATE_TEST_SUITE_P(Set, UpdateApplies, testing::ValuesIn(kSets));

constexpr Case kRemovals[] = {
    {"REMOVE a", "{a: 1, b: 2}", "{b: 2}"},
    {"remove a, b", "{a: 1, b: 2}", "{}"},
    {"REMOVE a", "{b: 2}", "{b: 2}"},
    {"REMOVE a.b", "{a: {b: 1, c: 2}}", "{a: {c: 2}}"},
    {"REMOVE a.b", "{a: {b: 1}}", "{a: {}}"},
    {"REMOVE a.b", "{a: {c: 1}}", "{a: {c: 1}}"},
    {"REMOVE a.b", "{}", kBadPath},
    {"REMOVE a.b", "{a: 1}", kBadPath},
    {"REMOVE a[1]", "{a: [1, 2, 3]}", "{a: [1, 3]}"},
    {"REMOVE a[0], a[2]", "{a: [1, 2, 3]}", "{a: [2]}"},
    {"REMOVE a[2], a[0]", "{a: [1, 2, 3]}", "{a: [2]}"},
    {"REMOVE a[7]", "{a: [1]}", "{a: [1]}"},
    {"REMOVE a[0]", "{}", kBadPath},
    {"REMOVE a[0], a[1][0]", "{a: [1, [2, 3]]}", "{a: [[3]]}"},
    {"REMOVE a[0] SET a[1] = :v", "{a: [1, 2, 3]}", "{a: [9, 3]}", "{:v: 9}"},
    {"REMOVE a[3] SET a[9] = :v", "{a: [1, 2, 3]}", "{a: [1, 2, 3, 9]}", "{:v: 9}"},
    {"REMOVE a[0] SET a[1].b = :v", "{a: [1, {}]}", "{a: [{b: 9}]}", "{:v: 9}"},
    {"REMOVE a SET b = a", "{a: 1}", "{b: 1}"},
    {"SET c = b REMOVE b, a.x ADD n :v", "{a: {x: 1}, b: 2}", "{a: {}, c: 2, n: 1}", "{:v: 1}"},
};
INSTANTIATE_TEST_SUITE_P(Remove, UpdateApplies, testing::ValuesIn(kRemovals));

constexpr Case kAdditions[] = {
    {"ADD a :v", "{a: 1}", "{a: 3}", "{:v: 2}"},
    {"ADD a :v", "{}", "{a: 2}", "{:v: 2}"},
    {"ADD a :v, b :w", "{a: 1}", "{a: 0, b: 1}", "{:v: -1, :w: 1}"},
    {"ADD a :v", R"({a: "1"})", kWrongType, "{:v: 2}"},
    {"ADD a :v", "{a: n<1>}", kWrongType, "{:v: 2}"},
    {"ADD a :v", "{a: 1}", kWrongType, "{:v: n<1>}"},
    {"ADD a :v", R"({a: s<"x">})", R"({a: s<"x", "y">})", R"({:v: s<"y", "x">})"},
    {"ADD a :v", "{}", "{a: n<1, 2>}", "{:v: n<1, 2>}"},
    {"ADD a :v", "{a: n<1, 2>}", "{a: n<1, 2, 3>}", "{:v: n<1.0, 3>}"},
    {"ADD a :v", R"({a: b<"x">})", R"({a: b<"x", "y">})", R"({:v: b<"y">})"},
    {"ADD a :v", R"({a: s<"x">})", kWrongType, R"({:v: b<"x">})"},
    {"ADD a :v", "{a: [1]}", kWrongType, "{:v: n<1>}"},
    {"ADD a.b :v", "{a: {b: 1}}", "{a: {b: 2}}", "{:v: 1}"},
    {"ADD a.b :v", "{a: {}}", "{a: {b: 1}}", "{:v: 1}"},
    {"ADD a.b :v", "{}", kBadPath, "{:v: 1}"},
    {"ADD a[0] :v", "{a: [1]}", "{a: [2]}", "{:v: 1}"},
    {"DELETE a :v", R"({a: s<"x", "y">})", R"({a: s<"x">})", R"({:v: s<"y", "z">})"},
    {"DELETE a :v", "{a: n<1, 2>}", "{a: n<1>}", "{:v: n<2.0>}"},
    {"DELETE a :v", "{a: n<1>, b: 1}", "{b: 1}", "{:v: n<1>}"},
    {"DELETE a :v", "{b: 1}", "{b: 1}", "{:v: n<1>}"},
    {"DELETE a :v", "{a: 1}", kWrongType, "{:v: n<1>}"},
    {"DELETE a :v", R"({a: s<"1">})", kWrongType, "{:v: n<1>}"},
    {"DELETE a.b :v", R"({a: {b: s<"x">}})", "{a: {}}", R"({:v: s<"x">})"},
    {"DELETE a[0] :v", R"({a: [s<"x">, 2]})", "{a: [2]}", R"({:v: s<"x">})"},
    {"ADD a :v DELETE b :v", "{b: n<1, 2>}", "{a: n<1>, b: n<2>}", "{:v: n<1>}"},
};
INSTANTIATE_TEST_SUITE_P(AddAndDelete, UpdateApplies, testing::ValuesIn(kAdditions));

TEST(Update, NamesTheTouchedAttributesOnce) {
    ExpressionCache cache;
    const auto update = cache.update("SET a.b = :v, a.c = :v, #d = :v REMOVE e");
    const Call call{"{:v: 1}", R"({#d: "dd"})"};
    Item item = item_of_literal("{a: {}}");
    std::vector<std::string> touched;
    ASSERT_EQ(outcome_of(apply(**update, call.bindings(), item, touched)), "ok");
    EXPECT_EQ(touched, (std::vector<std::string>{"a", "dd", "e"}));
}

TEST(Update, UpdatedPartHoldsThePathsNamedAndNothingElse) {
    ExpressionCache cache;
    const auto update = cache.update("SET a.b = :v, a.l[2] = :v, c = :v REMOVE e");
    const Call call{"{:v: 1}"};
    const Item item = item_of_literal("{a: {b: 1, x: 2, l: [7, 8, 9]}, c: 3, d: 4}");
    EXPECT_EQ(
        to_literal(updated_part(**update, call.bindings(), item)), "{a: {b: 1, l: [9]}, c: 3}"
    );
}

}  // namespace
}  // namespace sosw::expression
