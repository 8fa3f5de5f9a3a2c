#include "core/tasks/greenfield.hpp"

#include <gtest/gtest.h>

#include "core/ports/attribute_number.hpp"

namespace sosw {
namespace {

constexpr std::int64_t kStep = 1000;
constexpr std::int64_t kNow = 1'772'438'400;

Number new_behind(const char* newest, std::int64_t now = kNow) {
    return new_greenfield(Number{newest}, kStep, from_epoch_seconds(now));
}

Number retry_before(const char* oldest, std::int64_t position, std::int64_t now = kNow) {
    return retry_greenfield(Number{oldest}, position, kStep, from_epoch_seconds(now));
}

TEST(Greenfield, K1_ANewTaskIsOneStepBehindTheNewest) {
    EXPECT_EQ(new_behind("2000").text, "3000");
    EXPECT_EQ(new_behind("41999").text, "42999");
}

TEST(Greenfield, K1_TheNewestIsReadAsAWholeNumber) {
    EXPECT_EQ(new_behind("2000.9").text, "3000");
    EXPECT_EQ(new_behind("-1500.5").text, "-500");
    EXPECT_EQ(whole(Number{"-0.9"}), 0);
}

TEST(Greenfield, K1_AnEmptyQueueBeginsAtTwoSteps) {
    EXPECT_EQ(new_greenfield(std::nullopt, kStep, from_epoch_seconds(kNow)).text, "2000");
    EXPECT_EQ(new_greenfield(std::nullopt, 7, from_epoch_seconds(kNow)).text, "14");
}

TEST(Greenfield, K7_RetriedTasksGoInFrontOneByOne) {
    EXPECT_EQ(retry_before("2000", 0).text, "1999");
    EXPECT_EQ(retry_before("2000", 1).text, "1998");
    EXPECT_EQ(retry_before("2000.7", 0).text, "1999");
    EXPECT_EQ(retry_before("0", 0).text, "-1");
}

TEST(Greenfield, K7_AnEmptyQueueBeginsOneBelowTheStep) {
    const Timestamp now = from_epoch_seconds(kNow);
    EXPECT_EQ(retry_greenfield(std::nullopt, 0, kStep, now).text, "999");
    EXPECT_EQ(retry_greenfield(std::nullopt, 1, kStep, now).text, "998");
}

TEST(Greenfield, M15_AStepThatJustReachesTheClockIsStillWhole) {
    EXPECT_EQ(new_behind("1772437400").text, "1772438400");
}

TEST(Greenfield, M15_NearTheClockStepsBecomeFractions) {
    const Number first = new_behind("1772437401");
    EXPECT_TRUE(compare_numbers(first.text, "1772437401") > 0);
    EXPECT_TRUE(compare_numbers(first.text, "1772437402") < 0);
}

TEST(Greenfield, M15_MillionsOfTasksInOneInstantStayInOrderBelowTheClock) {
    Number newest{"1772437900"};
    const Timestamp now = from_epoch_seconds(kNow);
    const std::string limit = std::to_string(kNow);
    for (int i = 0; i < 300'000; ++i) {
        Number next = new_greenfield(newest, kStep, now);
        ASSERT_TRUE(compare_numbers(next.text, newest.text) > 0) << i << " " << next.text;
        ASSERT_TRUE(compare_numbers(next.text, limit) < 0) << i << " " << next.text;
        newest = std::move(next);
    }
}

TEST(Greenfield, M15_AtTheClockItselfThereIsATieAndNoFuture) {
    EXPECT_EQ(new_behind("1772438400").text, "1772438400");
    EXPECT_EQ(new_behind("1772438401").text, "1772438401");
}

TEST(Greenfield, M15_RetriesNearTheClockKeepTheFractionOfTheOldest) {
    EXPECT_EQ(retry_before("1772438000.25", 0).text, "1772437999.25");
    EXPECT_EQ(retry_before("1772438000.25", 2).text, "1772437997.25");
}

}  // namespace
}  // namespace sosw
