#include "gui/model/studio.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/small_scenario.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::gui {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr Duration kMinute = std::chrono::minutes{1};

const ThresholdId kGood{.labourer = "reports", .metric = "Cpu", .status = 3};

/// A studio with the small scenario, on a clock that stands still.
class StudioTest : public ::testing::Test {
protected:
    std::string file() { return folder_.write("small.json", cli::kSmall); }
    void open() {
        studio_.handle(command::Open{file()});
        studio_.work_until_idle();
    }
    void open_paused() { studio_.handle(command::Open{file(), {}, false}); }
    void handle(const Command& command) {
        studio_.handle(command);
        studio_.work_until_idle();
    }
    std::shared_ptr<const Snapshot> shown() { return studio_.snapshot(); }
    double shown_target(int status) {
        for (const FeelingLine& line : shown()->run->tracks.at(0).metrics.at(0).feelings) {
            if (line.status == status) {
                return line.target;
            }
        }
        return -1;
    }

    test::TemporaryFolder folder_;
    test::ManualClock clock_;
    Studio studio_{clock_};
};

TEST_F(StudioTest, ShowsNothingBeforeAnythingIsOpened) {
    EXPECT_EQ(shown()->run, nullptr);
    EXPECT_EQ(shown()->control.state, PlayState::Empty);
    ASSERT_NE(shown()->tuning, nullptr);
}

TEST_F(StudioTest, AScenarioIsRunToItsEnd) {
    open();
    EXPECT_EQ(shown()->control.state, PlayState::Finished);
    EXPECT_EQ(shown()->run->now, 20 * kMinute);
    EXPECT_EQ(shown()->moment->labourers.at(0).completed, 30);
    EXPECT_TRUE(shown()->run->passed);
    EXPECT_THAT(shown()->run->figures, Not(IsEmpty()));
}

TEST_F(StudioTest, NothingNewIsNoNewSnapshot) {
    open();
    const auto first = shown();
    EXPECT_EQ(shown(), first);
}

TEST_F(StudioTest, ALineThatIsReleasedRunsTheScenarioAgainBesideItsGhost) {
    open();
    const RunId before = shown()->run->id;
    handle(command::SetThreshold{kGood, 33});
    EXPECT_EQ(shown_target(3), 33);
    ASSERT_NE(shown()->ghost, nullptr);
    EXPECT_EQ(shown()->ghost->id, before);
    EXPECT_TRUE(shown()->run->finished);
    EXPECT_EQ(shown()->run->seed, shown()->ghost->seed);
}

TEST_F(StudioTest, TheTwoRunsAreCompared) {
    open();
    handle(command::SetThreshold{kGood, 33});
    const auto comparison = shown()->comparison;
    ASSERT_NE(comparison, nullptr);
    EXPECT_EQ(comparison->name_a, "as written");
    EXPECT_EQ(comparison->name_b, "Cpu 3 Good: 60 → 33");
    EXPECT_THAT(comparison->difference.figures, Not(IsEmpty()));
    ASSERT_TRUE(comparison->difference.first_decision.has_value());
    ASSERT_TRUE(comparison->decision_b.has_value());
    EXPECT_EQ(
        shown()->run->decisions[*comparison->decision_b].at,
        comparison->difference.first_decision->at
    );
}

TEST_F(StudioTest, ALineIsRunLiveWhileItIsDragged) {
    open();
    handle(command::DragThreshold{kGood, 40});
    EXPECT_EQ(shown_target(3), 40);
    handle(command::DragThreshold{kGood, 35});
    EXPECT_EQ(shown_target(3), 35);
    EXPECT_EQ(shown()->ghost->name, "as written");
    EXPECT_FALSE(shown()->tuning->can_undo);
}

TEST_F(StudioTest, ReleasingALineWhereItWasRunLiveRunsNothingAgain) {
    open();
    handle(command::DragThreshold{kGood, 35});
    const RunId live = shown()->run->id;
    handle(command::SetThreshold{kGood, 35});
    EXPECT_EQ(shown()->run->id, live);
    EXPECT_TRUE(shown()->tuning->can_undo);
}

TEST_F(StudioTest, ALineDraggedBackToWhereItWasBringsBackItsRun) {
    open();
    const RunId before = shown()->run->id;
    handle(command::DragThreshold{kGood, 35});
    handle(command::SetThreshold{kGood, 60});
    EXPECT_EQ(shown()->run->id, before);
    EXPECT_EQ(shown()->ghost, nullptr);
    EXPECT_FALSE(shown()->tuning->can_undo);
}

