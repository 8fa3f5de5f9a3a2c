#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/report/level_changes.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::ElementsAre;

std::string told(const LevelChange& change) {
    return std::to_string(static_cast<int>(change.level)) + " at " +
           std::to_string((change.at - kRecordStart).count() / 1'000'000) + ": " +
           std::to_string(change.change);
}

TEST(LevelFollower, FollowsAsFarAsItIsFed) {
    RecordWriter record;
    record.labourer("a", 2, 100);
    const TaskNumber task = record.create("a", 10);
    std::vector<std::string> changes;
    const LevelFollower::Use use = [&](const LevelChange& change) {
        changes.push_back(told(change));
    };
    LevelFollower follower{record.database(), use};
    const auto feed = [&](std::int64_t after) {
        return for_task_events_after(record.database(), after, [&](const TaskEvent& event) {
            follower.add(event);
            return true;
        });
    };
    const std::int64_t read = feed(0);
    follower.advance(at_second(20));
    EXPECT_THAT(changes, ElementsAre("0 at 10: 1"));
    changes.clear();
    record.event(task, TaskEventKind::Invoked, 30);
    feed(read);
    follower.advance(at_second(90));
    EXPECT_THAT(changes, ElementsAre("0 at 30: -1", "1 at 30: 1"));
    changes.clear();
    follower.finish(at_second(1'000));
    EXPECT_THAT(changes, ElementsAre("1 at 131: -1"));
}

TEST(TaskEvents, AnEventThatIsNotWantedYetIsReadAgain) {
    RecordWriter record;
    record.labourer("a", 2);
    record.create("a", 10);
    record.create("a", 20);
    std::vector<TaskNumber> seen;
    const auto read_up_to = [&](std::int64_t after, TaskNumber last) {
        return for_task_events_after(record.database(), after, [&](const TaskEvent& event) {
            if (event.task > last) {
                return false;
            }
            seen.push_back(event.task);
            return true;
        });
    };
    const std::int64_t read = read_up_to(0, 1);
    read_up_to(read, 2);
    EXPECT_THAT(seen, ElementsAre(1, 2));
}

}  // namespace
}  // namespace sosw::sim
