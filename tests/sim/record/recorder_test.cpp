#include "sim/record/recorder.hpp"

#include <string>

#include <gtest/gtest.h>

#include "sim/record/schema.hpp"

namespace sosw::sim {
namespace {

constexpr Timestamp kStart = Timestamp{std::chrono::seconds{1'772'438'400}};

TaskEventRow event(TaskNumber task, TaskEventKind kind) {
    return {.at = kStart, .task = task, .labourer = "worker", .event = kind};
}

std::int64_t number(Recorder& recorder, std::string_view sql) {
    sqlite::Statement statement{recorder.database(), sql};
    return statement.step() ? statement.column_int64(0) : -1;
}

TEST(Recorder, KeepsWhatIsRecorded) {
    Recorder recorder{":memory:"};
    recorder.begin({.version = "1", .scenario = "s", .seed = 7, .start = kStart});
    recorder.record(TaskEventRow{
        .at = kStart,
        .task = 3,
        .labourer = "worker",
        .event = TaskEventKind::Invoked,
        .attempt = 1,
        .request_id = "r",
        .wait = std::chrono::seconds{5},
        .pass = 2,
    });
    recorder.end({.end = kStart, .finished = true, .events = 4});

    EXPECT_EQ(
        number(
            recorder,
            "SELECT wait_us FROM task_event WHERE event = 'invoked' AND task = 3 AND attempt = 1"
            " AND request_id = 'r' AND pass = 2 AND reason IS NULL"
        ),
        5'000'000
    );
    EXPECT_EQ(number(recorder, "SELECT at_us FROM task_event"), epoch_microseconds(kStart));
    EXPECT_EQ(number(recorder, "SELECT finished FROM run WHERE events = 4 AND seed = 7"), 1);
    EXPECT_EQ(recorder.rows(), 2);
}

TEST(Recorder, EqualRowsInTheSameOrderHaveTheSameHash) {
    Recorder first{":memory:"};
    Recorder second{":memory:"};
    Recorder swapped{":memory:"};
    for (Recorder* recorder : {&first, &second}) {
        recorder->record(event(1, TaskEventKind::Created));
        recorder->record(event(2, TaskEventKind::Created));
    }
    swapped.record(event(2, TaskEventKind::Created));
    swapped.record(event(1, TaskEventKind::Created));

    EXPECT_EQ(first.hash().hex(), second.hash().hex());
    EXPECT_NE(first.hash().hex(), swapped.hash().hex());
}

TEST(Recorder, TheEnvironmentIsNotCoveredByTheHash) {
    Recorder recorder{":memory:"};
    const std::string before = recorder.hash().hex();
    recorder.set_environment("wall_seconds", "1.5");
    recorder.set_environment("wall_seconds", "1.7");

    EXPECT_EQ(recorder.hash().hex(), before);
    EXPECT_EQ(number(recorder, "SELECT count(*) FROM environment WHERE value = '1.7'"), 1);
}

TEST(Recorder, ViolationsAreCounted) {
    Recorder recorder{":memory:"};
    recorder.record(ViolationRow{.at = kStart, .invariant = "limit", .message = "too many"});

    EXPECT_EQ(recorder.violations(), 1);
    EXPECT_EQ(number(recorder, "SELECT count(*) FROM violation WHERE labourer IS NULL"), 1);
}

TEST(Recorder, AnUndecidedTurnHasNoNumbers) {
    Recorder recorder{":memory:"};
    recorder.record(DecisionRow{
        .pass = 1, .at = kStart, .essential = "e", .labourer = "w", .error = "broken"});

    EXPECT_EQ(
        number(
            recorder,
            "SELECT count(*) FROM decision WHERE status IS NULL AND desired IS NULL"
            " AND fetched IS NULL AND invoked = 0 AND error = 'broken'"
        ),
        1
    );
}

TEST(EventLogHash, TellsWhereOneTextEndsAndTheNextBegins) {
    EventLogHash first;
    first.add(std::string_view{"ab"});
    first.add(std::string_view{"c"});
    EventLogHash second;
    second.add(std::string_view{"a"});
    second.add(std::string_view{"bc"});

    EXPECT_NE(first.value(), second.value());
}

TEST(EventLogHash, IsFnv1a) {
    const EventLogHash empty;
    EXPECT_EQ(empty.hex(), "cbf29ce484222325");
    EventLogHash null;
    null.add_null();
    EXPECT_EQ(null.value(), (0xCBF29CE484222325U ^ 0xFFU) * 0x100000001B3U);
}

}  // namespace
}  // namespace sosw::sim
