#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/aws/aws_s3.hpp"
#include "backends/directory_queue_files.hpp"
#include "backends/endpoint/services/s3_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_s3.hpp"
#include "core/essentials/scheduler/queue_files.hpp"
#include "core/essentials/scheduler/s3_queue_files.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/service_client.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A place as each new process finds it.
class QueueFilesWorld {
public:
    QueueFilesWorld() = default;
    QueueFilesWorld(const QueueFilesWorld&) = delete;
    QueueFilesWorld& operator=(const QueueFilesWorld&) = delete;
    virtual ~QueueFilesWorld() = default;
    virtual std::unique_ptr<QueueFiles> process() = 0;
};

class DirectoryWorld final : public QueueFilesWorld {
public:
    std::unique_ptr<QueueFiles> process() override {
        return std::make_unique<DirectoryQueueFiles>(folder_.path("queue/files"));
    }

private:
    TemporaryFolder folder_;
};

class S3QueueFilesWorld : public QueueFilesWorld {
public:
    S3QueueFilesWorld() { EXPECT_TRUE(sqlite_s3.create_bucket("sosw-queue")); }
    std::unique_ptr<QueueFiles> process() override {
        return std::make_unique<S3QueueFiles>(
            s3(), SchedulerConfig{.queue_bucket = "sosw-queue", .s3_prefix = "sosw/scheduler"}
        );
    }
    virtual S3& s3() { return sqlite_s3; }

    ManualClock clock;
    sqlite::Database database{":memory:"};
    sqlite::SqliteS3 sqlite_s3{database, clock, Random{7}};
};

class HttpS3QueueFilesWorld final : public S3QueueFilesWorld {
public:
    explicit HttpS3QueueFilesWorld(Way way) : way_{way} {}
    S3& s3() override { return aws_s3_; }

private:
    Way way_;
    endpoint::S3Service service_{sqlite_s3, Random{8}};
    ServiceClient client_{service_, clock, way_, [this] { database.flush(); }};
    aws::AwsS3 aws_s3_{client_.access(), Random{9}, client_.address("s3")};
};

struct QueueFilesPlace {
    std::string name;
    std::function<std::unique_ptr<QueueFilesWorld>()> make;
};

QueueFilesPlace s3_over(Way way, std::string name) {
    return {std::move(name), [way] { return std::make_unique<HttpS3QueueFilesWorld>(way); }};
}

auto durable_places() {
    return testing::Values(
        QueueFilesPlace{"Directory", [] { return std::make_unique<DirectoryWorld>(); }},
        QueueFilesPlace{"S3OnSqlite", [] { return std::make_unique<S3QueueFilesWorld>(); }},
        s3_over(Way::InProcess, "S3InProcess"),
        s3_over(Way::Loopback, "S3Loopback")
    );
}

std::string name_of(const testing::TestParamInfo<QueueFilesPlace>& parameter) {
    return parameter.param.name;
}

/// All processes see the same memory.
class MemoryWorld final : public QueueFilesWorld {
public:
    std::unique_ptr<QueueFiles> process() override { return std::make_unique<View>(files_); }

private:
    class View final : public QueueFiles {
    public:
        explicit View(QueueFiles& files) : files_{files} {}
        Result<void> create(
            const std::string& name, const std::vector<std::string>& rows, const QueueFileLock& lock
        ) override {
            return files_.create(name, rows, lock);
        }
        Result<QueueFile> take(const std::string& name, const QueueFileLock& lock) override {
            return files_.take(name, lock);
        }
        Result<void> set_rows_done(const std::string& name, std::int64_t rows_done) override {
            return files_.set_rows_done(name, rows_done);
        }
        Result<void> unlock(const std::string& name) override { return files_.unlock(name); }
        Result<void> remove(const std::string& name) override { return files_.remove(name); }

    private:
        QueueFiles& files_;
    };

    MemoryQueueFiles files_;
};

QueueFileLock lock_at(std::int64_t seconds, const std::string& owner) {
    const Timestamp now = from_epoch_seconds(seconds);
    return {.owner = owner, .now = now, .until = now + std::chrono::minutes{1}};
}

class QueueFilesContract : public testing::TestWithParam<QueueFilesPlace> {
protected:
    template <typename T>
    static std::string outcome(const Result<T>& result) {
        return result ? "" : std::string{to_string(result.error().code)};
    }

    std::unique_ptr<QueueFilesWorld> world_ = GetParam().make();
    std::unique_ptr<QueueFiles> first_ = world_->process();
    std::unique_ptr<QueueFiles> second_ = world_->process();
};

using DurableQueueFilesContract = QueueFilesContract;

INSTANTIATE_TEST_SUITE_P(
    Memory,
    QueueFilesContract,
    testing::Values(QueueFilesPlace{"Memory", [] { return std::make_unique<MemoryWorld>(); }}),
    name_of
);
INSTANTIATE_TEST_SUITE_P(Durable, QueueFilesContract, durable_places(), name_of);

