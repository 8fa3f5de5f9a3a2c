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
    std::string_view message;  ///< Behind `Invalid FilterExpression: `.
    std::string_view values = "{}";
    std::string_view names = "{}";
};

void PrintTo(const Case& c, std::ostream* out) {  // NOLINT(readability-identifier-naming)
    *out << c.condition;
}

/// Parses and validates a filter; the message of the first failure.
std::string complaint(std::string_view text, const Call& call) {
    ExpressionCache cache;
    const auto filter = cache.condition(text, "FilterExpression");
    if (!filter) {
        EXPECT_EQ(filter.error().code, ErrorCode::InvalidRequest);
        EXPECT_EQ(filter.error().name, "ValidationException");
        return filter.error().message;
    }
    return outcome_of(validate({.filter = filter->get()}, call.bindings()));
}

class ConditionIsRefused : public testing::TestWithParam<Case> {};

TEST_P(ConditionIsRefused, InTheWordsOfDynamoDb) {
    const Case& c = GetParam();
    EXPECT_EQ(
        complaint(c.condition, Call{c.values, c.names}),
        "Invalid FilterExpression: " + std::string{c.message}
    );
}

constexpr Case kSyntax[] = {
    {"", "The expression can not be empty;"},
    {" \t ", "The expression can not be empty;"},
    {"a", R"(Syntax error; token: "<EOF>", near: "a")"},
    {"a =", R"(Syntax error; token: "<EOF>", near: "=")"},
    {"= :v", R"(Syntax error; token: "=", near: "= :v")"},
    {"a = :v)", R"~(Syntax error; token: ")", near: ":v)")~"},
    {"(a = :v", R"(Syntax error; token: "<EOF>", near: ":v")"},
    {"a = = :v", R"(Syntax error; token: "=", near: "= = :v")"},
    {"a == :v", R"(Syntax error; token: "=", near: "== :v")"},
    {"a = 4", R"(Syntax error; token: "4", near: "= 4")"},
    {"a = b c", R"(Syntax error; token: "c", near: "b c")"},
    {"a = \"x\"", "Syntax error; token: \"\"\", near: \"= \"x\""},
    {"a != :v", R"(Syntax error; token: "!", near: "a !=")"},
    {"a = :v AND", R"(Syntax error; token: "<EOF>", near: "AND")"},
    {"a = :v AND OR b = :v", R"(Syntax error; token: "OR", near: "AND OR b")"},
    {"AND = :v", R"(Syntax error; token: "AND", near: "AND =")"},
    {"a BETWEEN :v", R"(Syntax error; token: "<EOF>", near: ":v")"},
    {"a BETWEEN :v OR :v", R"(Syntax error; token: "OR", near: ":v OR :v")"},
    {"a IN :v", R"(Syntax error; token: ":v", near: "IN :v")"},
    {"a IN ()", R"~(Syntax error; token: ")", near: "()")~"},
    {"a IN (:v", R"(Syntax error; token: "<EOF>", near: ":v")"},
    {"a. = :v", R"(Syntax error; token: "=", near: ". = :v")"},
    {"a[b] = :v", R"(Syntax error; token: "b", near: "[b]")"},
    {"a[1 = :v", R"(Syntax error; token: "=", near: "1 = :v")"},
    {"[1] = :v", R"(Syntax error; token: "[", near: "[1")"},
    {"a.:v = :v", R"(Syntax error; token: ":v", near: ".:v =")"},
    {"_a = :v", R"(Syntax error; token: "_", near: "_a")"},
    {"1a = :v", R"(Syntax error; token: "1", near: "1a")"},
    {"# = :v", R"(Syntax error; token: "#", near: "# =")"},
    {"a = :", R"(Syntax error; token: ":", near: "= :")"},
    {"ä = :v", R"(Syntax error; token: "ä", near: "ä =")"},
    {"a = :v; b = :v", R"(Syntax error; token: ";", near: ":v; b")"},
    {"user-id = :v", R"(Syntax error; token: "-", near: "user-id")"},
    {"attribute_exists a", R"(Syntax error; token: "a", near: "attribute_exists a")"},
    {"attribute_exists()", R"~(Syntax error; token: ")", near: "()")~"},
    {"attribute_exists(a", R"(Syntax error; token: "<EOF>", near: "a")"},
    {"NOT", R"(Syntax error; token: "<EOF>", near: "NOT")"},
    {"a = NOT (b)", R"(Syntax error; token: "NOT", near: "= NOT (")"},
    {"()", R"~(Syntax error; token: ")", near: "()")~"},
    {"(a = :v) = :v", R"(Syntax error; token: "=", near: ") = :v")"},
};
INSTANTIATE_TEST_SUITE_P(Syntax, ConditionIsRefused, testing::ValuesIn(kSyntax));

