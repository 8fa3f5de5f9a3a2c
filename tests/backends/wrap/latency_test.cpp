#include "backends/wrap/latency.hpp"

#include <chrono>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw {
namespace {

using std::chrono::milliseconds;

/// Counts its sleeps, also those of no time.
class CountingClock final : public Clock {
public:
    Timestamp now() const override { return inner_.now(); }
    void sleep_for(Duration duration) override {
        ++sleeps_;
        inner_.sleep_for(duration);
    }
    int sleeps() const { return sleeps_; }

private:
    test::ManualClock inner_;
    int sleeps_ = 0;
};

TEST(Latency, HalfOfTheTimePassesBeforeTheCallAndHalfAfterIt) {
    test::ManualClock clock;
    sqlite::Database database{":memory:"};
    sqlite::SqliteSns sns{database, clock, Random{1}};
    LatencySns slow{clock, sns, [](std::string_view) { return milliseconds{30}; }};
    const Timestamp begin = clock.now();
    ASSERT_TRUE(slow.publish(
        {.topic_arn = "arn:aws:sns:us-west-2:000000000000:sosw_info", .message = "late"}
    ));
    EXPECT_EQ(clock.now() - begin, milliseconds{30});
    EXPECT_EQ(sns.published().at(0).at, begin + milliseconds{15});
    EXPECT_FALSE(slow.publish({}));
}

TEST(Latency, TheSamplerIsAskedOncePerCall) {
    test::ManualClock clock;
    sqlite::Database database{":memory:"};
    sqlite::SqliteCloudWatch cloud_watch{database, clock};
    int asked = 0;
    LatencyCloudWatch slow{
        clock, cloud_watch, [&](std::string_view) { return milliseconds{++asked}; }};
    EXPECT_FALSE(slow.put_metric_data({}));
    EXPECT_FALSE(slow.get_metric_statistics({}));
    EXPECT_EQ(asked, 2);
    EXPECT_EQ(clock.slept(), milliseconds{3});
}

TEST(Latency, NoLatencyDoesNotSleepAtAll) {
    CountingClock clock;
    sqlite::Database database{":memory:"};
    sqlite::SqliteCloudWatch cloud_watch{database, clock};
    LatencyCloudWatch immediate{
        clock, cloud_watch, [](std::string_view) { return Duration::zero(); }};
    EXPECT_FALSE(immediate.put_metric_data({}));
    EXPECT_EQ(clock.sleeps(), 0);
}

/// Answers each call with the number of its method.
class NumberedDynamoDb final : public DynamoDb {
public:
    Result<TableDescription> create_table(const CreateTableInput&) override { return no(1); }
    Result<TableDescription> describe_table(const std::string&) override { return no(2); }
    Result<TableDescription> delete_table(const std::string&) override { return no(3); }
    Result<std::vector<std::string>> list_tables() override { return no(4); }
    Result<PutItemOutput> put_item(const PutItemInput&) override { return no(5); }
    Result<GetItemOutput> get_item(const GetItemInput&) override { return no(6); }
    Result<UpdateItemOutput> update_item(const UpdateItemInput&) override { return no(7); }
    Result<DeleteItemOutput> delete_item(const DeleteItemInput&) override { return no(8); }
    Result<QueryOutput> query(const QueryInput&) override { return no(9); }
    Result<ScanOutput> scan(const ScanInput&) override { return no(10); }
    Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput&) override { return no(11); }
    Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput&) override {
        return no(12);
    }
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput&) override {
        return no(13);
    }
    Result<TransactGetItemsOutput> transact_get_items(const TransactGetItemsInput&) override {
        return no(14);
    }

private:
    static Failure no(int number) {
        return fail(ErrorCode::Unavailable, std::to_string(number), "");
    }
};

TEST(Latency, EachCallOfTheTablesIsSlowedDownAndPassedOn) {
    test::ManualClock clock;
    NumberedDynamoDb tables;
    std::vector<std::string> operations;
    LatencyDynamoDb slow{clock, tables, [&](std::string_view operation) {
                             operations.emplace_back(operation);
                             return milliseconds{4};
                         }};
    const std::vector<std::string> names = {
        slow.create_table({}).error().name,
        slow.describe_table("t").error().name,
        slow.delete_table("t").error().name,
        slow.list_tables().error().name,
        slow.put_item({}).error().name,
        slow.get_item({}).error().name,
        slow.update_item({}).error().name,
        slow.delete_item({}).error().name,
        slow.query({}).error().name,
        slow.scan({}).error().name,
        slow.batch_get_item({}).error().name,
        slow.batch_write_item({}).error().name,
        slow.transact_write_items({}).error().name,
        slow.transact_get_items({}).error().name};
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(names[i], std::to_string(i + 1));
    }
    EXPECT_EQ(clock.slept(), milliseconds{4} * 14);
    EXPECT_EQ(operations.at(6), "update_item");
    EXPECT_EQ(operations.at(7), "delete_item");
}

}  // namespace
}  // namespace sosw
