#include "sim/scenario/signal.hpp"

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(Signal, ConstantIsTheSameAtAnyTime) {
    EXPECT_EQ(value_at(ConstantSignal{.value = 12}, hours{7}), 12);
}

TEST(Signal, SineSwingsAroundItsMean) {
    const Signal sine = SineSignal{.mean = 15, .amplitude = 5, .period = hours{1}};
    EXPECT_DOUBLE_EQ(value_at(sine, {}), 15);
    EXPECT_DOUBLE_EQ(value_at(sine, minutes{15}), 20);
    EXPECT_NEAR(value_at(sine, minutes{30}), 15, 1e-9);
    EXPECT_DOUBLE_EQ(value_at(sine, minutes{45}), 10);
}

TEST(Signal, SineStartsWhereItsPhaseIs) {
    const Signal sine =
        SineSignal{.mean = 15, .amplitude = 5, .period = hours{1}, .phase = minutes{15}};
    EXPECT_DOUBLE_EQ(value_at(sine, {}), 20);
}

TEST(Signal, SineRepeatsExactly) {
    const Signal sine = SineSignal{.mean = 15, .amplitude = 5, .period = hours{1}};
    EXPECT_EQ(value_at(sine, minutes{7}), value_at(sine, hours{24 * 365} + minutes{7}));
}

TEST(Signal, StepsHoldFromTheirInstantOn) {
    const Signal steps = StepsSignal{
        .steps = {
            {.at = minutes{10}, .value = 1},
            {.at = minutes{20}, .value = 2},
            {.at = minutes{30}, .value = 3}}};
    EXPECT_EQ(value_at(steps, {}), 1);
    EXPECT_EQ(value_at(steps, minutes{20} - Duration{1}), 1);
    EXPECT_EQ(value_at(steps, minutes{20}), 2);
    EXPECT_EQ(value_at(steps, hours{9}), 3);
}

}  // namespace
}  // namespace sosw::sim