constexpr Case kMeaning[] = {
    {"((a = :v))", "The expression has redundant parentheses;"},
    {"b = :v AND ((a = :v))", "The expression has redundant parentheses;"},
    {"((a)) = :v", "The expression has redundant parentheses;"},
    {"a = ((:v))", "The expression has redundant parentheses;"},
    {"name = :v", "Attribute name is a reserved keyword; reserved keyword: name"},
    {"a.StaTus = :v", "Attribute name is a reserved keyword; reserved keyword: StaTus"},
    {"attribute_exists(zone)", "Attribute name is a reserved keyword; reserved keyword: zone"},
    {"abort = :v AND zone = :v", "Attribute name is a reserved keyword; reserved keyword: abort"},
    {"a[2147483648] = :v", "List index is not within the allowable range; index: [2147483648]"},
    {"starts_with(a, :v)", "Invalid function name; function: starts_with"},
    {"ATTRIBUTE_EXISTS(a)", "Invalid function name; function: ATTRIBUTE_EXISTS"},
    {"a < f(f(f(b)))", "Invalid function name; function: f"},
    {"if_not_exists(a, :v)",
     "The function is not allowed in a condition expression; function: if_not_exists"},
    {"size(a)", "The function is not allowed to be used this way in an expression; function: size"},
    {"NOT size(a) AND b = :v",
     "The function is not allowed to be used this way in an expression; function: size"},
    {"begins_with(a, :v) = :v",
     "The function is not allowed to be used this way in an expression; function: begins_with"},
    {"contains(a, :v) BETWEEN :v AND :v",
     "The function is not allowed to be used this way in an expression; function: contains"},
    {"contains(a, :v) IN (:v)",
     "The function is not allowed to be used this way in an expression; function: contains"},
    {"a = contains(b, :v)",
     "The function is not allowed to be used this way in an expression; function: contains"},
    {"attribute_exists(a, b)",
     "Incorrect number of operands for operator or function; operator or function: "
     "attribute_exists, number of operands: 2"},
    {"begins_with(a)",
     "Incorrect number of operands for operator or function; operator or function: begins_with, "
     "number of operands: 1"},
    {"size(a, b) = :v",
     "Incorrect number of operands for operator or function; operator or function: size, number "
     "of operands: 2"},
    {"#a = :v",
     "An expression attribute name used in the document path is not defined; attribute name: #a",
     "{:v: 1}"},
    {"a = :w",
     "An expression attribute value used in expression is not defined; attribute value: :w",
     "{:v: 1}"},
    {"attribute_exists(:v)",
     "Operator or function requires a document path; operator or function: attribute_exists",
     "{:v: 1}"},
    {"attribute_type(:v, :v)",
     "Operator or function requires a document path; operator or function: attribute_type",
     R"({:v: "S"})"},
    {"attribute_type(a, b)",
     "Incorrect operand type for operator or function; operator or function: attribute_type, "
     "operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"},
    {"attribute_type(a, :v)",
     "Incorrect operand type for operator or function; operator or function: attribute_type, "
     "operand type: N",
     "{:v: 1}"},
    {"attribute_type(a, :v)",
     "Invalid attribute type name found; type: STRING, valid types: "
     "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
     R"({:v: "STRING"})"},
    {"begins_with(a, :v)",
     "Incorrect operand type for operator or function; operator or function: begins_with, operand "
     "type: N",
     "{:v: 1}"},
    {"begins_with(a, size(b))",
     "Incorrect operand type for operator or function; operator or function: begins_with, operand "
     "type: N"},
    {"a < :v",
     "Incorrect operand type for operator or function; operator or function: <, operand type: L",
     "{:v: [1]}"},
    {":v >= a",
     "Incorrect operand type for operator or function; operator or function: >=, operand type: "
     "BOOL",
     "{:v: true}"},
    {"a BETWEEN :v AND b",
     "Incorrect operand type for operator or function; operator or function: BETWEEN, operand "
     "type: M",
     "{:v: {}}"},
    {"size(:v) > a",
     "Incorrect operand type for operator or function; operator or function: size, operand type: "
     "N",
     "{:v: 1}"},
    {"size(size(a)) > b",
     "Incorrect operand type for operator or function; operator or function: size, operand type: "
     "N"},
    {"a BETWEEN :l AND :h",
     "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower "
     "bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}",
     "{:l: 5, :h: 1}"},
    {"a BETWEEN :l AND :h",
     "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
     "operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}",
     R"({:l: 1, :h: "a"})"},
    {"a.b = a.b",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: =, first operand: [a, b]"},
    {"contains(a[1], #a[1])",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: contains, first operand: [a, [1]]",
     "{}",
     R"({#a: "a"})"},
};
INSTANTIATE_TEST_SUITE_P(Meaning, ConditionIsRefused, testing::ValuesIn(kMeaning));

std::string repeated(std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) {
        result += text;
    }
    return result;
}

