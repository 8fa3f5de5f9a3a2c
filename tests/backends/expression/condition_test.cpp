#include <ostream>
#include <string_view>

#include <gtest/gtest.h>

#include "backends/expression/expression.hpp"
#include "tests/backends/expression/literals.hpp"

namespace sosw::expression {
namespace {

struct Case {
    std::string_view condition;
    std::string_view item;
    bool expected = false;
    std::string_view values = "{}";
    std::string_view names = "{}";
};

void PrintTo(const Case& c, std::ostream* out) {  // NOLINT(readability-identifier-naming)
    *out << c.condition << " on " << c.item << " with " << c.values;
}

class ConditionHolds : public testing::TestWithParam<Case> {};

TEST_P(ConditionHolds, AsDynamoDbSays) {
    const Case& c = GetParam();
    ExpressionCache cache;
    const auto condition = cache.condition(c.condition, "ConditionExpression");
    ASSERT_EQ(outcome_of(condition), "ok");
    const Call call{c.values, c.names};
    ASSERT_EQ(outcome_of(validate({.condition = condition->get()}, call.bindings())), "ok");
    const Item item = item_of_literal(c.item);
    const auto holds = evaluate(**condition, call.bindings(), c.item == "{}" ? nullptr : &item);
    ASSERT_EQ(outcome_of(holds), "ok");
    EXPECT_EQ(*holds, c.expected);
}

constexpr Case kComparisons[] = {
    {"a = :v", "{a: 1}", true, "{:v: 1.0}"},
    {"a = :v", "{a: 1}", false, "{:v: 2}"},
    {"a = :v", "{a: 100000}", true, "{:v: 1E+5}"},
    {"a = :v", "{a: 0}", true, "{:v: -0.0}"},
    {"a = :v", R"({a: "1"})", false, "{:v: 1}"},
    {"a <> :v", R"({a: "1"})", true, "{:v: 1}"},
    {"a <> :v", "{a: 1}", false, "{:v: 1}"},
    {"a = :v", "{b: 1}", false, "{:v: 1}"},
    {"a <> :v", "{b: 1}", true, "{:v: 1}"},
    {"a <> b", "{c: 1}", true},
    {"a = b", "{c: 1}", false},
    {"a = b", "{a: 1, b: 1}", true},
    {":v = a", "{a: 1}", true, "{:v: 1}"},
    {"a < :v", "{a: 9}", true, "{:v: 10}"},
    {"a < :v", R"({a: "9"})", false, R"({:v: "10"})"},
    {"a < :v", "{a: -1}", true, "{:v: 0.5}"},
    {"a < :v", "{a: 1}", false, "{:v: 1}"},
    {"a <= :v", "{a: 1}", true, "{:v: 1}"},
    {"a > :v", "{a: 1.5}", true, "{:v: 1.25}"},
    {"a >= :v", "{a: 1}", false, "{:v: 1.00001}"},
    {"a >= :v", "{a: 1E10}", true, "{:v: 10000000000}"},
    {"a < :v", R"({a: "Z"})", true, R"({:v: "a"})"},
    {"a < :v", R"({a: "z"})", true, R"({:v: "ä"})"},
    {"a < :v", R"({a: b"a"})", true, R"({:v: b"b"})"},
    {"a < :v", R"({a: "a"})", false, R"({:v: b"b"})"},
    {"a < :v", "{a: [1]}", false, "{:v: 2}"},
    {"a < b", "{a: [1], b: [2]}", false},
    {"a < :v", "{b: 1}", false, "{:v: 2}"},
    {":v > a", "{b: 1}", false, "{:v: 2}"},
    {"a = :v", "{a: true}", true, "{:v: true}"},
    {"a = :v", "{a: true}", false, "{:v: false}"},
    {"a = :v", "{a: null}", true, "{:v: null}"},
    {"a = :v", "{a: [1, {b: 2}]}", true, "{:v: [1.0, {b: 2.0}]}"},
    {"a = :v", "{a: [1, 2]}", false, "{:v: [2, 1]}"},
    {"a = :v", "{a: {x: 1, y: 2}}", true, "{:v: {y: 2, x: 1}}"},
    {"a = :v", "{a: n<1, 2, 3>}", true, "{:v: n<3.0, 1, 2>}"},
    {"a = :v", "{a: n<1, 2>}", false, "{:v: n<1, 3>}"},
    {"a = :v", R"({a: s<"x", "y">})", true, R"({:v: s<"y", "x">})"},
    {"a = :v", R"({a: s<"x">})", false, R"({:v: s<"y", "x">})"},
    {"a = :v", R"({a: b<"x">})", false, R"({:v: s<"x">})"},
    {"a = :v", "{}", false, "{:v: 1}"},
    {"a <> :v", "{}", true, "{:v: 1}"},
};
INSTANTIATE_TEST_SUITE_P(Comparisons, ConditionHolds, testing::ValuesIn(kComparisons));

constexpr Case kRanges[] = {
    {"a BETWEEN :l AND :h", "{a: 5}", true, "{:l: 5, :h: 9}"},
    {"a between :l and :h", "{a: 9}", true, "{:l: 5, :h: 9}"},
    {"a BETWEEN :l AND :h", "{a: 10}", false, "{:l: 5, :h: 9}"},
    {"a BETWEEN :l AND :h", R"({a: "5"})", false, "{:l: 5, :h: 9}"},
    {"a BETWEEN :l AND :h", "{b: 5}", false, "{:l: 5, :h: 9}"},
    {"a BETWEEN b AND c", "{a: 2, b: 1, c: 3}", true},
    {"a BETWEEN b AND c", "{a: 2, b: 3, c: 1}", false},
    {":v BETWEEN a AND b", "{a: 1, b: 3}", true, "{:v: 2}"},
    {"a BETWEEN :l AND :h AND b = :l", "{a: 5, b: 1}", true, "{:l: 1, :h: 9}"},
    {"NOT a BETWEEN :l AND :h", "{a: 5}", false, "{:l: 1, :h: 9}"},
    {"size(a) BETWEEN :l AND :h", R"({a: "xyz"})", true, "{:l: 3, :h: 3}"},
    {"a IN (:x)", "{a: 1}", true, "{:x: 1}"},
    {"a in (:x, :y)", "{a: 2}", true, "{:x: 1, :y: 2.0}"},
    {"a IN (:x, :y)", "{a: 3}", false, "{:x: 1, :y: 2}"},
    {"a IN (:x, :y)", R"({a: "1"})", false, "{:x: 1, :y: 2}"},
    {"a IN (b, c)", "{a: 3, c: 3}", true},
    {"a IN (b, c)", "{d: 3}", false},
    {"NOT (a IN (:x))", "{d: 3}", true, "{:x: 1}"},
    {"a IN (:x)", "{a: [1]}", true, "{:x: [1]}"},
};
INSTANTIATE_TEST_SUITE_P(Ranges, ConditionHolds, testing::ValuesIn(kRanges));

constexpr Case kFunctions[] = {
    {"attribute_exists(a)", "{a: null}", true},
    {"attribute_exists(a)", "{b: 1}", false},
    {"attribute_exists(a)", "{}", false},
    {"attribute_exists ( a )", "{a: 1}", true},
    {"attribute_not_exists(a)", "{a: 1}", false},
    {"attribute_not_exists(a)", "{}", true},
    {"attribute_exists(a.b)", "{a: {b: 1}}", true},
    {"attribute_exists(a.b)", "{a: 1}", false},
    {"attribute_exists(a[1])", "{a: [1, 2]}", true},
    {"attribute_exists(a[2])", "{a: [1, 2]}", false},
    {"attribute_exists(a[0])", "{a: {b: 1}}", false},
    {"attribute_type(a, :t)", "{a: 1}", true, R"({:t: "N"})"},
    {"attribute_type(a, :t)", "{a: 1}", false, R"({:t: "S"})"},
    {"attribute_type(a, :t)", "{a: true}", true, R"({:t: "BOOL"})"},
    {"attribute_type(a, :t)", "{a: null}", true, R"({:t: "NULL"})"},
    {"attribute_type(a, :t)", "{b: 1}", false, R"({:t: "N"})"},
    {"attribute_type(a.b, :t)", "{a: {b: n<1>}}", true, R"({:t: "NS"})"},
    {"begins_with(a, :p)", R"({a: "hello"})", true, R"({:p: "he"})"},
    {"begins_with(a, :p)", R"({a: "hello"})", true, R"({:p: ""})"},
    {"begins_with(a, :p)", R"({a: "h"})", false, R"({:p: "he"})"},
    {"begins_with(a, :p)", R"({a: b"hello"})", true, R"({:p: b"he"})"},
    {"begins_with(a, :p)", R"({a: b"hello"})", false, R"({:p: "he"})"},
    {"begins_with(a, :p)", "{a: 1}", false, R"({:p: "1"})"},
    {"begins_with(a, b)", R"({a: "hello", b: "hell"})", true},
    {"begins_with(:p, a)", R"({a: "he"})", true, R"({:p: "hello"})"},
    {"contains(a, :x)", R"({a: "hello"})", true, R"({:x: "ell"})"},
    {"contains(a, :x)", R"({a: "hello"})", false, R"({:x: "elo"})"},
    {"contains(a, :x)", R"({a: b"hello"})", true, R"({:x: b"ell"})"},
    {"contains(a, :x)", R"({a: s<"x", "y">})", true, R"({:x: "y"})"},
    {"contains(a, :x)", R"({a: s<"xy">})", false, R"({:x: "y"})"},
    {"contains(a, :x)", "{a: n<1, 2>}", true, "{:x: 2.0}"},
    {"contains(a, :x)", "{a: n<1, 2>}", false, R"({:x: "2"})"},
    {"contains(a, :x)", R"({a: b<"x">})", true, R"({:x: b"x"})"},
    {"contains(a, :x)", R"({a: [1, "y", [2]]})", true, "{:x: [2]}"},
    {"contains(a, :x)", "{a: [1, 2]}", false, R"({:x: "1"})"},
    {"contains(a, :x)", "{a: 12}", false, "{:x: 1}"},
    {"contains(a, :x)", "{b: 12}", false, "{:x: 1}"},
    {"contains(:x, a)", R"({a: "b"})", true, R"({:x: ["a", "b"]})"},
    {"size(a) = :n", R"({a: "hello"})", true, "{:n: 5}"},
    {"size(a) = :n", R"({a: "é𝄞"})", true, "{:n: 3}"},
    {"size(a) = :n", R"({a: b"é"})", true, "{:n: 2}"},
    {"size(a) = :n", "{a: [1, 2]}", true, "{:n: 2}"},
    {"size(a) = :n", "{a: {x: 1}}", true, "{:n: 1}"},
    {"size(a) = :n", "{a: n<1, 2, 3>}", true, "{:n: 3}"},
    {"size(a) < size(b)", R"({a: "x", b: "yy"})", true},
    {"size(a) > :n", "{a: 12}", false, "{:n: 0}"},
    {"size(a) > :n", "{b: 12}", false, "{:n: 0}"},
    {"size(:v) = a", "{a: 2}", true, R"({:v: "xx"})"},
    {"a = size(b)", R"({a: 1, b: "x"})", true},
};
INSTANTIATE_TEST_SUITE_P(Functions, ConditionHolds, testing::ValuesIn(kFunctions));

constexpr std::string_view kTrueAndFalse = "{t: true, f: false}";
constexpr std::string_view kTrue = "{:t: true}";
constexpr Case kLogic[] = {
    {"t = :t AND t = :t", kTrueAndFalse, true, kTrue},
    {"t = :t AND f = :t", kTrueAndFalse, false, kTrue},
    {"f = :t OR t = :t", kTrueAndFalse, true, kTrue},
    {"f = :t OR f = :t", kTrueAndFalse, false, kTrue},
    {"NOT f = :t", kTrueAndFalse, true, kTrue},
    {"NOT NOT f = :t", kTrueAndFalse, false, kTrue},
    {"not not not f = :t", kTrueAndFalse, true, kTrue},
    {"t = :t OR t = :t AND f = :t", kTrueAndFalse, true, kTrue},
    {"(t = :t OR t = :t) AND f = :t", kTrueAndFalse, false, kTrue},
    {"f = :t AND f = :t OR t = :t", kTrueAndFalse, true, kTrue},
    {"f = :t AND (f = :t OR t = :t)", kTrueAndFalse, false, kTrue},
    {"NOT f = :t AND f = :t", kTrueAndFalse, false, kTrue},
    {"NOT (f = :t AND f = :t)", kTrueAndFalse, true, kTrue},
    {"NOT t = :t OR t = :t", kTrueAndFalse, true, kTrue},
    {"NOT (t = :t OR t = :t)", kTrueAndFalse, false, kTrue},
    {"t = :t aNd Not f = :t Or f = :t", kTrueAndFalse, true, kTrue},
    {"(t = :t)", kTrueAndFalse, true, kTrue},
    {"((t = :t) AND (t = :t))", kTrueAndFalse, true, kTrue},
    {"(t) = :t", kTrueAndFalse, true, kTrue},
    {"((t) = (:t))", kTrueAndFalse, true, kTrue},
    {"NOT ((t) = (:t))", kTrueAndFalse, false, kTrue},
    {"(f) = :t OR ((t) = :t)", kTrueAndFalse, true, kTrue},
    {"(size(t)) = :t OR (attribute_exists(t))", kTrueAndFalse, true, kTrue},
    {"t=:t AND(f=:t OR(t=:t AND(NOT f=:t)))", kTrueAndFalse, true, kTrue},
    {"f=:t OR f=:t OR f=:t OR t=:t", kTrueAndFalse, true, kTrue},
    {"t=:t AND t=:t AND t=:t AND f=:t", kTrueAndFalse, false, kTrue},
    {"\t t\n=\r\n:t ", kTrueAndFalse, true, kTrue},
    {"#t = :t", "{status: true}", true, kTrue, R"({#t: "status"})"},
    {"#a.#b = :t", "{a.b: {c-d: true}}", true, kTrue, R"({#a: "a.b", #b: "c-d"})"},
    {"#0 = :t", "{x: true}", true, kTrue, R"({#0: "x"})"},
    {"a.b[1].c[0] = :t", "{a: {b: [1, {c: [true]}]}}", true, kTrue},
    {"a [ 1 ] . b = :t", "{a: [1, {b: true}]}", true, kTrue},
    {"a.b.c = :t", "{a: {b: [true]}}", false, kTrue},
};
INSTANTIATE_TEST_SUITE_P(Logic, ConditionHolds, testing::ValuesIn(kLogic));

}  // namespace
}  // namespace sosw::expression