TEST_F(StudioTest, ASlowScenarioIsNotRunLive) {
    Studio studio{clock_, {.live_tuning_max = Duration{0}}};
    studio.handle(command::Open{file()});
    studio.work_until_idle();
    const RunId before = studio.snapshot()->run->id;
    studio.handle(command::DragThreshold{kGood, 35});
    studio.work_until_idle();
    EXPECT_EQ(studio.snapshot()->run->id, before);
    EXPECT_EQ(studio.snapshot()->tuning->find(kGood)->value, 35);
}

TEST_F(StudioTest, OfManyPositionsOfALineOnlyTheLastIsRun) {
    open();
    const RunId before = shown()->run->id;
    const std::vector<Command> commands{
        command::DragThreshold{kGood, 50},
        command::SetMoment{kMinute},
        command::DragThreshold{kGood, 45},
        command::DragThreshold{kGood, 40}};
    studio_.handle_all(commands);
    studio_.work_until_idle();
    EXPECT_EQ(shown_target(3), 40);
    EXPECT_EQ(shown()->run->id, before + 1);
}

TEST_F(StudioTest, ANewerValueCancelsTheRunUnderWay) {
    open();
    studio_.handle(command::SetThreshold{kGood, 40});
    studio_.handle(command::SetThreshold{kGood, 35});
    studio_.work_until_idle();
    EXPECT_EQ(shown_target(3), 35);
    EXPECT_EQ(shown()->ghost->name, "as written");
    EXPECT_THAT(shown()->runs, SizeIs(2));
}

TEST_F(StudioTest, ARunThatTakesLongIsShownWhileItHurriesAndIsNoGhostOfTheNext) {
    Studio studio{clock_, {.events_per_slice = 20, .live_tuning_max = Duration{0}}};
    studio.handle(command::Open{file()});
    studio.work_until_idle();
    studio.handle(command::SetThreshold{kGood, 40});
    studio.work();
    EXPECT_FALSE(studio.snapshot()->control.rerunning && studio.snapshot()->ghost != nullptr);
    clock_.advance(std::chrono::seconds{1});
    studio.work();
    EXPECT_EQ(studio.snapshot()->run->name, "Cpu 3 Good: 60 → 40");
    EXPECT_TRUE(studio.snapshot()->control.rerunning);
    studio.handle(command::SetThreshold{kGood, 35});
    studio.work_until_idle();
    EXPECT_EQ(studio.snapshot()->ghost->name, "as written");
    EXPECT_TRUE(studio.snapshot()->run->finished);
}

TEST_F(StudioTest, UndoShowsTheRunBeforeWithoutRunningItAgain) {
    open();
    const RunId before = shown()->run->id;
    handle(command::SetThreshold{kGood, 33});
    const RunId tuned = shown()->run->id;
    handle(command::Undo{});
    EXPECT_EQ(shown()->run->id, before);
    EXPECT_EQ(shown()->ghost->id, tuned);
    EXPECT_EQ(shown()->tuning->find(kGood)->value, 60);
    handle(command::Redo{});
    EXPECT_EQ(shown()->run->id, tuned);
}

TEST_F(StudioTest, AnotherSeedIsAnotherRun) {
    open();
    handle(command::SetSeed{99});
    EXPECT_EQ(shown()->run->seed, 99u);
    EXPECT_EQ(shown()->ghost->seed, 3u);
}

TEST_F(StudioTest, APausedRunStandsStill) {
    open_paused();
    studio_.work_until_idle();
    EXPECT_EQ(shown()->control.state, PlayState::Paused);
    EXPECT_EQ(shown()->run->now, Duration{});
}

TEST_F(StudioTest, ARunIsPlayedAtItsSpeed) {
    open_paused();
    studio_.handle(command::SetSpeed{10.0});
    studio_.handle(command::Play{});
    clock_.advance(std::chrono::seconds{30});
    studio_.work_until_idle();
    EXPECT_EQ(shown()->run->now, 5 * kMinute);
    EXPECT_EQ(studio_.work().kind, NextWork::Kind::Later);
}

TEST_F(StudioTest, APauseIsNotMadeUpFor) {
    open_paused();
    studio_.handle(command::SetSpeed{10.0});
    studio_.handle(command::Play{});
    clock_.advance(std::chrono::seconds{30});
    studio_.work_until_idle();
    handle(command::Pause{});
    clock_.advance(std::chrono::seconds{300});
    studio_.handle(command::Play{});
    clock_.advance(std::chrono::seconds{6});
    studio_.work_until_idle();
    EXPECT_EQ(shown()->run->now, 6 * kMinute);
}

