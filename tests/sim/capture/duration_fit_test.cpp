#include "sim/capture/duration_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::SizeIs;

TEST(DurationFit, IsLognormalByMedianAndP95) {
    EXPECT_EQ(
        fit_percentiles(seconds{2}, seconds{9}),
        DurationFit(Lognormal{.median = seconds{2}, .p95 = seconds{9}})
    );
}

TEST(DurationFit, IsConstantWherePercentilesAreEqual) {
    EXPECT_EQ(fit_percentiles(seconds{2}, seconds{2}), DurationFit(Duration{seconds{2}}));
    EXPECT_EQ(fit_percentiles(seconds{2}, seconds{1}), DurationFit(Duration{seconds{2}}));
    EXPECT_EQ(fit_percentiles(Duration{0}, Duration{0}), DurationFit(Duration{1}));
}

TEST(DurationFit, KeepsFewDurationsAndQuantilesOfMany) {
    EXPECT_THAT(
        fit_observed({seconds{3}, seconds{1}, seconds{3}}).values,
        ElementsAre(seconds{1}, seconds{3}, seconds{3})
    );
    std::vector<Duration> many;
    for (int i = 9999; i >= 0; --i) {
        many.emplace_back(milliseconds{i});
    }
    const std::vector<Duration> quantiles = fit_observed(many).values;
    ASSERT_THAT(quantiles, SizeIs(100));
    EXPECT_EQ(quantiles.front(), milliseconds{50});
    EXPECT_EQ(quantiles[50], milliseconds{5050});
    EXPECT_EQ(quantiles.back(), milliseconds{9950});
}

}  // namespace
}  // namespace sosw::sim
