#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "backends/expression/expression.hpp"
#include "tests/backends/expression/literals.hpp"

namespace sosw::expression {
namespace {

struct Case {
    std::string_view update;
    std::string_view message;  ///< Behind `Invalid UpdateExpression: `.
    std::string_view values = "{}";
    std::string_view names = "{}";
};

void PrintTo(const Case& c, std::ostream* out) {  // NOLINT(readability-identifier-naming)
    *out << c.update;
}

std::string complaint(std::string_view text, const Call& call) {
    ExpressionCache cache;
    const auto update = cache.update(text);
    return update ? outcome_of(validate({.update = update->get()}, call.bindings()))
                  : update.error().message;
}

class UpdateIsRefused : public testing::TestWithParam<Case> {};

TEST_P(UpdateIsRefused, InTheWordsOfDynamoDb) {
    const Case& c = GetParam();
    EXPECT_EQ(
        complaint(c.update, Call{c.values, c.names}),
        "Invalid UpdateExpression: " + std::string{c.message}
    );
}

constexpr Case kSyntax[] = {
    {"", "The expression can not be empty;"},
    {"a = :v", R"(Syntax error; token: "a", near: "a =")"},
    {"SET", R"(Syntax error; token: "<EOF>", near: "SET")"},
    {"SET a", R"(Syntax error; token: "<EOF>", near: "a")"},
    {"SET a=:v,", R"(Syntax error; token: "<EOF>", near: ",")"},
    {"SET a = :v b = :v", R"(Syntax error; token: "b", near: ":v b =")"},
    {"SET a = 1", R"(Syntax error; token: "1", near: "= 1")"},
    {"SET a = b * c", R"(Syntax error; token: "*", near: "b * c")"},
    {"SET a = b + c + d", R"(Syntax error; token: "+", near: "c + d")"},
    {"SET a = if_not_exists(a, 0)", R"~(Syntax error; token: "0", near: ", 0)")~"},
    {"SET if_not_exists(a, b) = a", R"(Syntax error; token: "(", near: "if_not_exists(a")"},
    {"SET :a = b", R"(Syntax error; token: ":a", near: "SET :a =")"},
    {"SET a = SET", R"(Syntax error; token: "SET", near: "= SET")"},
    {"SET (a = b)", R"(Syntax error; token: "(", near: "SET (a")"},
    {"REMOVE a = b", R"(Syntax error; token: "=", near: "a = b")"},
    {"REMOVE a b", R"(Syntax error; token: "b", near: "a b")"},
    {"REMOVE :a", R"(Syntax error; token: ":a", near: "REMOVE :a")"},
    {"ADD a b", R"(Syntax error; token: "b", near: "a b")"},
    {"ADD a = :v", R"(Syntax error; token: "=", near: "a = :v")"},
    {"DELETE a", R"(Syntax error; token: "<EOF>", near: "a")"},
    {"SET a = ((b))", "The expression has redundant parentheses;"},
};
INSTANTIATE_TEST_SUITE_P(Syntax, UpdateIsRefused, testing::ValuesIn(kSyntax));

constexpr Case kMeaning[] = {
    {"SET abOrt = :v", "Attribute name is a reserved keyword; reserved keyword: abOrt"},
    {"REMOVE a.Absolute", "Attribute name is a reserved keyword; reserved keyword: Absolute"},
    {"SET a = if_not_exist(b)", "Invalid function name; function: if_not_exist"},
    {"SET a = size(b)", "The function is not allowed in an update expression; function: size"},
    {"SET a = b SET c = :d", "The \"SET\" section can only be used once in an update expression;"},
    {"REMOVE d SET a = b REMOVE e",
     "The \"REMOVE\" section can only be used once in an update expression;"},
    {"SET #a = :v",
     "An expression attribute name used in the document path is not defined; attribute name: #a",
     "{:v: 1}"},
    {"SET a = :v",
     "An expression attribute value used in expression is not defined; attribute value: :v"},
    {"SET a = :v REMOVE a",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; path "
     "one: [a], path two: [a]",
     "{:v: 1}"},
    {"SET a = :v, a.b = :v",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; path "
     "one: [a], path two: [a, b]",
     "{:v: 1}"},
    {"SET #c[3].#d = a, c[3] = a",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; path "
     "one: [c, [3], d], path two: [c, [3]]",
     "{}",
     R"({#c: "c", #d: "d"})"},
    {"SET a.b = :v, a[1] = :v",
     "Two document paths conflict with each other; must remove or rewrite one of these paths; path "
     "one: [a, b], path two: [a, [1]]",
     "{:v: 1}"},
    {"ADD a :v",
     "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, "
     "typeSet: ALLOWED_FOR_ADD_OPERAND",
     R"({:v: "x"})"},
    {"DELETE a :v",
     "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, "
     "typeSet: ALLOWED_FOR_DELETE_OPERAND",
     "{:v: 1}"},
    {"SET a = if_not_exists(c)",
     "Incorrect number of operands for operator or function; operator or function: if_not_exists, "
     "number of operands: 1"},
    {"SET a = list_append(b, c, d)",
     "Incorrect number of operands for operator or function; operator or function: list_append, "
     "number of operands: 3"},
    {"SET a = if_not_exists(:v, c)",
     "Operator or function requires a document path; operator or function: if_not_exists",
     "{:v: 1}"},
    {"SET a = list_append(b, :v)",
     "Incorrect operand type for operator or function; operator or function: list_append, operand "
     "type: N",
     "{:v: 1}"},
    {"SET a = a + :v",
     "Incorrect operand type for operator or function; operator or function: +, operand type: S",
     R"({:v: "x"})"},
    {"SET a = :v - a",
     "Incorrect operand type for operator or function; operator or function: -, operand type: L",
     "{:v: []}"},
};
INSTANTIATE_TEST_SUITE_P(Meaning, UpdateIsRefused, testing::ValuesIn(kMeaning));

}  // namespace
}  // namespace sosw::expression
