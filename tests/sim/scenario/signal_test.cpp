#include "sim/scenario/signal.hpp"

#include <vector>

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

TraceSignal trace() {
    return {
        .points = std::make_shared<const std::vector<TracePoint>>(std::vector<TracePoint>{
            {.at = {}, .value = 10},
            {.at = minutes{4}, .value = 30},
            {.at = minutes{5}, .value = 0}})};
}

TEST(Signal, TraceIsReadInStraightLines) {
    EXPECT_EQ(value_at(trace(), -minutes{1}), 10);
    EXPECT_EQ(value_at(trace(), {}), 10);
    EXPECT_EQ(value_at(trace(), minutes{1}), 15);
    EXPECT_EQ(value_at(trace(), minutes{4}), 30);
    EXPECT_EQ(value_at(trace(), minutes{60}), 0);
}

TEST(Signal, TraceInStepsHoldsEachValue) {
    TraceSignal signal = trace();
    signal.interpolation = Interpolation::Step;
    EXPECT_EQ(value_at(signal, minutes{4} - Duration{1}), 10);
    EXPECT_EQ(value_at(signal, minutes{4}), 30);
}

TEST(Signal, TraceStartsAtItsOffsetAndRunsAtItsSpeed) {
    TraceSignal signal = trace();
    signal.offset = minutes{2};
    signal.speed = 2;
    EXPECT_EQ(value_at(signal, {}), 20);
    EXPECT_EQ(value_at(signal, minutes{1}), 30);
    EXPECT_EQ(value_at(signal, -minutes{1}), 10);
}

std::vector<double> course(const Signal& signal, int from, int to) {
    SignalCourse its_course{signal, Random{7}};
    std::vector<double> values;
    for (int minute = from; minute <= to; ++minute) {
        values.push_back(its_course.value(minutes{minute}));
    }
    return values;
}

TEST(SignalCourse, WalkIsAtItsStartWhenTheScenarioStarts) {
    const Signal walk = RandomWalkSignal{.start = 20, .step = 3};
    EXPECT_EQ(course(walk, 0, 0), std::vector<double>{20});
    EXPECT_EQ(course(walk, -5, 0).back(), 20);
}

TEST(SignalCourse, LookingBackChangesNothingOfWhatComes) {
    const Signal walk = RandomWalkSignal{.start = 20, .step = 3};
    const std::vector<double> looked_back = course(walk, -30, 30);
    const std::vector<double> ahead = course(walk, 0, 30);
    EXPECT_EQ(std::vector<double>(looked_back.begin() + 30, looked_back.end()), ahead);
    EXPECT_EQ(course(walk, -5, 0).front(), looked_back[25]);
}

TEST(SignalCourse, WalkStaysBetweenItsSteps) {
    const Signal walk = RandomWalkSignal{.start = 20, .step = 3};
    SignalCourse its_course{walk, Random{7}};
    EXPECT_EQ(its_course.value(minutes{1} - Duration{1}), 20);
    EXPECT_NE(its_course.value(minutes{1}), 20);
    EXPECT_EQ(course(walk, 3, 3), std::vector<double>{course(walk, 0, 3).back()});
}

TEST(SignalCourse, WalkIsReflectedAtItsBounds) {
    const Signal walk = RandomWalkSignal{.start = 20, .step = 30, .min = 0, .max = 40};
    int at_a_bound = 0;
    for (const double value : course(walk, -2000, 2000)) {
        ASSERT_GE(value, 0);
        ASSERT_LE(value, 40);
        at_a_bound += value == 0 || value == 40 ? 1 : 0;
    }
    EXPECT_LT(at_a_bound, 1000);
}

TEST(SignalCourse, StepsHaveTheStandardDeviationAsked) {
    const Signal walk = RandomWalkSignal{.start = 0, .step = 2};
    const std::vector<double> values = course(walk, 0, 20'000);
    double squares = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        squares += (values[i] - values[i - 1]) * (values[i] - values[i - 1]);
    }
    EXPECT_NEAR(squares / 20'000, 4, 0.2);
}

TEST(SignalCourse, ReversionKeepsAWalkNearItsMean) {
    // Stationary variance of x' = (1 - r) x + N(0, s): s² / (1 - (1 - r)²).
    const Signal walk = RandomWalkSignal{.start = 50, .step = 1, .reversion = 0.2, .mean = 50};
    double squares = 0;
    for (const double value : course(walk, 0, 50'000)) {
        squares += (value - 50) * (value - 50);
    }
    EXPECT_NEAR(squares / 50'000, 1 / (1 - 0.8 * 0.8), 0.2);
}

TEST(SignalCourse, WholeReversionWithoutStepsIsAtTheMeanAtOnce) {
    const Signal walk = RandomWalkSignal{.start = 20, .step = 0, .reversion = 1, .mean = 50};
    EXPECT_EQ(course(walk, 0, 2), (std::vector<double>{20, 50, 50}));
}

}  // namespace
}  // namespace sosw::sim
