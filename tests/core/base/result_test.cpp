#include "core/base/result.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "core/base/ensure.hpp"

namespace sosw {
namespace {

Result<int> half(int number) {
    if (number % 2 != 0) {
        return fail(ErrorCode::InvalidRequest, "Odd", "cannot be halved");
    }
    return number / 2;
}

Result<int> quarter(int number) {
    const int halved = TRY(half(number));
    return half(halved);
}

Result<void> check(int number) {
    TRY(half(number));
    return {};
}

TEST(Try, YieldsTheValueOrReturnsTheError) {
    EXPECT_EQ(quarter(12), 3);
    ASSERT_FALSE(quarter(6));
    EXPECT_EQ(quarter(6).error().name, "Odd");
    EXPECT_TRUE(check(2));
    EXPECT_FALSE(check(1));
}

TEST(Try, MovesValuesThatCannotBeCopied) {
    const auto wrap = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(5); };
    const auto take = [&]() -> Result<int> {
        const std::unique_ptr<int> number = TRY(wrap());
        return *number;
    };
    EXPECT_EQ(take(), 5);
}

TEST(Error, IsWrittenWithTheServicesNameOrTheCode) {
    EXPECT_EQ(to_string(half(1).error()), "Odd: cannot be halved");
    EXPECT_EQ(to_string(Error{.code = ErrorCode::NotFound, .name = {}, .message = {}}), "NotFound");
}

TEST(Error, IsRetryableOnlyWhereNothingWasApplied) {
    EXPECT_TRUE(is_retryable(ErrorCode::Throttled));
    EXPECT_TRUE(is_retryable(ErrorCode::Unavailable));
    EXPECT_FALSE(is_retryable(ErrorCode::OutcomeUnknown));
    EXPECT_FALSE(is_retryable(ErrorCode::ConditionFailed));
}

TEST(Error, GivesItsDetailToThoseWhoKnowTheType) {
    struct Reason : ErrorDetail {
        int number = 4;
    };
    struct Other : ErrorDetail {};
    Error error;
    EXPECT_EQ(error.detail<Reason>(), nullptr);
    error.details = std::make_shared<Reason>();
    ASSERT_NE(error.detail<Reason>(), nullptr);
    EXPECT_EQ(error.detail<Reason>()->number, 4);
    EXPECT_EQ(error.detail<Other>(), nullptr);
}

TEST(EnsureDeathTest, PrintsTheConditionAndAborts) {
    const int running = -1;
    EXPECT_DEATH(ENSURE(running >= 0), "broken invariant: running >= 0");
    ENSURE(running < 0);
}

}  // namespace
}  // namespace sosw
