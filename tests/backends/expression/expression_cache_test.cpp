#include <string>

#include <gtest/gtest.h>

#include "backends/expression/expression.hpp"
#include "tests/backends/expression/literals.hpp"

namespace sosw::expression {
namespace {

TEST(ExpressionCache, ParsesATextOnce) {
    ExpressionCache cache;
    const auto first = cache.condition("a = :v", "ConditionExpression");
    const auto again = cache.condition(std::string{"a = :v"}, "ConditionExpression");
    ASSERT_TRUE(first && again);
    EXPECT_EQ(*first, *again);
}

TEST(ExpressionCache, KeepsConditionsAndFiltersApartForTheSakeOfTheirErrors) {
    ExpressionCache cache;
    const auto condition = cache.condition("a = :v", "ConditionExpression");
    const auto filter = cache.condition("a = :v", "FilterExpression");
    const Call call;
    EXPECT_EQ(
        outcome_of(validate({.condition = condition->get()}, call.bindings())),
        "Invalid ConditionExpression: An expression attribute value used in expression is not "
        "defined; attribute value: :v"
    );
    EXPECT_EQ(
        outcome_of(validate({.filter = filter->get()}, call.bindings())),
        "Invalid FilterExpression: An expression attribute value used in expression is not "
        "defined; attribute value: :v"
    );
}

TEST(ExpressionCache, TreesOutliveTheCacheStartingAfresh) {
    ExpressionCache cache;
    const auto first = cache.projection("one");
    for (int i = 0; i < 5000; ++i) {
        ASSERT_TRUE(cache.projection("a" + std::to_string(i)));
    }
    const Call call;
    EXPECT_EQ(
        to_literal(project(**first, call.bindings(), item_of_literal("{one: 1, b: 2}"))), "{one: 1}"
    );
}

}  // namespace
}  // namespace sosw::expression