TEST_P(QueueFilesContract, AFileIsCreatedOnceAndLocked) {
    EXPECT_EQ(outcome(first_->create("f.txt", {"a", "b"}, lock_at(0, "first"))), "");
    EXPECT_EQ(outcome(second_->create("f.txt", {}, lock_at(0, "second"))), "ConditionFailed");
    EXPECT_EQ(outcome(second_->take("f.txt", lock_at(59, "second"))), "ConditionFailed");
    EXPECT_EQ(outcome(second_->take("other", lock_at(0, "second"))), "NotFound");
    const auto again = second_->take("f.txt", lock_at(59, "first"));
    ASSERT_TRUE(again) << "the same request, tried again: " << to_string(again.error());
    EXPECT_THAT(again->rows, ElementsAre("a", "b"));
    EXPECT_EQ(again->rows_done, 0);
}

TEST_P(QueueFilesContract, ALockThatRanOutCanBeTakenWithAllThatIsDone) {
    ASSERT_TRUE(first_->create("f.txt", {"a", "b", "c"}, lock_at(0, "first")));
    ASSERT_TRUE(first_->set_rows_done("f.txt", 1));
    ASSERT_TRUE(first_->set_rows_done("f.txt", 2));
    const auto taken = second_->take("f.txt", lock_at(60, "second"));
    ASSERT_TRUE(taken) << to_string(taken.error());
    EXPECT_THAT(taken->rows, ElementsAre("a", "b", "c"));
    EXPECT_EQ(taken->rows_done, 2);
    EXPECT_EQ(outcome(world_->process()->take("f.txt", lock_at(61, "third"))), "ConditionFailed");
}

TEST_P(QueueFilesContract, ALockThatWasGivenUpCanBeTakenAtOnce) {
    ASSERT_TRUE(first_->create("f.txt", {"a"}, lock_at(0, "first")));
    ASSERT_TRUE(first_->unlock("f.txt"));
    EXPECT_EQ(outcome(second_->take("f.txt", lock_at(1, "second"))), "");
    EXPECT_EQ(outcome(first_->take("f.txt", lock_at(2, "first"))), "ConditionFailed");
    ASSERT_TRUE(second_->unlock("f.txt"));
    EXPECT_EQ(outcome(first_->take("f.txt", lock_at(3, "first"))), "");
}

TEST_P(QueueFilesContract, AFileThatIsDoneLeavesItsNameBehind) {
    ASSERT_TRUE(first_->create("f.txt", {"a"}, lock_at(0, "first")));
    ASSERT_TRUE(first_->set_rows_done("f.txt", 1));
    ASSERT_TRUE(first_->remove("f.txt"));
    EXPECT_EQ(outcome(second_->create("f.txt", {"a"}, lock_at(1, "first"))), "ConditionFailed");
    const auto taken = second_->take("f.txt", lock_at(1, "second"));
    ASSERT_TRUE(taken) << to_string(taken.error());
    EXPECT_THAT(taken->rows, IsEmpty());
    EXPECT_EQ(taken->rows_done, 0);
    EXPECT_EQ(outcome(second_->set_rows_done("f.txt", 1)), "NotFound");
    EXPECT_EQ(outcome(second_->unlock("f.txt")), "NotFound");
    EXPECT_EQ(outcome(second_->remove("f.txt")), "");
}

TEST_P(QueueFilesContract, WhatIsNotThereCanOnlyBeRemoved) {
    EXPECT_EQ(outcome(first_->remove("f.txt")), "");
    EXPECT_EQ(outcome(first_->unlock("f.txt")), "NotFound");
    EXPECT_EQ(outcome(first_->set_rows_done("f.txt", 1)), "NotFound");
    EXPECT_EQ(outcome(first_->create("f.txt", {"a"}, lock_at(0, "first"))), "");
}

