#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/directory_queue_files.hpp"
#include "backends/sqlite/sqlite_s3.hpp"
#include "core/essentials/scheduler/s3_queue_files.hpp"
#include "core/essentials/scheduler/scheduler.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_world.hpp"
#include "tests/support/watched_dynamo_db.hpp"

// Every call that the Scheduler makes, to the tables, to the queue files and to Lambda, fails once,
// before or after it took effect, and the process may die of it. Whoever goes on, no task is lost
// and none is there twice.

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)

enum class Consequence { Error, Death };

/// Burns at one call of all; of a dead process every call fails.
class Fuse {
public:
    Fuse() = default;
    Fuse(std::int64_t at_call, FailureMoment moment, Consequence consequence)
        : at_call_{at_call}, moment_{moment}, consequence_{consequence} {}

    bool burnt() const { return burnt_; }
    void new_process() { dead_ = false; }

    std::optional<Error> before() {
        ++calls_;
        return dead_ || burns(FailureMoment::BeforeEffect) ? std::optional{lost()} : std::nullopt;
    }
    std::optional<Error> after() {
        return burns(FailureMoment::AfterEffect) ? std::optional{lost()} : std::nullopt;
    }
    template <typename Call>
    auto guard(Call call) -> decltype(call()) {
        if (const auto error = before()) {
            return fail(*error);
        }
        auto result = call();
        if (const auto error = after()) {
            return fail(*error);
        }
        return result;
    }

private:
    static Error lost() {
        return {.code = ErrorCode::OutcomeUnknown, .name = "Lost", .message = "lost"};
    }
    bool burns(FailureMoment moment) {
        const bool now = calls_ == at_call_ && moment == moment_ && !burnt_;
        burnt_ = burnt_ || now;
        dead_ = dead_ || (now && consequence_ == Consequence::Death);
        return now;
    }

    std::int64_t at_call_ = 0;
    FailureMoment moment_ = FailureMoment::BeforeEffect;
    Consequence consequence_ = Consequence::Error;
    std::int64_t calls_ = 0;
    bool burnt_ = false;
    bool dead_ = false;
};

class FusedDynamoDb final : public WatchedDynamoDb {
public:
    FusedDynamoDb(DynamoDb& next, Fuse& fuse) : WatchedDynamoDb{next}, fuse_{fuse} {}

private:
    std::optional<Error> before(const TableCall& /*call*/) override { return fuse_.before(); }
    std::optional<Error> after(const TableCall& /*call*/) override { return fuse_.after(); }

    Fuse& fuse_;
};

class FusedS3 final : public S3 {
public:
    FusedS3(S3& next, Fuse& fuse) : next_{next}, fuse_{fuse} {}

    Result<S3ObjectInfo> put_object(const PutObjectInput& input) override {
        return fuse_.guard([&] { return next_.put_object(input); });
    }
    Result<GetObjectOutput> get_object(const std::string& bucket, const std::string& key) override {
        return fuse_.guard([&] { return next_.get_object(bucket, key); });
    }
    Result<S3ObjectInfo> head_object(const std::string& bucket, const std::string& key) override {
        return fuse_.guard([&] { return next_.head_object(bucket, key); });
    }
    Result<void> delete_object(const std::string& bucket, const std::string& key) override {
        return fuse_.guard([&] { return next_.delete_object(bucket, key); });
    }
    Result<ListObjectsOutput> list_objects(const ListObjectsInput& input) override {
        return fuse_.guard([&] { return next_.list_objects(input); });
    }

private:
    S3& next_;
    Fuse& fuse_;
};

class FusedQueueFiles final : public QueueFiles {
public:
    FusedQueueFiles(std::unique_ptr<QueueFiles> next, Fuse& fuse)
        : next_{std::move(next)}, fuse_{fuse} {}

    Result<void> create(
        const std::string& name, const std::vector<std::string>& rows, const QueueFileLock& lock
    ) override {
        return fuse_.guard([&] { return next_->create(name, rows, lock); });
    }
    Result<QueueFile> take(const std::string& name, const QueueFileLock& lock) override {
        return fuse_.guard([&] { return next_->take(name, lock); });
    }
    Result<void> set_rows_done(const std::string& name, std::int64_t rows_done) override {
        return fuse_.guard([&] { return next_->set_rows_done(name, rows_done); });
    }
    Result<void> unlock(const std::string& name) override {
        return fuse_.guard([&] { return next_->unlock(name); });
    }
    Result<void> remove(const std::string& name) override {
        return fuse_.guard([&] { return next_->remove(name); });
    }

private:
    std::unique_ptr<QueueFiles> next_;
    Fuse& fuse_;
};

