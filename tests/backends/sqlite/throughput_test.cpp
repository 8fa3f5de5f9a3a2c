#include "backends/sqlite/throughput.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace sosw::sqlite {
namespace {

using std::chrono::seconds;

/// How many requests of one unit a bucket admits within the second `now`.
int admitted(TokenBucket& bucket, std::int64_t now) {
    int count = 0;
    while (bucket.admits(now)) {
        bucket.take(1, now);
        ++count;
    }
    return count;
}

TEST(TokenBucket, ANewOneHasTheCapacityOfOneSecondAndNoBurst) {
    TokenBucket bucket{10, seconds{300}, 1000};
    EXPECT_EQ(admitted(bucket, 1000), 10);
}

TEST(TokenBucket, KeepsThreeHundredSecondsOfUnusedCapacity) {
    // AWS's own example: five minutes of unused capacity, consumed at once.
    TokenBucket bucket{10, seconds{300}, 1000};
    EXPECT_EQ(admitted(bucket, 1000 + 3600), 3000 + 10);
    EXPECT_EQ(admitted(bucket, 1000 + 3600), 0);
    EXPECT_EQ(admitted(bucket, 1000 + 3601), 10);
}

TEST(TokenBucket, WithoutBurstEachSecondStandsForItself) {
    TokenBucket bucket{10, seconds{0}, 1000};
    EXPECT_EQ(admitted(bucket, 5000), 10);
    EXPECT_EQ(admitted(bucket, 5001), 10);
}

TEST(TokenBucket, ARequestLargerThanASecondIsAdmittedAndPaidByTheFollowingOnes) {
    TokenBucket bucket{5, seconds{0}, 1000};
    ASSERT_TRUE(bucket.admits(1000));
    bucket.take(128, 1000);
    EXPECT_FALSE(bucket.admits(1000 + 24));
    EXPECT_TRUE(bucket.admits(1000 + 25));
}

/// The same in exact arithmetic of halves, second by second: what a second grants is kept in a list
/// of its own.
class SecondBySecond {
public:
    SecondBySecond(std::int64_t rate, std::int64_t burst) : rate_{2 * rate}, burst_{burst} {
        halves_ = rate_;
    }
    void pass_second() { halves_ = std::min(halves_, burst_ * rate_) + rate_; }
    bool admits() const { return halves_ > 0; }
    void take(std::int64_t halves) { halves_ -= halves; }
    std::int64_t halves() const { return halves_; }

private:
    std::int64_t rate_;
    std::int64_t burst_;
    std::int64_t halves_;
};

TEST(TokenBucket, AgreesWithExactArithmeticOverRandomCalls) {
    Random random{20'261'124};
    for (int round = 0; round < 200; ++round) {
        const auto rate = static_cast<std::int64_t>(1 + random.below(50));
        const auto burst = static_cast<std::int64_t>(random.below(400));
        std::int64_t now = 1'700'000'000;
        TokenBucket bucket{static_cast<double>(rate), seconds{burst}, now};
        SecondBySecond model{rate, burst};
        for (int call = 0; call < 400; ++call) {
            for (auto passed = random.below(4) == 0 ? random.below(90) : 0; passed > 0; --passed) {
                ++now;
                model.pass_second();
            }
            ASSERT_EQ(bucket.admits(now), model.admits()) << "round " << round << ", call " << call;
            if (model.admits()) {
                const auto halves = static_cast<std::int64_t>(1 + random.below(40));
                bucket.take(static_cast<double>(halves) / 2, now);
                model.take(halves);
            }
            ASSERT_EQ(2 * bucket.level(now), static_cast<double>(model.halves()));
        }
    }
}

TEST(PartitionUse, OneKeyIsRefusedBeyondItsLimitAndOthersAreNot) {
    PartitionUse partitions{1000};
    for (int i = 0; i < 1000; ++i) {
        ASSERT_TRUE(partitions.admits("hot", 50));
        partitions.take("hot", 1, 50);
    }
    EXPECT_FALSE(partitions.admits("hot", 50));
    EXPECT_TRUE(partitions.admits("cold", 50));
    EXPECT_TRUE(partitions.admits("hot", 51)) << "the next second serves it again";
}

TEST(PartitionUse, ForgetsKeysThatOweNothing) {
    PartitionUse partitions{1000};
    for (int i = 0; i < 100; ++i) {
        partitions.take("key " + std::to_string(i), 1, 50);
    }
    partitions.take("heavy", 2500, 50);
    EXPECT_EQ(partitions.size(), 101);
    EXPECT_FALSE(partitions.admits("heavy", 51)) << "it owes 1,500 of the 1,000 that came";
    EXPECT_EQ(partitions.size(), 1);
}

TEST(OnDemandRate, BeginsWithWhatANewTableIsGiven) {
    OnDemandRate rate{4000};
    EXPECT_EQ(rate.rate(1'700'000'000), 4000);
}

TEST(OnDemandRate, DoublesAPreviousPeakThirtyMinutesLater) {
    OnDemandRate rate{4000};
    const std::int64_t minute = 1'700'000'040;
    ASSERT_EQ(minute % 60, 0);
    for (std::int64_t second = minute; second < minute + 60; ++second) {
        rate.add(3000, second);
    }
    EXPECT_EQ(rate.rate(minute + 60 + 30 * 60 - 1), 4000);
    EXPECT_EQ(rate.rate(minute + 60 + 30 * 60), 6000);
}

TEST(OnDemandRate, APeakIsNeverForgotten) {
    OnDemandRate rate{4000};
    for (std::int64_t second = 60; second < 120; ++second) {
        rate.add(10'000, second);
    }
    for (std::int64_t second = 120; second < 240; ++second) {
        rate.add(1, second);
    }
    EXPECT_EQ(rate.rate(7 * 24 * 3600), 20'000);
}

}  // namespace
}  // namespace sosw::sqlite