TEST_P(QueueFilesContract, RowsAreReadAsTheyWereWritten) {
    const std::vector<std::string> rows{R"({"a": "ü\n"})", "", std::string(100'000, 'x'), "last"};
    ASSERT_TRUE(first_->create("f.txt", rows, lock_at(0, "first")));
    EXPECT_EQ(second_->take("f.txt", lock_at(60, "second"))->rows, rows);
    ASSERT_TRUE(first_->create("empty.txt", {}, lock_at(0, "first")));
    EXPECT_THAT(second_->take("empty.txt", lock_at(60, "second"))->rows, IsEmpty());
}

TEST_P(QueueFilesContract, FilesDoNotKnowOfEachOther) {
    ASSERT_TRUE(first_->create("f.txt", {"a"}, lock_at(0, "first")));
    ASSERT_TRUE(first_->create("g.txt", {"b"}, lock_at(0, "second")));
    ASSERT_TRUE(first_->remove("f.txt"));
    EXPECT_THAT(second_->take("g.txt", lock_at(60, "third"))->rows, ElementsAre("b"));
}

INSTANTIATE_TEST_SUITE_P(Durable, DurableQueueFilesContract, durable_places(), name_of);

TEST_P(DurableQueueFilesContract, WhoeverLostTheLockIsToldSoAndChangesNothing) {
    ASSERT_TRUE(first_->create("f.txt", {"a", "b"}, lock_at(0, "first")));
    ASSERT_TRUE(second_->take("f.txt", lock_at(60, "second")));
    EXPECT_EQ(outcome(first_->set_rows_done("f.txt", 2)), "ConditionFailed");
    EXPECT_EQ(second_->take("f.txt", lock_at(61, "second"))->rows_done, 0);
    ASSERT_TRUE(second_->set_rows_done("f.txt", 1)) << "its own lock is still good";
}

TEST_P(DurableQueueFilesContract, NamesThatLeadElsewhereAreRefused) {
    const std::vector<std::string> names{
        "",
        "..",
        "../f.txt",
        "a/b",
        "a\\b",
        "f.txt.state",
        ".lock",
        std::string("a\0b", 3),
        std::string(201, 'n')};
    for (const std::string& name : names) {
        EXPECT_EQ(outcome(first_->create(name, {"a"}, lock_at(0, "first"))), "InvalidRequest");
        EXPECT_EQ(outcome(first_->take(name, lock_at(0, "first"))), "InvalidRequest");
        EXPECT_EQ(outcome(first_->unlock(name)), "InvalidRequest");
        EXPECT_EQ(outcome(first_->remove(name)), "InvalidRequest");
    }
}

TEST(S3QueueFiles, AMissingBucketIsNamed) {
    S3QueueFilesWorld world;
    S3QueueFiles files{world.s3(), SchedulerConfig{.queue_bucket = "nowhere"}};
    for (const Error& error :
         {files.create("f.txt", {"a"}, lock_at(0, "first")).error(),
          files.take("f.txt", lock_at(0, "first")).error(),
          files.remove("f.txt").error()}) {
        EXPECT_EQ(error.code, ErrorCode::InvalidRequest);
        EXPECT_THAT(error.message, HasSubstr("`nowhere`"));
        EXPECT_THAT(error.message, HasSubstr("queue_bucket"));
    }
}

TEST(S3QueueFiles, FilesStandUnderThePrefix) {
    S3QueueFilesWorld world;
    const std::unique_ptr<QueueFiles> files = world.process();
    ASSERT_TRUE(files->create("f.txt", {"a", "b"}, lock_at(0, "first")));
    const auto object = world.s3().get_object("sosw-queue", "sosw/scheduler/f.txt");
    ASSERT_TRUE(object);
    EXPECT_EQ(object->body, "a\nb\n");
    EXPECT_THAT(world.s3().list_objects({.bucket = "sosw-queue"})->contents, SizeIs(2));
}

TEST(S3QueueFiles, AStateThatIsNoneIsNamed) {
    S3QueueFilesWorld world;
    const std::unique_ptr<QueueFiles> files = world.process();
    ASSERT_TRUE(files->create("f.txt", {"a"}, lock_at(0, "first")));
    for (const char* text : {"", "[]", "{}", R"({"owner": "x", "locked_until_us": "soon"})"}) {
        ASSERT_TRUE(world.s3().put_object(
            {.bucket = "sosw-queue", .key = "sosw/scheduler/f.txt.state", .body = text}
        ));
        const auto taken = world.process()->take("f.txt", lock_at(60, "second"));
        ASSERT_FALSE(taken);
        EXPECT_THAT(taken.error().message, HasSubstr("`f.txt.state` is no state"));
    }
}

TEST(DirectoryQueueFiles, OfManyAtOnceOneCreatesAndOneTakesAFile) {
    constexpr int kFiles = 5;
    constexpr int kProcesses = 8;
    DirectoryWorld world;
    std::atomic<int> created = 0;
    std::atomic<int> taken = 0;
    const auto process = [&](int number) {
        const std::unique_ptr<QueueFiles> files = world.process();
        const std::string owner = std::to_string(number);
        for (int file = 0; file < kFiles; ++file) {
            const std::string name = "f" + std::to_string(file);
            created += files->create(name, {"a"}, lock_at(0, owner)) ? 1 : 0;
            // An hour later, when the first lock has run out.
            taken += files->take(name, lock_at(3600, "later " + owner)) ? 1 : 0;
        }
    };
    {
        std::vector<std::jthread> processes;
        processes.reserve(kProcesses);
        for (int number = 0; number < kProcesses; ++number) {
            processes.emplace_back(process, number);
        }
    }
    // A creator that another one overtakes between rows and state is told so.
    EXPECT_LE(created, kFiles);
    EXPECT_EQ(taken, kFiles);
}

TEST(DirectoryQueueFiles, ADirectoryThatCannotBeMadeIsNamed) {
    const TemporaryFolder folder;
    DirectoryQueueFiles files{folder.write("file", "text") + "/queue"};
    const auto created = files.create("f.txt", {"a"}, lock_at(0, "first"));
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, ErrorCode::Unavailable);
    EXPECT_THAT(created.error().message, HasSubstr("/file/queue"));
}

}  // namespace
}  // namespace sosw::test
