// Tasks out of the three tables: where they stand, what they took, page by page.

#include "sim/capture/task_reader.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "core/tasks/new_task.hpp"
#include "tests/support/test_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using test::kLabourer;
using testing::HasSubstr;
using testing::SizeIs;

SoswConfig config_with(std::int64_t max_attempts) {
    LabourerConfig labourer = test::labourer_config(kLabourer, 2);
    labourer.max_attempts = max_attempts;
    return test::sosw_config({labourer});
}

/// What was read of one labourer.
struct Read {
    CapturedLabourer counts{};
    std::vector<CapturedTask> tasks{};  ///< By id.

    const CapturedTask& task(const std::string& id) const {
        return *std::ranges::find(tasks, id, &CapturedTask::task_id);
    }
};

Read read(
    test::TestWorld& world,
    CaptureSpan span,
    Payloads payloads = Payloads::Keep,
    DynamoDb* tables = nullptr
) {
    TaskReader reader{
        world.clock,
        tables != nullptr ? *tables : world.dynamo_db,
        world.tasks_config(),
        span,
        payloads};
    Read read;
    const Result<CapturedLabourer> counts = reader.read(kLabourer, read.tasks);
    EXPECT_TRUE(counts.has_value());
    read.counts = counts.value_or(CapturedLabourer{});
    std::ranges::sort(read.tasks, {}, &CapturedTask::task_id);
    return read;
}

TEST(TaskReader, FindsTasksWhereverTheyStand) {
    test::TestWorld world{config_with(3)};
    const Timestamp start = world.clock.now();
    const std::string completed = world.create_task(kLabourer, {.payload = R"({"page": 1.0})"});
    const std::string running = world.create_task();
    world.clock.advance(milliseconds{1500});
    const std::string queued = world.create_task();
    world.orchestrate();
    world.clock.advance(seconds{40});
    ASSERT_TRUE(world.complete(completed).has_value());
    EXPECT_EQ(read(world, {start, start + hours{1}}).task(completed).duration, seconds{40})
        << "not archived yet";
    world.scavenge();

    const Read found = read(world, {start, start + hours{1}});
    ASSERT_THAT(found.tasks, SizeIs(3));
    EXPECT_EQ(found.counts.tasks, 3);
    EXPECT_EQ(found.counts.completed, 1);
    EXPECT_EQ(found.counts.running, 1);
    EXPECT_EQ(found.counts.queued, 1);
    EXPECT_EQ(found.counts.with_duration, 1);
    const CapturedTask& done = found.task(completed);
    EXPECT_EQ(done.fate, TaskFate::Completed);
    EXPECT_EQ(done.duration, seconds{40});
    EXPECT_EQ(done.attempts, 1);
    EXPECT_EQ(done.created, start);
    EXPECT_EQ(done.payload, R"({"page": 1.0})") << "numbers as they were written";
    EXPECT_EQ(found.task(running).fate, TaskFate::Running);
    EXPECT_FALSE(found.task(running).duration);
    EXPECT_EQ(found.task(queued).fate, TaskFate::Queued);
    EXPECT_EQ(found.task(queued).created, start + milliseconds{1500});
}

TEST(TaskReader, FindsTasksThatWaitForRetryAndDeadOnes) {
    test::TestWorld world{config_with(2)};
    const Timestamp start = world.clock.now();
    const std::string task = world.create_task();
    world.orchestrate();
    world.clock.advance(minutes{30});
    world.scavenge();
    EXPECT_EQ(read(world, {start, start + hours{1}}).counts.waiting_for_retry, 1);
    world.clock.advance(minutes{30});
    world.scavenge();
    EXPECT_EQ(read(world, {start, start + hours{1}}).task(task).fate, TaskFate::Queued);
    world.orchestrate();
    world.clock.advance(minutes{30});
    world.scavenge();
    const Read dead = read(world, {start, start + hours{1}});
    EXPECT_EQ(dead.counts.failed, 1);
    EXPECT_EQ(dead.task(task).attempts, 2);
    EXPECT_FALSE(dead.task(task).duration);
}

TEST(TaskReader, TakesThoseThatWereCreatedWithinTheSpan) {
    test::TestWorld world;
    world.create_task();
    world.clock.advance(minutes{1});
    const Timestamp start = world.clock.now();
    const std::string first = world.create_task();
    world.clock.advance(minutes{1});
    world.create_task();
    world.put("sosw_tasks", world.task_item("odd", {{"created_at", "yesterday"}}));
    const Read found = read(world, {start, start + minutes{1}});
    ASSERT_THAT(found.tasks, SizeIs(1));
    EXPECT_EQ(found.tasks.front().task_id, first);
    EXPECT_EQ(found.counts.earlier, 1);
    EXPECT_EQ(found.counts.undated, 1);
}

