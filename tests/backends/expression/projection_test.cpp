#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "backends/expression/expression.hpp"
#include "tests/backends/expression/literals.hpp"

namespace sosw::expression {
namespace {

struct Case {
    std::string_view projection;
    std::string_view expected;  ///< The projected item, or the error.
    std::string_view names = "{}";
};

void PrintTo(const Case& c, std::ostream* out) {  // NOLINT(readability-identifier-naming)
    *out << c.projection;
}

constexpr std::string_view kItem =
    R"({a: 1, b: {x: 2, y: {z: 3, w: 4}}, c: [10, {p: 11, q: 12}, [13, 14], 15], d.e: "dot"})";

std::string result_of(const Case& c) {
    ExpressionCache cache;
    const auto projection = cache.projection(c.projection);
    if (!projection) {
        return projection.error().message;
    }
    const Call call{"{}", c.names};
    const auto valid = validate({.projection = projection->get()}, call.bindings());
    return valid ? to_literal(project(**projection, call.bindings(), item_of_literal(kItem)))
                 : valid.error().message;
}

class Projection : public testing::TestWithParam<Case> {};

TEST_P(Projection, IsWhatDynamoDbAnswers) { EXPECT_EQ(result_of(GetParam()), GetParam().expected); }

constexpr Case kParts[] = {
    {"a", "{a: 1}"},
    {" a , b ", "{a: 1, b: {x: 2, y: {w: 4, z: 3}}}"},
    {"nope", "{}"},
    {"a, nope", "{a: 1}"},
    {"b.x", "{b: {x: 2}}"},
    {"b.x, b.y.z", "{b: {x: 2, y: {z: 3}}}"},
    {"b.y.w, a, b.y.z", "{a: 1, b: {y: {w: 4, z: 3}}}"},
    {"b.nope", "{}"},
    {"b.nope, b.x", "{b: {x: 2}}"},
    {"a.x", "{}"},
    {"b[0]", "{}"},
    {"c.x", "{}"},
    {"c[0]", "{c: [10]}"},
    {"c[3], c[0]", "{c: [10, 15]}"},
    {"c[9]", "{}"},
    {"c[1].q, c[2][1], c[1].p", "{c: [{p: 11, q: 12}, [14]]}"},
    {"c[1].nope, c[3]", "{c: [15]}"},
    {"#d", R"({d.e: "dot"})", R"({#d: "d.e"})"},
    {"#b.#x", "{b: {x: 2}}", R"({#b: "b", #x: "x"})"},
};
INSTANTIATE_TEST_SUITE_P(Parts, Projection, testing::ValuesIn(kParts));

constexpr Case kErrors[] = {
    {"", "Invalid ProjectionExpression: The expression can not be empty;"},
    {"a b", R"(Invalid ProjectionExpression: Syntax error; token: "b", near: "a b")"},
    {"a,", R"(Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ",")"},
    {"!!", R"(Invalid ProjectionExpression: Syntax error; token: "!", near: "!!")"},
    {"a[-1]", R"(Invalid ProjectionExpression: Syntax error; token: "-", near: "[-1")"},
    {":v", R"(Invalid ProjectionExpression: Syntax error; token: ":v", near: ":v")"},
    {"size(a)", R"(Invalid ProjectionExpression: Syntax error; token: "(", near: "size(a")"},
    {"Comment",
     "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: "
     "Comment"},
    {"#x",
     "Invalid ProjectionExpression: An expression attribute name used in the document path is not "
     "defined; attribute name: #x"},
    {"b, b.x",
     "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or "
     "rewrite one of these paths; path one: [b], path two: [b, x]"},
    {"a, #a",
     "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or "
     "rewrite one of these paths; path one: [a], path two: [a]",
     R"({#a: "a"})"},
    {"b.x, b[0]",
     "Invalid ProjectionExpression: Two document paths conflict with each other; must remove or "
     "rewrite one of these paths; path one: [b, x], path two: [b, [0]]"},
};
INSTANTIATE_TEST_SUITE_P(Errors, Projection, testing::ValuesIn(kErrors));

}  // namespace
}  // namespace sosw::expression