TEST(ConditionLimits, SizeIsCountedInBytesUpTo4096) {
    const Call call{"{:v: 1}"};
    EXPECT_EQ(complaint("a = :v" + repeated(" ", 4090), call), "ok");
    EXPECT_EQ(
        complaint("a = :v" + repeated(" ", 4091), call),
        "Invalid FilterExpression: Expression size has exceeded the maximum allowed size; "
        "expression size: 4097"
    );
}

TEST(ConditionLimits, ThreeHundredOperatorsAreAllowed) {
    const Call call{};
    EXPECT_EQ(complaint("a<b" + repeated(" or (a<b", 149) + repeated(")", 149), call), "ok");
    EXPECT_EQ(
        complaint("a<b" + repeated(" or (a<b", 400) + repeated(")", 400), call),
        "Invalid FilterExpression: The expression contains too many operators; operator count: 301"
    );
    EXPECT_EQ(
        complaint(repeated("not ", 1000) + "a<b", call),
        "Invalid FilterExpression: The expression contains too many operators; operator count: 301"
    );
}

TEST(ConditionLimits, InTakesAHundredOperands) {
    const Call call{"{:v: 1}"};
    EXPECT_EQ(complaint("a IN (:v" + repeated(",:v", 99) + ")", call), "ok");
    EXPECT_EQ(
        complaint("a IN (:v" + repeated(",:v", 100) + ")", call),
        "Invalid FilterExpression: The IN operator is provided with too many operands; number of "
        "operands: 101"
    );
}

TEST(ConditionLimits, PathsNestThirtyTwoLevels) {
    const Call call{};
    EXPECT_EQ(complaint("attribute_exists(a" + repeated(".b", 31) + ")", call), "ok");
    EXPECT_EQ(
        complaint("attribute_exists(a" + repeated("[1]", 32) + ")", call),
        "Invalid FilterExpression: The document path has too many nesting levels; nesting levels: "
        "33"
    );
}

}  // namespace
}  // namespace sosw::expression
