#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/model/moment_maker.hpp"
#include "gui/model/run_reader.hpp"
#include "gui/model/task_life.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::gui {
namespace {

using sim::RecordWriter;
using sim::TaskEventKind;
using ::testing::ElementsAre;
using ::testing::SizeIs;

/// A labourer with slots of 100 s and no cooldown, and a record that a test writes.
class MomentTest : public ::testing::Test {
protected:
    MomentTest() { record_.labourer("a", 2, 100); }

    std::shared_ptr<const Moment> past(double at, double end = 1'000) {
        RunReader reader{record_.database(), {}};
        reader.read_to_the_end(sim::at_second(end));
        return MomentMaker{}.past(*reader.view(), from_seconds(at), {});
    }
    TaskState state_at(double at) { return past(at)->tasks.rows[0].state; }

    RecordWriter record_;
};

TEST_F(MomentTest, ATaskGoesThroughItsStates) {
    const auto task = record_.create("a", 10);
    record_.event(task, TaskEventKind::Invoked, 60, {.wait_seconds = 50});
    record_.event(task, TaskEventKind::Expired, 300);
    record_.event(task, TaskEventKind::Retried, 400);
    record_.event(task, TaskEventKind::Invoked, 460, {.wait_seconds = 60});
    record_.event(task, TaskEventKind::Completed, 500);
    record_.event(task, TaskEventKind::Closed, 540, {.reason = "completed"});
    EXPECT_EQ(state_at(30), TaskState::Queued);
    EXPECT_EQ(state_at(100), TaskState::Running);
    EXPECT_EQ(state_at(200), TaskState::Expired);
    EXPECT_EQ(state_at(350), TaskState::Retry);
    EXPECT_EQ(state_at(450), TaskState::Queued);
    EXPECT_EQ(state_at(470), TaskState::Running);
    EXPECT_EQ(state_at(510), TaskState::Completed);
}

TEST_F(MomentTest, ATaskThatDiesIsDead) {
    const auto task = record_.create("a", 10);
    record_.event(task, TaskEventKind::Invoked, 60);
    record_.event(task, TaskEventKind::Closed, 300, {.reason = "dead"});
    EXPECT_EQ(state_at(310), TaskState::Dead);
    EXPECT_EQ(past(310)->labourers.at(0).dead, 1);
    EXPECT_EQ(past(290)->labourers.at(0).dead, 0);
}

TEST_F(MomentTest, OnlyTasksThatWereThereAreShown) {
    record_.create("a", 10);
    record_.create("a", 20);
    EXPECT_EQ(past(15)->tasks.size(), 1u);
    EXPECT_EQ(past(20)->tasks.size(), 2u);
}

TEST_F(MomentTest, AMomentBehindTheEndIsTheEnd) {
    EXPECT_EQ(past(5'000, 1'000)->at, from_seconds(1'000));
}

TEST_F(MomentTest, TheQueueStandsInOrderOfGreenfieldWithRetriedTasksInFront) {
    record_.create("a", 10);
    record_.create("a", 20);
    const auto third = record_.create("a", 30);
    record_.event(third, TaskEventKind::Invoked, 40);
    record_.event(third, TaskEventKind::Expired, 200);
    record_.event(third, TaskEventKind::Retried, 260);
    const auto moment = past(300);
    std::vector<sim::TaskNumber> tasks;
    std::vector<double> places;
    for (const GreenfieldDot& dot : moment->greenfield.at(0).dots) {
        tasks.push_back(dot.task);
        places.push_back(dot.place);
    }
    EXPECT_THAT(tasks, ElementsAre(3, 1, 2));
    EXPECT_THAT(places, ElementsAre(1999, 2000, 3000));
}

TEST_F(MomentTest, ARunningTaskStandsWhereItsInvocationWasMarked) {
    record_.event(record_.create("a", 10), TaskEventKind::Invoked, 60);
    const auto dots = past(90)->greenfield.at(0).dots;
    ASSERT_THAT(dots, SizeIs(1));
    EXPECT_EQ(dots[0].state, TaskState::Running);
    EXPECT_DOUBLE_EQ(dots[0].place, -30);
}

TEST_F(MomentTest, ALongQueueIsThinnedAndSaysSo) {
    for (int task = 0; task < 50'000; ++task) {
        record_.create("a", 1);
    }
    const auto axis = past(10)->greenfield.at(0);
    EXPECT_LE(axis.dots.size(), kDotsMax);
    EXPECT_EQ(axis.omitted + std::ssize(axis.dots), 50'000);
    EXPECT_EQ(axis.counts.at(0), 50'000);
}

TEST_F(MomentTest, ALabourersLineTellsHowItStands) {
    record_.decide("a", 5, 3);
    record_.create("a", 10);
    record_.event(record_.create("a", 10), TaskEventKind::Invoked, 60, {.wait_seconds = 50});
    record_.pass("sosw_orchestrator", 61, 62);
    const LabourerLine line = past(90)->labourers.at(0);
    EXPECT_EQ(line.status, 3);
    EXPECT_EQ(line.queue, 1);
    EXPECT_EQ(line.running, 1);
    EXPECT_EQ(line.created, 2);
    EXPECT_EQ(line.wait_p95, 50);
}

TEST_F(MomentTest, TheEndIsTheSameWhetherFollowedOrRebuilt) {
    for (int task = 1; task < 100; ++task) {
        const auto number = record_.create("a", task);
        if (task % 3 == 0) {
            record_.event(number, TaskEventKind::Invoked, task);
        }
        if (task % 6 == 0) {
            record_.event(number, TaskEventKind::Closed, task, {.reason = "completed"});
        }
    }
    RunReader reader{record_.database(), {}};
    reader.read_to_the_end(sim::at_second(150));
    MomentMaker maker;
    const auto followed = maker.now(*reader.view(), reader.tasks(), {});
    const auto rebuilt = maker.past(*reader.view(), from_seconds(150), {});
    ASSERT_EQ(followed->tasks.size(), rebuilt->tasks.size());
    for (std::size_t line = 0; line < followed->tasks.size(); ++line) {
        EXPECT_EQ(followed->tasks.shown(line).state, rebuilt->tasks.shown(line).state);
        EXPECT_EQ(followed->tasks.shown(line).greenfield, rebuilt->tasks.shown(line).greenfield);
    }
    EXPECT_EQ(followed->greenfield[0].dots.size(), rebuilt->greenfield[0].dots.size());
}

TEST_F(MomentTest, ATasksWholeLifeIsRead) {
    const auto task = record_.create("a", 10);
    record_.event(task, TaskEventKind::Invoked, 60, {.wait_seconds = 50, .pass = 1});
    record_.event(task, TaskEventKind::Failed, 90, {.reason = "timeout", .wait_seconds = 30});
    record_.recorder().record(sim::InvocationRow{
        .request_id = "r-1",
        .function = "a",
        .labourer = "a",
        .task = task,
        .queued = sim::at_second(60),
        .started = sim::at_second(60),
        .finished = sim::at_second(90),
        .outcome = "timeout"});
    const auto life = read_task_life(record_.database(), task, sim::kRecordStart);
    ASSERT_TRUE(life.has_value());
    EXPECT_EQ(life->id, "task 1");
    ASSERT_THAT(life->events, SizeIs(3));
    EXPECT_EQ(life->events[1].text, "marked, and Lambda accepted its invocation, 50s in the queue");
    EXPECT_EQ(life->events[2].text, "an execution ended without success: timeout, after 30s");
    ASSERT_THAT(life->executions, SizeIs(1));
    EXPECT_EQ(life->executions[0].finished, from_seconds(90));
}

TEST_F(MomentTest, AnUnknownTaskHasNoLife) {
    EXPECT_FALSE(read_task_life(record_.database(), 5, sim::kRecordStart).has_value());
}

}  // namespace
}  // namespace sosw::gui
