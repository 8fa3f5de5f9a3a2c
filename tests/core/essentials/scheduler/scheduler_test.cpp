#include "core/essentials/scheduler/scheduler.hpp"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tasks/json_text.hpp"
#include "tests/support/test_world.hpp"

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

SoswConfig configuration(std::int64_t rows_to_process = 50) {
    SoswConfig config = sosw_config({labourer_config(), labourer_config("other")});
    config.scheduler.job_schema.chunkable_attrs = {"section"};
    config.scheduler.rows_to_process = rows_to_process;
    return config;
}

/// An event with a job of so many tasks, `s0`, `s1` …
AttributeValue job_of(int tasks, const std::string& labourer = kLabourer) {
    List sections;
    for (int i = 0; i < tasks; ++i) {
        sections.emplace_back("s" + std::to_string(i));
    }
    return AttributeValue::Variant{
        Map{{"lambda_name", labourer},
            {"isolate_sections", AttributeValue::boolean(true)},
            {"sections", AttributeValue::Variant{std::move(sections)}}}};
}

AttributeValue file_event(const std::string& name) {
    return AttributeValue::Variant{Map{{"file_name", name}}};
}

/// A Scheduler in a cold container.
struct ColdScheduler {
    ColdScheduler(TestWorld& world, QueueFiles& files)
        : processors{world},
          scheduler{world.clock, world.dynamo_db, processors.tasks, files, world.config} {}

    Processors processors;
    Scheduler scheduler;
};

Result<ScheduleResult> schedule(
    TestWorld& world,
    QueueFiles& files,
    const AttributeValue& event,
    const SchedulerRequest& request = {.request_id = "r1"}
) {
    return ColdScheduler{world, files}.scheduler.handle(event, request);
}

/// The sections of all tasks, wherever they are: in the order of the queue.
std::vector<std::string> sections(TestWorld& world) {
    std::vector<Item> items;
    for (const char* table : {"sosw_tasks", "sosw_retry_tasks", "sosw_closed_tasks"}) {
        std::ranges::move(world.items(table), std::back_inserter(items));
    }
    std::ranges::sort(items, {}, [](const Item& item) { return number_of(item, "greenfield"); });
    std::vector<std::string> names;
    for (const Item& item : items) {
        const Map payload = decoded(text_of(item, "payload"));
        const List& list = *payload.find("sections")->get_if<List>();
        names.emplace_back(list.at(0).as_string().value());
    }
    return names;
}

TEST(Scheduler, AJobBecomesTasksAtTheEndOfTheQueueInItsOrder) {
    TestWorld world{configuration()};
    MemoryQueueFiles files;
    world.create_task(kLabourer, {.payload = parse_json(R"({"sections": ["first"]})").value()});
    const auto result = schedule(world, files, job_of(3));
    ASSERT_TRUE(result) << to_string(result.error());
    EXPECT_EQ(result->queue_file, "tasks_queue_r1.txt");
    EXPECT_EQ(result->tasks_created, 3);
    EXPECT_TRUE(result->finished());
    EXPECT_THAT(sections(world), ElementsAre("first", "s0", "s1", "s2"));
    EXPECT_EQ(number_of(world.task(task_id_of("tasks_queue_r1.txt", 2)), "greenfield"), 5000);
    EXPECT_THAT(files.names(), IsEmpty());
}

TEST(Scheduler, OneQuestionAndOneTransactionServeManyTasks) {
    TestWorld world{configuration(100)};
    MemoryQueueFiles files;
    world.dynamo_db.calls.clear();
    ASSERT_TRUE(schedule(world, files, job_of(250)));
    EXPECT_THAT(world.ids_in_tasks(), SizeIs(250));
    EXPECT_THAT(world.dynamo_db.calls, SizeIs(6));  // three times a query and a transaction
}

TEST(Scheduler, WhatIsWrongIsFoundBeforeAnythingIsWritten) {
    TestWorld world{configuration()};
    MemoryQueueFiles files;
    for (const char* event :
         {R"({"lambda_name": "nobody"})",
          R"({"x": 1})",
          R"({"lambda_name": "other", "sections": {"a": null, "b": {"greenfield": 1}},
              "isolate_sections": true})"}) {
        EXPECT_FALSE(schedule(world, files, parse_json(event).value())) << event;
    }
    EXPECT_THAT(files.names(), IsEmpty());
    EXPECT_THAT(world.ids_in_tasks(), IsEmpty());
}

