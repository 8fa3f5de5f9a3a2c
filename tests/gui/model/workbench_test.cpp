#include "gui/model/workbench.hpp"

#include <atomic>

#include <gtest/gtest.h>

#include "backends/system_clock.hpp"

namespace sosw::gui {
namespace {

constexpr Duration kPatience = std::chrono::minutes{2};

std::string scenario_file() { return std::string{SOSW_SCENARIOS} + "/rds_cpu_spike.json"; }

TEST(Workbench, ShowsNothingBeforeAnythingIsOpened) {
    const SystemClock clock;
    const Workbench workbench{clock};
    ASSERT_NE(workbench.snapshot(), nullptr);
    EXPECT_EQ(workbench.snapshot()->run, nullptr);
}

TEST(Workbench, RunsWhatIsOpenedToItsEnd) {
    const SystemClock clock;
    Workbench workbench{clock};
    workbench.post(command::Open{scenario_file()});
    ASSERT_TRUE(workbench.wait_until_idle(kPatience));
    EXPECT_EQ(workbench.snapshot()->control.state, PlayState::Finished);
}

TEST(Workbench, TellsOfEveryPublication) {
    const SystemClock clock;
    std::atomic<int> publications = 0;
    Workbench workbench{clock, {}, [&] { ++publications; }};
    workbench.post(command::Open{scenario_file(), {}, false});
    ASSERT_TRUE(workbench.wait_until_idle(kPatience));
    EXPECT_GE(publications.load(), 1);
}

TEST(Workbench, EndsWhileARunGoesOn) {
    const SystemClock clock;
    Workbench workbench{clock};
    workbench.post(
        {command::Open{scenario_file(), {"/duration=40d"}}, command::SetSpeed{std::nullopt}}
    );
    // Its destructor must not wait for forty days of simulated time: the test would time out.
}

TEST(Workbench, ARunInRealTimeIsNeverIdle) {
    const SystemClock clock;
    Workbench workbench{clock};
    workbench.post(
        {command::Open{scenario_file(), {}, false}, command::SetSpeed{1.0}, command::Play{}}
    );
    EXPECT_FALSE(workbench.wait_until_idle(std::chrono::milliseconds{20}));
}

}  // namespace
}  // namespace sosw::gui
