#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "backends/expression/expression.hpp"
#include "tests/backends/expression/literals.hpp"

namespace sosw::expression {
namespace {

/// The outcome for a call with an update and a condition, either of which may be empty.
std::string outcome(
    std::string_view update,
    std::string_view condition,
    std::string_view values,
    std::string_view names = "{}"
) {
    ExpressionCache cache;
    CallExpressions expressions;
    UpdatePointer update_tree;
    ConditionPointer condition_tree;
    if (!update.empty()) {
        update_tree = cache.update(update).value();
        expressions.update = update_tree.get();
    }
    if (!condition.empty()) {
        condition_tree = cache.condition(condition, "ConditionExpression").value();
        expressions.condition = condition_tree.get();
    }
    const Call call{values, names};
    return outcome_of(validate(expressions, call.bindings()));
}

TEST(Validate, TakesWhatAnyOfTheExpressionsUses) {
    EXPECT_EQ(outcome("SET #a = :v", "#b = :w", "{:v: 1, :w: 2}", R"({#a: "x", #b: "y"})"), "ok");
    EXPECT_EQ(outcome("", "", "{}"), "ok");
}

TEST(Validate, ListsUnusedValues) {
    EXPECT_EQ(
        outcome("SET a = :v", "", "{:v: 1, :x: 2, :y: 3}"),
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x, :y}"
    );
}

TEST(Validate, ListsUnusedNamesBeforeValues) {
    EXPECT_EQ(
        outcome("SET a = :v", "", "{:v: 1, :x: 2}", R"({#n: "n", #m: "m"})"),
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n, #m}"
    );
}

TEST(Validate, CountsUsesAmongManyDefinitions) {
    std::string values = "{:unused: 0";
    std::string condition = "a IN (:v0";
    for (int i = 0; i < 90; ++i) {
        values += ", :v" + std::to_string(i) + ": " + std::to_string(i);
        condition += i > 0 ? ", :v" + std::to_string(i) : "";
    }
    EXPECT_EQ(
        outcome("", condition + ")", values + "}"),
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}"
    );
}

TEST(Validate, RefusesMalformedKeysBeforeAnythingElse) {
    EXPECT_EQ(
        outcome("SET a = :undefined", "", "{v: 1}"),
        R"(ExpressionAttributeValues contains invalid key: Syntax error; key: "v")"
    );
    EXPECT_EQ(
        outcome("SET a = b", "", "{}", R"({#a-b: "x"})"),
        R"(ExpressionAttributeNames contains invalid key: Syntax error; key: "#a-b")"
    );
    EXPECT_EQ(
        outcome("SET a = b", "", "{}", R"({#: "x"})"),
        R"(ExpressionAttributeNames contains invalid key: Syntax error; key: "#")"
    );
}

TEST(Validate, RefusesDefinitionsWithoutExpressions) {
    EXPECT_EQ(
        outcome("", "", "{}", R"({#a: "x"})"),
        "ExpressionAttributeNames can only be specified when using expressions"
    );
    EXPECT_EQ(
        outcome("", "", "{:v: 1}"),
        "ExpressionAttributeValues can only be specified when using expressions"
    );
}

TEST(Validate, UpdateComesBeforeCondition) {
    EXPECT_EQ(
        outcome("SET a = :v", "a = :w", "{}"),
        "Invalid UpdateExpression: An expression attribute value used in expression is not "
        "defined; attribute value: :v"
    );
}

TEST(Validate, M27_LooksIntoTheValues) {
    const std::string prefix = "ExpressionAttributeValues contains invalid value: ";
    EXPECT_EQ(
        outcome("SET a = :v", "", "{:v: abc}"),
        prefix + "The parameter cannot be converted to a numeric value: abc for key :v"
    );
    EXPECT_EQ(
        outcome("SET a = :v", "", "{:v: [{x: 1E126}]}"),
        prefix +
            "Number overflow. Attempting to store a number with magnitude larger than supported "
            "range for key :v"
    );
    EXPECT_EQ(
        outcome("SET a = :v", "", "{:v: n<1, 1.0>}"),
        prefix + "Input collection contains duplicates for key :v"
    );
    EXPECT_EQ(
        outcome("SET a = :v", "", R"({:v: s<"a", "a">})"),
        prefix +
            "One or more parameter values were invalid: Input collection [a, a] contains "
            "duplicates. for key :v"
    );
    EXPECT_EQ(
        outcome("SET a = :v", "", "{:v: s<>}"),
        prefix +
            "One or more parameter values were invalid: An string set  may not be empty for key :v"
    );
}

TEST(Validate, RefusesValuesNestedDeeperThanThirtyTwoLevels) {
    const auto nested = [](std::size_t depth) {
        return "{:v: " + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    EXPECT_EQ(outcome("SET a = :v", "", nested(32)), "ok");
    EXPECT_EQ(
        outcome("SET a = :v", "", nested(33)),
        "ExpressionAttributeValues contains invalid value: Nesting Levels have exceeded supported "
        "limits for key :v"
    );
}

}  // namespace
}  // namespace sosw::expression