TEST(Scheduler, ATaskThatNoItemCanHoldIsRefused) {
    TestWorld world{configuration()};
    MemoryQueueFiles files;
    Map job{{"lambda_name", kLabourer}, {"text", std::string(410'000, 'x')}};
    const auto result = schedule(world, files, AttributeValue::Variant{std::move(job)});
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("cut the job smaller"));
}

TEST(Scheduler, TasksTooLargeForOneTransactionAreWrittenInSeveral) {
    TestWorld world{configuration()};
    MemoryQueueFiles files;
    AttributeValue job = job_of(20);
    job.get_if<Map>()->set("text", std::string(390'000, 'x'));
    ASSERT_TRUE(schedule(world, files, job));
    EXPECT_THAT(world.ids_in_tasks(), SizeIs(20));
}

TEST(Scheduler, AProvisionedTableIsNotWrittenFasterThanItTakes) {
    SoswConfig config = configuration();
    config.scheduler.write_capacity_units = 2;
    TestWorld world{config};
    MemoryQueueFiles files;
    ASSERT_TRUE(schedule(world, files, job_of(5)));
    EXPECT_EQ(world.clock.slept(), std::chrono::milliseconds{2500});
    EXPECT_THAT(sections(world), ElementsAre("s0", "s1", "s2", "s3", "s4"));
}

TEST(Scheduler, DaysAreThoseOfTheConfiguredTimeZone) {
    SoswConfig config = configuration();
    config.scheduler.time_zone = "Pacific/Kiritimati";
    TestWorld world{config};
    MemoryQueueFiles files;
    const AttributeValue job = AttributeValue::Variant{
        Map{{"lambda_name", kLabourer},
            {"period", "today"},
            {"isolate_sections", AttributeValue::boolean(true)},
            {"sections", AttributeValue::Variant{List{"a"}}}}};
    ColdScheduler cold{world, files};
    const auto refused = cold.scheduler.handle(job, {.request_id = "r1"});
    ASSERT_FALSE(refused) << "nobody knows the zone";
    EXPECT_THAT(refused.error().message, HasSubstr("Pacific/Kiritimati"));
    cold.scheduler.set_local_date([](Timestamp at) { return date_of(at + std::chrono::hours{14}); }
    );
    world.clock.advance(std::chrono::hours{10});
    ASSERT_TRUE(cold.scheduler.handle(job, {.request_id = "r2"}));
    const Item task = world.task(world.ids_in_tasks().at(0));
    const std::string tomorrow = format_date(date_of(world.clock.now()) + std::chrono::days{1});
    EXPECT_THAT(text_of(task, "payload"), HasSubstr(tomorrow));
}

TEST(Scheduler, SiblingsGoOnWhereTheTimeRanOut) {
    SoswConfig config = configuration();
    config.scheduler.write_capacity_units = 1;
    config.scheduler.shutdown_period = std::chrono::seconds{1};
    TestWorld world{config};
    MemoryQueueFiles files;
    std::vector<AttributeValue> spawned;
    AttributeValue event = job_of(10);
    for (int sibling = 0; sibling < 10 && spawned.size() == static_cast<std::size_t>(sibling);
         ++sibling) {
        ColdScheduler cold{world, files};
        cold.scheduler.set_spawn_sibling([&](const Map& next) {
            spawned.emplace_back(AttributeValue::Variant{next});
            return Result<void>{};
        });
        const SchedulerRequest request{
            .request_id = "r" + std::to_string(sibling),
            .deadline = world.clock.now() + std::chrono::seconds{4}};
        const auto result = cold.scheduler.handle(event, request);
        ASSERT_TRUE(result) << to_string(result.error());
        if (result->finished()) {
            break;
        }
        event = spawned.back();
    }
    EXPECT_THAT(spawned, SizeIs(3));
    EXPECT_EQ(spawned.back(), file_event("tasks_queue_r0.txt"));
    EXPECT_THAT(sections(world), SizeIs(10));
    EXPECT_TRUE(std::ranges::is_sorted(sections(world)));
    EXPECT_THAT(files.names(), IsEmpty());
}

TEST(Scheduler, AFileThatIsBeingWorkedOnIsLeftAlone) {
    TestWorld world{configuration()};
    MemoryQueueFiles files;
    const Timestamp now = world.clock.now();
    const QueueFileLock lock{.now = now, .until = now + std::chrono::minutes{1}};
    ASSERT_TRUE(files.create("tasks_queue_r1.txt", {"{}"}, lock));
    for (const AttributeValue& event : {file_event("tasks_queue_r1.txt"), job_of(1)}) {
        const auto result = schedule(world, files, event);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::ConditionFailed);
    }
    EXPECT_EQ(schedule(world, files, file_event("nothing.txt")).error().code, ErrorCode::NotFound);
}

TEST(Scheduler, AFailureLeavesTheRestToTheNextTry) {
    TestWorld world{configuration(2)};
    MemoryQueueFiles files;
    world.dynamo_db.add({.operation = "TransactWriteItems", .skip = 2});
    EXPECT_FALSE(schedule(world, files, job_of(6)));
    EXPECT_THAT(sections(world), SizeIs(4));
    world.dynamo_db.heal();
    const auto rest =
        schedule(world, files, file_event("tasks_queue_r1.txt"), {.request_id = "another"});
    ASSERT_TRUE(rest) << to_string(rest.error());
    EXPECT_EQ(rest->tasks_created, 2);
    EXPECT_THAT(sections(world), ElementsAre("s0", "s1", "s2", "s3", "s4", "s5"));
}

TEST(Scheduler, JobsOfSeveralLabourersMayComeInOneEvent) {
    TestWorld world{configuration()};
    MemoryQueueFiles files;
    const auto record = [](const AttributeValue& job) {
        return AttributeValue{
            AttributeValue::Variant{Map{{"eventSource", "aws:sqs"}, {"body", to_json(job)}}}};
    };
    const List records{record(job_of(2)), record(job_of(3, "other")), record(job_of(1))};
    const auto result = schedule(
        world, files, AttributeValue::Variant{Map{{"Records", AttributeValue::Variant{records}}}}
    );
    ASSERT_TRUE(result) << to_string(result.error());
    EXPECT_EQ(result->tasks_created, 6);
    const auto of_other = std::ranges::count_if(world.items("sosw_tasks"), [](const Item& item) {
        return text_of(item, "labourer_id") == "other";
    });
    EXPECT_EQ(of_other, 3);
}

/// Fails every so many calls of the tables, before or after they took effect; between two tries
/// everything that is in the queue is worked off.
void expect_all_after_crashes(FailureMoment moment, TaskWrites writes, std::int64_t skip) {
    SoswConfig config = configuration(4);
    if (writes == TaskWrites::OneByOne) {
        config.scheduler.write_capacity_units = 1000;
    }
    TestWorld world{config};
    MemoryQueueFiles files;
    constexpr int kTasks = 18;
    bool done = false;
    for (int tries = 0; tries < 100 && !done; ++tries) {
        world.dynamo_db.heal();
        world.dynamo_db.add(
            {.table = "sosw_tasks",
             .matches = [](const TableCall& call) { return call.operation != "Query"; },
             .skip = tries < 60 ? skip : 1000,
             .moment = moment,
             .error = {.code = ErrorCode::OutcomeUnknown, .name = "Lost", .message = "lost"}}
        );
        const auto result = schedule(world, files, job_of(kTasks));
        world.dynamo_db.heal();
        done = result && result->finished();
        for (const std::string& id : world.ids_in_tasks()) {
            ASSERT_TRUE(world.complete(id));
        }
        world.clock.advance(std::chrono::minutes{16});
        world.scavenge();
    }
    ASSERT_TRUE(done);
    EXPECT_THAT(world.ids_in_closed(), SizeIs(kTasks));
    const std::vector<std::string> names = sections(world);
    EXPECT_THAT(std::set<std::string>(names.begin(), names.end()), SizeIs(kTasks));
}

TEST(Scheduler, ACrashAtAnyPointLosesNoTaskAndDoublesNoneEvenIfItIsClosedByThen) {
    for (const FailureMoment moment : {FailureMoment::BeforeEffect, FailureMoment::AfterEffect}) {
        for (const TaskWrites writes : {TaskWrites::OneByOne, TaskWrites::Together}) {
            for (std::int64_t skip = 0; skip < 6; ++skip) {
                expect_all_after_crashes(moment, writes, skip);
            }
        }
    }
}

TEST(Scheduler, IdsFollowFromTheFileAndTheRow) {
    EXPECT_EQ(task_id_of("f", 1), task_id_of("f", 1));
    std::set<std::string> ids;
    for (const char* file : {"f", "g", "f1"}) {
        for (std::int64_t row = 0; row < 1000; ++row) {
            ids.insert(task_id_of(file, row));
        }
    }
    EXPECT_THAT(ids, SizeIs(3000));
    EXPECT_THAT(*ids.begin(), SizeIs(32));
}

}  // namespace
}  // namespace sosw
