#include "core/tasks/average_duration.hpp"

#include <gtest/gtest.h>

namespace sosw {
namespace {

constexpr double kDelta = 31'557'600;

ClosedTask completed(double invoked_at, double seconds) {
    return {.greenfield = invoked_at + kDelta, .completed_at = invoked_at + seconds, .attempts = 1};
}
ClosedTask failed(double invoked_at, double attempts) {
    return {.greenfield = invoked_at + kDelta, .completed_at = {}, .attempts = attempts};
}

std::int64_t average(std::vector<ClosedTask> closed, std::int64_t limit = 10) {
    return average_duration(
        std::move(closed), limit, from_seconds(kDelta), std::chrono::seconds{300}
    );
}

TEST(AverageDuration, K9_NothingClosedMeansZero) { EXPECT_EQ(average({}), 0); }

TEST(AverageDuration, K9_CompletedTasksCountFromInvocationToCompletion) {
    EXPECT_EQ(average({completed(1000, 10), completed(2000, 30)}), 20);
}

TEST(AverageDuration, K9_AFailedTaskCountsOncePerAttemptWithTheMaximum) {
    EXPECT_EQ(average({failed(1000, 3)}), 300);
    EXPECT_EQ(average({failed(1000, 3), completed(2000, 100)}), 250);
}

TEST(AverageDuration, K9_FailedTasksWithoutAttemptsWeighNothing) {
    EXPECT_EQ(average({failed(1000, 0)}), 0);
    EXPECT_EQ(average({failed(1000, 0), completed(2000, 8)}), 8);
}

TEST(AverageDuration, K9_TheMeanIsRoundedHalfToEven) {
    EXPECT_EQ(average({completed(1000, 1), completed(2000, 2)}), 2);
    EXPECT_EQ(average({completed(1000, 2), completed(2000, 3)}), 2);
    EXPECT_EQ(average({completed(1000, 3), completed(2000, 4)}), 4);
}

TEST(AverageDuration, K9_OnlyTheLowestGreenfieldsCount) {
    EXPECT_EQ(average({completed(9000, 500), completed(1000, 10), completed(2000, 20)}, 2), 15);
    EXPECT_EQ(average({completed(1000, 10)}, 0), 0);
}

}  // namespace
}  // namespace sosw