TEST(TaskReader, ReadsAllPagesOfTheQueue) {
    test::TestWorld world;
    const Timestamp start = world.clock.now();
    Map payload;
    payload.append("text", std::string(40'000, 'x'));
    for (int i = 0; i < 60; ++i) {
        world.create_task(kLabourer, {.payload = AttributeValue::Variant{payload}});
    }
    world.dynamo_db.queries.clear();
    EXPECT_THAT(read(world, {start, start + minutes{1}}).tasks, SizeIs(60));
    const auto pages = std::ranges::count(
        world.dynamo_db.queries, std::string{"sosw_tasks"}, &QueryInput::table_name
    );
    EXPECT_EQ(pages, 3) << "2.4 MB";
}

/// So many tasks as they stand in the closed table.
void put_closed(test::TestWorld& world, int count) {
    const FieldNames& fields = world.tasks_config().dynamo_db.field_names;
    for (int i = 0; i < count; ++i) {
        Item task = world.task_item("closed-" + std::to_string(i));
        task.set(fields.completed_at, AttributeValue::number(world.now()));
        world.put(
            "sosw_closed_tasks",
            closed_item(std::move(task), {.closed_at = world.now(), .completed = true}, fields)
        );
    }
}

enum class Answer { Whole, FirstHalf };

/// Counts batches, and may leave the second half of each undone.
class Batches final : public ForwardingDynamoDb {
public:
    Batches(DynamoDb& next, Answer answer) : ForwardingDynamoDb{next}, answer_{answer} {}

    Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput& input) override {
        ++count;
        if (answer_ == Answer::Whole) {
            return ForwardingDynamoDb::batch_get_item(input);
        }
        BatchGetItemInput half = input;
        std::vector<Item>& keys = half.request_items.front().second.keys;
        KeysAndAttributes rest = half.request_items.front().second;
        const auto middle = static_cast<std::ptrdiff_t>((keys.size() + 1) / 2);
        rest.keys.erase(rest.keys.begin(), rest.keys.begin() + middle);
        keys.resize(static_cast<std::size_t>(middle));
        BatchGetItemOutput output = TRY(ForwardingDynamoDb::batch_get_item(half));
        if (!rest.keys.empty()) {
            output.unprocessed_keys.emplace_back(
                input.request_items.front().first, std::move(rest)
            );
        }
        return output;
    }

    int count = 0;

private:
    Answer answer_;
};

TEST(TaskReader, ReadsClosedTasksInBatches) {
    test::TestWorld world;
    const Timestamp start = world.clock.now();
    put_closed(world, 250);
    Batches batches{world.dynamo_db, Answer::Whole};
    const Read found = read(world, {start, start + minutes{1}}, Payloads::Keep, &batches);
    EXPECT_EQ(found.counts.completed, 250);
    EXPECT_THAT(found.tasks, SizeIs(250));
    EXPECT_EQ(batches.count, 3);
}

TEST(TaskReader, AsksAgainForWhatABatchLeftOut) {
    test::TestWorld world;
    const Timestamp start = world.clock.now();
    put_closed(world, 100);
    Batches halves{world.dynamo_db, Answer::FirstHalf};
    const Read found = read(world, {start, start + minutes{1}}, Payloads::Keep, &halves);
    EXPECT_THAT(found.tasks, SizeIs(100));
    EXPECT_EQ(halves.count, 7) << "100, 50, 25, 12, 6, 3 and 1 keys";
    EXPECT_GT(world.clock.slept(), seconds{1}) << "after longer and longer pauses";
}

TEST(TaskReader, LeavesPayloadsOut) {
    test::TestWorld world;
    const Timestamp start = world.clock.now();
    world.create_task(kLabourer, {.payload = R"({"name": "Ann"})"});
    const Read found = read(world, {start, start + minutes{1}}, Payloads::LeaveOut);
    EXPECT_EQ(found.tasks.front().payload, "");
}

TEST(TaskReader, FindsWhatAnIndexHides) {
    test::TestWorld world{test::sosw_config(), {.projection = test::IndexProjection::KeysOnly}};
    const Timestamp start = world.clock.now();
    world.create_task(kLabourer, {.payload = R"({"page": 1})"});
    const Read found = read(world, {start, start + minutes{1}});
    ASSERT_THAT(found.tasks, SizeIs(1));
    EXPECT_EQ(found.tasks.front().payload, R"({"page": 1})");
}

TEST(TaskReader, SaysWhatDynamoDbSaid) {
    test::TestWorld world;
    world.dynamo_db.add({.operation = "Query", .table = "sosw_closed_tasks"});
    TaskReader reader{
        world.clock,
        world.dynamo_db,
        world.tasks_config(),
        {world.clock.now(), world.clock.now() + minutes{1}},
        Payloads::Keep};
    std::vector<CapturedTask> tasks;
    const Result<CapturedLabourer> counts = reader.read(kLabourer, tasks);
    ASSERT_FALSE(counts.has_value());
    EXPECT_EQ(counts.error().code, ErrorCode::Throttled);
}

}  // namespace
}  // namespace sosw::sim