TEST_F(StudioTest, AStepEndsWithOneMorePass) {
    open_paused();
    handle(command::StepPass{});
    EXPECT_EQ(shown()->run->decisions.size(), 1u);
    handle(command::StepPass{});
    EXPECT_EQ(shown()->run->decisions.size(), 2u);
    EXPECT_EQ(shown()->control.state, PlayState::Paused);
}

TEST_F(StudioTest, ATunedRunComesToWhereTheOneBeforeWas) {
    open_paused();
    for (int step = 0; step < 5; ++step) {
        handle(command::StepPass{});
    }
    const Duration at = shown()->run->now;
    handle(command::SetThreshold{kGood, 33});
    EXPECT_EQ(shown_target(3), 33);
    EXPECT_EQ(shown()->run->now, at);
    EXPECT_EQ(shown()->control.state, PlayState::Paused);
}

TEST_F(StudioTest, RestartBeginsAnew) {
    open();
    const RunId before = shown()->run->id;
    handle(command::Restart{});
    EXPECT_NE(shown()->run->id, before);
    EXPECT_TRUE(shown()->run->finished);
}

TEST_F(StudioTest, TheCursorShowsAMomentOfThePast) {
    open();
    handle(command::SetMoment{5 * kMinute});
    EXPECT_EQ(shown()->moment->at, 5 * kMinute);
    EXPECT_FALSE(shown()->moment->follows);
    EXPECT_LT(shown()->moment->tasks.size(), 30u);
    handle(command::SetMoment{});
    EXPECT_TRUE(shown()->moment->follows);
    EXPECT_EQ(shown()->moment->tasks.size(), 30u);
}

TEST_F(StudioTest, TasksAreFilteredAndSorted) {
    open();
    handle(command::FilterTasks{{.text = "7", .order = TaskColumn::Number}});
    EXPECT_THAT(shown()->moment->tasks.order, Not(nullptr));
    EXPECT_LT(shown()->moment->tasks.size(), 30u);
}

TEST_F(StudioTest, ATasksLifeIsShownOnRequest) {
    open();
    handle(command::ShowTask{2});
    ASSERT_NE(shown()->task, nullptr);
    EXPECT_EQ(shown()->task->events.front().event, "created");
    EXPECT_EQ(shown()->task->events.back().event, "closed");
    handle(command::ShowTask{});
    EXPECT_EQ(shown()->task, nullptr);
}

TEST_F(StudioTest, AValueOfTheScenarioIsAnotherRun) {
    open();
    handle(command::SetValue{"/workload/0/phases/0/rate", "1/min"});
    EXPECT_EQ(shown()->moment->labourers.at(0).created, 10);
    EXPECT_THAT(shown()->tuning->problems, IsEmpty());
}

TEST_F(StudioTest, AValueThatIsWrongIsRefusedAndSaysWhy) {
    open();
    const RunId before = shown()->run->id;
    handle(command::SetValue{"/workload/0/phases/0/rate", "fast"});
    EXPECT_EQ(shown()->run->id, before);
    ASSERT_THAT(shown()->tuning->problems, SizeIs(1));
    EXPECT_EQ(shown()->tuning->problems[0].pointer, "/workload/0/phases/0/rate");
    const auto& editables = shown()->tuning->editables;
    const auto refused =
        std::ranges::find(editables, "/workload/0/phases/0/rate", &EditableView::pointer);
    EXPECT_THAT(refused->problem, HasSubstr("rate"));
    EXPECT_FALSE(shown()->tuning->can_undo);
}

TEST_F(StudioTest, AWrongFileIsToldAndLeavesWhatWasOpen) {
    open();
    handle(command::Open{folder_.write("wrong.json", R"({"duration": 5, "nonsense": 1})")});
    EXPECT_THAT(shown()->diagnostics, Not(IsEmpty()));
    EXPECT_NE(shown()->run, nullptr);
    handle(command::Open{file()});
    EXPECT_THAT(shown()->diagnostics, IsEmpty());
}

