#include "core/ecology/feelings.hpp"

#include <gtest/gtest.h>

#include "tests/support/config_builders.hpp"

namespace sosw {
namespace {

using test::health_metric;

TEST(Feelings, M1_EachOperatorComparesAsItsSymbolSays) {
    struct Case {
        ComparisonOperator comparison;
        const char* symbol;
        bool below, equal, above;
    };
    for (const Case& c : {
             Case{ComparisonOperator::LessEqual, "<=", true, true, false},
             Case{ComparisonOperator::Less, "<", true, false, false},
             Case{ComparisonOperator::GreaterEqual, ">=", false, true, true},
             Case{ComparisonOperator::Greater, ">", false, false, true},
             Case{ComparisonOperator::Equal, "==", false, true, false},
             Case{ComparisonOperator::NotEqual, "!=", true, false, true},
         }) {
        EXPECT_EQ(compares(49, c.comparison, 50), c.below) << c.symbol;
        EXPECT_EQ(compares(50, c.comparison, 50), c.equal) << c.symbol;
        EXPECT_EQ(compares(51, c.comparison, 50), c.above) << c.symbol;
        EXPECT_STREQ(symbol(c.comparison), c.symbol);
    }
}

TEST(Feelings, TheHighestStatusThatHoldsIsFelt) {
    const HealthMetric cpu = test::cpu_metric();
    EXPECT_EQ(get_health(25, cpu), EcoStatus::High);
    EXPECT_EQ(get_health(25.1, cpu), EcoStatus::Good);
    EXPECT_EQ(get_health(50, cpu), EcoStatus::Good);
    EXPECT_EQ(get_health(50.1, cpu), EcoStatus::Bad);
}

TEST(Feelings, WithoutFeelingsEverythingIsBad) {
    EXPECT_EQ(get_health(1, health_metric("m", ComparisonOperator::LessEqual, {})), EcoStatus::Bad);
}

TEST(Feelings, M2_HigherMayBeBetter) {
    const HealthMetric memory = health_metric(
        "FreeableMemory",
        ComparisonOperator::GreaterEqual,
        {{EcoStatus::High, 800}, {EcoStatus::Moderate, 100}}
    );
    EXPECT_EQ(get_health(900, memory), EcoStatus::High);
    EXPECT_EQ(get_health(800, memory), EcoStatus::High);
    EXPECT_EQ(get_health(799, memory), EcoStatus::Moderate);
    EXPECT_EQ(get_health(99, memory), EcoStatus::Bad);
}

TEST(Feelings, M2_TargetsMayBeZeroAndBelow) {
    const HealthMetric balance = health_metric(
        "Lag", ComparisonOperator::LessEqual, {{EcoStatus::High, -5}, {EcoStatus::Poor, 0}}
    );
    EXPECT_EQ(get_health(-5, balance), EcoStatus::High);
    EXPECT_EQ(get_health(-4, balance), EcoStatus::Poor);
    EXPECT_EQ(get_health(0, balance), EcoStatus::Poor);
    EXPECT_EQ(get_health(1, balance), EcoStatus::Bad);
}

}  // namespace
}  // namespace sosw
