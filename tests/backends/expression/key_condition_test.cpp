#include <array>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "backends/expression/expression.hpp"
#include "tests/backends/expression/literals.hpp"

namespace sosw::expression {
namespace {

struct Case {
    std::string_view condition;
    std::string_view expected;  ///< `hash; comparison first second`, or the error.
    std::string_view values = R"({:h: "x", :a: 1, :b: 2})";
    std::string_view names = "{}";
    std::string_view range = "r";
};

void PrintTo(const Case& c, std::ostream* out) {  // NOLINT(readability-identifier-naming)
    *out << c.condition;
}

std::string to_text(const KeyRange& range) {
    constexpr std::array<std::string_view, 8> kNames{"", "=", "<", "<=", ">", ">=", "..", "begins"};
    std::string text = to_literal(range.hash);
    if (range.comparison != KeyRange::Comparison::None) {
        text += "; ";
        text += kNames.at(static_cast<std::size_t>(range.comparison));
        text += " " + to_literal(range.first);
    }
    if (range.comparison == KeyRange::Comparison::Between) {
        text += " " + to_literal(range.second);
    }
    return text;
}

std::string result_of(const Case& c) {
    ExpressionCache cache;
    const auto condition = cache.key_condition(c.condition);
    if (!condition) {
        return condition.error().message;
    }
    // Not every case uses all of the values, so what is unused is not complained about here.
    const Call call{c.values, c.names};
    const auto valid = validate({.key_condition = condition->get()}, call.bindings());
    if (!valid && valid.error().message.find("unused") == std::string::npos) {
        return valid.error().message;
    }
    const KeySchema schema{.hash = "h", .range = std::string{c.range}};
    const auto range = bind_key_condition(**condition, call.bindings(), schema);
    return range ? to_text(*range) : range.error().message;
}

class KeyConditionBinds : public testing::TestWithParam<Case> {};

TEST_P(KeyConditionBinds, AsDynamoDbReadsIt) {
    EXPECT_EQ(result_of(GetParam()), GetParam().expected);
}

constexpr Case kRanges[] = {
    {"h = :h", R"("x")"},
    {":h = h", R"("x")"},
    {"(h = :h)", R"("x")"},
    {"#h = :h", R"("x")", R"({:h: "x"})", R"({#h: "h"})"},
    {"h = :h AND r = :a", R"("x"; = 1)"},
    {"r = :a AND h = :h", R"("x"; = 1)"},
    {"h = :h and r < :a", R"("x"; < 1)"},
    {"h = :h AND r <= :a", R"("x"; <= 1)"},
    {"h = :h AND r > :a", R"("x"; > 1)"},
    {"h = :h AND r >= :a", R"("x"; >= 1)"},
    {"h = :h AND :a < r", R"("x"; > 1)"},
    {"h = :h AND :a <= r", R"("x"; >= 1)"},
    {"h = :h AND :a > r", R"("x"; < 1)"},
    {":h = h AND :a >= r", R"("x"; <= 1)"},
    {"h = :h AND :a = r", R"("x"; = 1)"},
    {"h = :h AND r BETWEEN :a AND :b", R"("x"; .. 1 2)"},
    {"r between :a and :b and h = :h", R"("x"; .. 1 2)"},
    {"h = :h AND begins_with(r, :h)", R"("x"; begins "x")"},
    {"((h = :h) AND (r = :a))", R"("x"; = 1)"},
    {"(h) = (:h) AND (r) > :a", R"("x"; > 1)"},
    {"h = :h", R"("x")", R"({:h: "x"})", "{}", ""},
};
INSTANTIATE_TEST_SUITE_P(Ranges, KeyConditionBinds, testing::ValuesIn(kRanges));

constexpr Case kErrors[] = {
    {"", "Invalid KeyConditionExpression: The expression can not be empty;"},
    {"h > 4", R"(Invalid KeyConditionExpression: Syntax error; token: "4", near: "> 4")"},
    {"key = :h",
     "Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: key"},
    {"r = :a", "Query condition missed key schema element: h"},
    {"h = :h AND x = :a", "Query condition missed key schema element: r"},
    {"x = :h AND r = :a", "Query condition missed key schema element: h"},
    {"h > :h", "Query key condition not supported"},
    {"begins_with(h, :h)", "Query key condition not supported"},
    {"h = :h AND x = :a", "Query key condition not supported", R"({:h: "x", :a: 1})", "{}", ""},
    {"h = :h AND r = :a AND x = :b", "Conditions can be of length 1 or 2 only"},
    {"h = :h AND h = :h", "KeyConditionExpressions must only contain one condition per key"},
    {"h = :h AND r > :a AND r < :b",
     "KeyConditionExpressions must only contain one condition per key"},
    {"h = :h OR r = :a", "Invalid operator used in KeyConditionExpression: OR"},
    {"NOT h = :h", "Invalid operator used in KeyConditionExpression: NOT"},
    {"h <> :h", "Invalid operator used in KeyConditionExpression: <>"},
    {"h = :h AND r IN (:a)", "Invalid operator used in KeyConditionExpression: IN"},
    {"attribute_exists(h)", "Invalid operator used in KeyConditionExpression: attribute_exists"},
    {"contains(h, :h)", "Invalid operator used in KeyConditionExpression: contains"},
    {":a BETWEEN h AND r",
     "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as "
     "its first operand"},
    {"begins_with(:h, h)",
     "Invalid condition in KeyConditionExpression: begins_with operator must have the key "
     "attribute as its first operand"},
    {"h > size(r)", "KeyConditionExpressions cannot contain nested operations"},
    {"h = r",
     "Invalid condition in KeyConditionExpression: Multiple attribute names used in one "
     "condition"},
    {"h.x = :h", "KeyConditionExpressions cannot have conditions on nested attributes"},
    {"h[0] = r", "KeyConditionExpressions cannot have conditions on nested attributes"},
    {":h = :a", "Invalid condition in KeyConditionExpression: No key attribute specified"},
    {"h = :h AND begins_with(r, :a)",
     "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or "
     "function: begins_with, operand type: N"},
    {"h = :h AND r BETWEEN :b AND :a",
     "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than "
     "or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: "
     "AttributeValue: {N:1}"},
    {"h = :h AND ((r = :a))",
     "Invalid KeyConditionExpression: The expression has redundant parentheses;"},
    {"h = :x",
     "Invalid KeyConditionExpression: An expression attribute value used in expression is not "
     "defined; attribute value: :x"},
};
INSTANTIATE_TEST_SUITE_P(Errors, KeyConditionBinds, testing::ValuesIn(kErrors));

}  // namespace
}  // namespace sosw::expression