TEST_F(StudioTest, ARunIsKeptUnderItsName) {
    open();
    handle(command::KeepRun{"the first"});
    handle(command::SetThreshold{kGood, 33});
    handle(command::SetThreshold{kGood, 40});
    std::vector<std::string> names;
    for (const RunEntry& run : shown()->runs) {
        names.push_back(run.name);
    }
    EXPECT_THAT(names, ElementsAre("the first", "Cpu 3 Good: 60 → 33", "Cpu 3 Good: 60 → 40"));
    handle(command::SetThreshold{kGood, 45});
    EXPECT_THAT(shown()->runs, SizeIs(3));
}

TEST_F(StudioTest, TwoKeptRunsAreCompared) {
    open();
    handle(command::KeepRun{"the first"});
    const RunId first = shown()->run->id;
    handle(command::SetThreshold{kGood, 33});
    handle(command::SetThreshold{kGood, 40});
    const RunId last = shown()->run->id;
    handle(command::CompareRuns{first, last});
    EXPECT_EQ(shown()->ghost->id, first);
    EXPECT_EQ(shown()->run->id, last);
    EXPECT_EQ(shown()->comparison->name_a, "the first");
}

TEST_F(StudioTest, ADroppedRunIsGone) {
    open();
    handle(command::SetThreshold{kGood, 33});
    handle(command::DropRun{shown()->ghost->id});
    EXPECT_EQ(shown()->ghost, nullptr);
    EXPECT_EQ(shown()->comparison, nullptr);
    EXPECT_THAT(shown()->runs, SizeIs(1));
}

TEST_F(StudioTest, AFinishedRecordIsOpenedWithoutAWorld) {
    open();
    const auto live = shown();
    const std::string record = folder_.path("run.db");
    handle(command::WriteRecord{record});
    handle(command::Open{record});
    EXPECT_TRUE(shown()->control.is_record);
    EXPECT_FALSE(shown()->tuning->available);
    EXPECT_EQ(shown()->run->decisions.size(), live->run->decisions.size());
    EXPECT_EQ(shown()->moment->labourers.at(0).completed, 30);
    EXPECT_EQ(shown()->control.state, PlayState::Finished);
    EXPECT_TRUE(shown()->run->passed);
}

TEST_F(StudioTest, ARecordIsNotOverwritten) {
    open();
    const std::string taken = folder_.write("run.db", "mine");
    handle(command::WriteRecord{taken});
    EXPECT_EQ(test::read_file(taken), "mine");
    EXPECT_EQ(shown()->notices.back().kind, Notice::Kind::Problem);
}

TEST_F(StudioTest, TheTunedConfigurationIsWritten) {
    open();
    handle(command::SetThreshold{kGood, 33});
    handle(command::PrepareExport{});
    handle(command::WriteConfig{folder_.path("tuned.json")});
    ASSERT_NE(shown()->exported, nullptr);
    EXPECT_EQ(test::read_file(folder_.path("tuned.json")), shown()->exported->config);
    EXPECT_THAT(shown()->exported->config, HasSubstr(R"("feelings": {"4": 30, "3": 33})"));
}

TEST_F(StudioTest, TheTunedScenarioIsWrittenAndLoads) {
    open();
    handle(command::SetThreshold{kGood, 33});
    const std::string tuned = folder_.path("tuned.json");
    handle(command::WriteScenario{tuned});
    handle(command::Open{tuned});
    EXPECT_EQ(shown_target(3), 33);
}

TEST_F(StudioTest, TracksAreWrittenAsCsvWithinTheSelectedRange) {
    open();
    handle(command::SelectRange{TimeRange{5 * kMinute, 6 * kMinute}});
    handle(command::WriteCsv{folder_.path("tracks.csv"), {"reports"}});
    const std::string csv = test::read_file(folder_.path("tracks.csv"));
    EXPECT_THAT(csv, ::testing::StartsWith("labourer,track,at_us,at_utc,value\r\n"));
    EXPECT_THAT(csv, HasSubstr("reports,Cpu,1772438700000000,2026-03-02T08:05:00Z,"));
    EXPECT_THAT(csv, Not(HasSubstr("2026-03-02T08:07")));
}

TEST_F(StudioTest, AFileThatCannotBeWrittenIsTold) {
    open();
    handle(command::WriteCsv{folder_.path("no/such/folder.csv")});
    EXPECT_EQ(shown()->notices.back().kind, Notice::Kind::Problem);
}

TEST_F(StudioTest, ASpeedOfNothingIsRefused) {
    open_paused();
    handle(command::SetSpeed{0.0});
    EXPECT_EQ(shown()->control.speed, std::nullopt);
}

}  // namespace
}  // namespace sosw::gui