/// A place for queue files, as each process opens it.
class Place {
public:
    Place() = default;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    virtual ~Place() = default;
    virtual std::unique_ptr<QueueFiles> open(Fuse& fuse) = 0;
};

class DirectoryPlace final : public Place {
public:
    std::unique_ptr<QueueFiles> open(Fuse& fuse) override {
        return std::make_unique<FusedQueueFiles>(
            std::make_unique<DirectoryQueueFiles>(folder_.path("queue")), fuse
        );
    }

private:
    TemporaryFolder folder_;
};

/// Fails within what a queue file does, between one object and the next.
class S3Place final : public Place {
public:
    explicit S3Place(Clock& clock) : s3_{database_, clock, Random{7}} {
        EXPECT_TRUE(s3_.create_bucket("queue"));
    }
    std::unique_ptr<QueueFiles> open(Fuse& fuse) override {
        fused_ = std::make_unique<FusedS3>(s3_, fuse);
        return std::make_unique<S3QueueFiles>(*fused_, SchedulerConfig{.queue_bucket = "queue"});
    }

private:
    sqlite::Database database_{":memory:"};
    sqlite::SqliteS3 s3_;
    std::unique_ptr<FusedS3> fused_;
};

/// Who goes on after a failure.
enum class Successor { SameRequest, Sibling };
/// What happens to the tasks that are there already, until somebody goes on.
enum class Meanwhile { Nothing, AllIsClosed };
/// How much one process has time for.
enum class Time { Unlimited, OneStep };

struct Course {
    TaskWrites writes = TaskWrites::Together;
    Successor successor = Successor::SameRequest;
    Meanwhile meanwhile = Meanwhile::Nothing;
    Time time = Time::Unlimited;
};

constexpr int kTasks = 7;

SoswConfig configuration(TaskWrites writes) {
    SoswConfig config = sosw_config({labourer_config()});
    config.scheduler.job_schema.chunkable_attrs = {"section"};
    config.scheduler.rows_to_process = 3;
    if (writes == TaskWrites::OneByOne) {
        config.scheduler.write_capacity_units = 1000;
    }
    return config;
}

AttributeValue job() {
    List sections;
    for (int i = 0; i < kTasks; ++i) {
        sections.emplace_back("s" + std::to_string(i));
    }
    return AttributeValue::Variant{
        Map{{"lambda_name", kLabourer},
            {"isolate_sections", AttributeValue::boolean(true)},
            {"sections", AttributeValue::Variant{std::move(sections)}}}};
}

/// The sections of all tasks in all tables, sorted.
std::vector<std::string> sections(TestWorld& world) {
    std::vector<std::string> names;
    for (const char* table : {"sosw_tasks", "sosw_retry_tasks", "sosw_closed_tasks"}) {
        for (const Item& item : world.items(table)) {
            const Map payload = decoded(text_of(item, "payload"));
            const List& list = *payload.find("sections")->get_if<List>();
            names.emplace_back(list.at(0).as_string().value());
        }
    }
    std::ranges::sort(names);
    return names;
}

/// One job, from its event until nobody has anything to do.
class JobRun {
public:
    JobRun(TestWorld& world, Place& place, const Course& course, std::string request_id)
        : world_{world},
          place_{place},
          course_{course},
          request_id_{std::move(request_id)},
          file_{"tasks_queue_" + request_id_ + ".txt"} {}

    void run(Fuse& fuse) {
        constexpr int kEventsMax = 40;
        deliver_job();
        for (int events = 0; !events_.empty(); ++events) {
            ASSERT_LT(events, kEventsMax) << "there is no end to it";
            const Event event = events_.front();
            events_.pop_front();
            handle(event, fuse);
        }
    }
    /// What Lambda may do with any event.
    void deliver_job() { events_.push_back({job(), request_id_}); }
    void deliver_file() {
        events_.push_back(
            {AttributeValue::Variant{Map{{"file_name", file_}}},
             fmt::format("{}-{}", request_id_, ++siblings_)}
        );
    }

    void pass_time() {
        world_.clock.advance(std::chrono::minutes{16});
        if (course_.meanwhile == Meanwhile::AllIsClosed) {
            for (const std::string& id : world_.ids_in_tasks()) {
                ASSERT_TRUE(world_.complete(id));
            }
            world_.scavenge();
        }
    }

private:
    struct Event {
        AttributeValue event;
        std::string request_id;
    };

