#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/essentials/scheduler/queue_files.hpp"

namespace sosw {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

QueueFileLock lock_at(std::int64_t seconds, const std::string& owner = "second") {
    const Timestamp now = from_epoch_seconds(seconds);
    return {.owner = owner, .now = now, .until = now + std::chrono::minutes{1}};
}

TEST(MemoryQueueFiles, AFileIsCreatedOnceAndLocked) {
    MemoryQueueFiles files;
    ASSERT_TRUE(files.create("f", {"a", "b"}, lock_at(0, "first")));
    EXPECT_EQ(files.create("f", {}, lock_at(0)).error().code, ErrorCode::ConditionFailed);
    EXPECT_EQ(files.take("f", lock_at(59)).error().code, ErrorCode::ConditionFailed);
    EXPECT_EQ(files.take("other", lock_at(0)).error().code, ErrorCode::NotFound);
    EXPECT_THAT(files.names(), ElementsAre("f"));
}

TEST(MemoryQueueFiles, ALockThatRanOutOrWasGivenUpCanBeTaken) {
    MemoryQueueFiles files;
    ASSERT_TRUE(files.create("f", {"a", "b"}, lock_at(0, "first")));
    ASSERT_TRUE(files.set_rows_done("f", 1));
    const auto taken = files.take("f", lock_at(60));
    ASSERT_TRUE(taken);
    EXPECT_THAT(taken->rows, ElementsAre("a", "b"));
    EXPECT_EQ(taken->rows_done, 1);
    EXPECT_FALSE(files.take("f", lock_at(61, "third")));
    EXPECT_TRUE(files.take("f", lock_at(61, "second")));
    ASSERT_TRUE(files.unlock("f"));
    EXPECT_TRUE(files.take("f", lock_at(61, "third")));
}

TEST(MemoryQueueFiles, WhatIsGoneCanOnlyBeRemoved) {
    MemoryQueueFiles files;
    EXPECT_TRUE(files.remove("f"));
    EXPECT_EQ(files.unlock("f").error().code, ErrorCode::NotFound);
    EXPECT_EQ(files.set_rows_done("f", 1).error().code, ErrorCode::NotFound);
    EXPECT_THAT(files.names(), IsEmpty());
}

}  // namespace
}  // namespace sosw