    void handle(const Event& event, Fuse& fuse) {
        fuse.new_process();
        FusedDynamoDb tables{world_.tables, fuse};
        Processors processors{world_, tables};
        const std::unique_ptr<QueueFiles> files = place_.open(fuse);
        Scheduler scheduler{world_.clock, tables, processors.tasks, *files, world_.config};
        scheduler.set_spawn_sibling([&](const Map&) {
            return fuse.guard([&]() -> Result<void> {
                deliver_file();
                return {};
            });
        });
        SchedulerRequest request{.request_id = event.request_id};
        if (course_.time == Time::OneStep) {
            request.deadline = world_.clock.now() + std::chrono::seconds{1};
        }
        const auto result = scheduler.handle(event.event, request);
        if (!result) {
            pass_time();
            go_on(event, result.error());
        }
    }

    void go_on(const Event& event, const Error& error) {
        const bool by_sibling =
            course_.successor == Successor::Sibling && error.code != ErrorCode::NotFound;
        if (by_sibling) {
            deliver_file();
        } else if (error.code == ErrorCode::NotFound) {
            deliver_job();  // Nobody can go on with what was not begun.
        } else {
            events_.push_back(event);
        }
    }

    TestWorld& world_;
    Place& place_;
    const Course& course_;
    std::string request_id_;
    std::string file_;
    std::deque<Event> events_;
    int siblings_ = 0;
};

/// Fails each call in turn; the answer is the number of calls.
std::int64_t crash_everywhere(
    Place& place, TestWorld& world, const Course& course, FailureMoment moment, Consequence end
) {
    std::vector<std::string> expected;
    expected.reserve(kTasks);
    for (int i = 0; i < kTasks; ++i) {
        expected.push_back("s" + std::to_string(i));
    }
    for (std::int64_t call = 1;; ++call) {
        world.start_over();
        static int runs = 0;
        JobRun run{world, place, course, fmt::format("r{}", ++runs)};
        Fuse fuse{call, moment, end};
        run.run(fuse);
        EXPECT_EQ(sections(world), expected) << "call " << call;
        // An event may come twice, also when all is done.
        Fuse none;
        run.pass_time();
        run.deliver_file();
        run.deliver_job();
        run.run(none);
        EXPECT_EQ(sections(world), expected) << "call " << call << ", once more";
        if (!fuse.burnt() || testing::Test::HasFailure()) {
            return call - 1;
        }
    }
}

struct Courses {
    std::vector<TaskWrites> writes{TaskWrites::OneByOne, TaskWrites::Together};
    std::vector<Meanwhile> meanwhile{Meanwhile::Nothing, Meanwhile::AllIsClosed};
    std::vector<Consequence> consequences{Consequence::Error, Consequence::Death};

    std::vector<Course> with(TaskWrites way) const {
        std::vector<Course> courses;
        for (const Successor successor : {Successor::SameRequest, Successor::Sibling}) {
            for (const Meanwhile then : meanwhile) {
                for (const Time time : {Time::Unlimited, Time::OneStep}) {
                    courses.push_back({way, successor, then, time});
                }
            }
        }
        return courses;
    }
};

std::string name_of(const Course& course, FailureMoment moment, Consequence consequence) {
    return fmt::format(
        "{}, {}, {}, {}, {}, {}",
        course.writes == TaskWrites::Together ? "together" : "one by one",
        course.successor == Successor::Sibling ? "sibling" : "same request",
        course.meanwhile == Meanwhile::AllIsClosed ? "all is closed" : "nothing meanwhile",
        course.time == Time::OneStep ? "one step" : "all steps",
        moment == FailureMoment::AfterEffect ? "after the effect" : "before the effect",
        consequence == Consequence::Death ? "death" : "error"
    );
}

void crash_on(
    const Courses& courses, const std::function<std::unique_ptr<Place>(Clock&)>& place_of
) {
    for (const TaskWrites writes : courses.writes) {
        TestWorld world{configuration(writes)};
        const std::unique_ptr<Place> place = place_of(world.clock);
        for (const Course& course : courses.with(writes)) {
            for (const FailureMoment moment :
                 {FailureMoment::BeforeEffect, FailureMoment::AfterEffect}) {
                for (const Consequence consequence : courses.consequences) {
                    SCOPED_TRACE(name_of(course, moment, consequence));
                    EXPECT_GT(crash_everywhere(*place, world, course, moment, consequence), 8);
                    ASSERT_FALSE(testing::Test::HasFailure());
                }
            }
        }
    }
}

TEST(SchedulerCrash, WithFilesInS3EachTaskIsThereOnce) {
    crash_on({}, [](Clock& clock) { return std::make_unique<S3Place>(clock); });
}

TEST(SchedulerCrash, WithFilesInADirectoryEachTaskIsThereOnce) {
    // Fewer, for each write waits for the disk.
    crash_on(
        {.writes = {TaskWrites::Together},
         .meanwhile = {Meanwhile::AllIsClosed},
         .consequences = {Consequence::Death}},
        [](Clock&) { return std::make_unique<DirectoryPlace>(); }
    );
}

}  // namespace
}  // namespace sosw
