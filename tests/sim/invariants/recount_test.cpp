#include "sim/invariants/recount.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sosw_tables.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "tests/support/config_builders.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::sim {
namespace {

/// Sabotage: the tables are changed behind the back of whoever keeps the book.
class RecountTest : public testing::Test {
protected:
    RecountTest() {
        EXPECT_TRUE(sqlite::create_sosw_tables(dynamo_db_, config_));
        ledger_.set_limits(0, {.max_attempts = 3, .max_simultaneous = 1});
        put(config_.dynamo_db.table_name, "queued");
        put(config_.sosw_closed_tasks_table, "closed");
        for (const char* id : {"queued", "closed"}) {
            ledger_.create(id, 0, clock_.now(), {.greenfield = 1000});
        }
        ledger_.close(2, ClosedAs::Invalid, 0);
    }

    void put(const std::string& table, const std::string& id) {
        const Item item{
            {"task_id", id},
            {"labourer_id", "worker"},
            {"greenfield", AttributeValue::number(1000)}};
        EXPECT_TRUE(dynamo_db_.put_item({.table_name = table, .item = item}));
    }
    void remove(const std::string& table, const std::string& id) {
        EXPECT_TRUE(dynamo_db_.delete_item({.table_name = table, .key = {{"task_id", id}}}));
    }
    std::string recount_finds() {
        std::string found;
        recount(dynamo_db_, config_, ledger_, [&](const Breach& breach, std::optional<TaskNumber>) {
            found += (found.empty() ? "" : " ") + breach->invariant;
        });
        return found;
    }

    test::ManualClock clock_;
    SoswConfig all_ = test::sosw_config({test::labourer_config("worker")});
    TaskManagerConfig& config_ = all_.task_manager;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb dynamo_db_{database_, clock_};
    TaskLedger ledger_{{{.id = "worker", .slot_seconds = 1200}}};
};

TEST_F(RecountTest, FindsNothingWhereBothBooksAgree) { EXPECT_EQ(recount_finds(), ""); }

TEST_F(RecountTest, FindsALostTask) {
    remove(config_.dynamo_db.table_name, "queued");
    EXPECT_EQ(recount_finds(), "conservation");
}

TEST_F(RecountTest, FindsAnInventedTask) {
    put(config_.dynamo_db.table_name, "ghost");
    EXPECT_EQ(recount_finds(), "conservation");
}

TEST_F(RecountTest, FindsAGhost) {
    const Item ghost{{"task_id", "ghost"}, {"completed_at", AttributeValue::number(1001)}};
    EXPECT_TRUE(dynamo_db_.put_item({.table_name = config_.dynamo_db.table_name, .item = ghost}));
    EXPECT_EQ(recount_finds(), "no_ghosts");
}

TEST_F(RecountTest, FindsAttemptsAndGreenfieldsThatNobodySet) {
    const Item item{
        {"task_id", "queued"},
        {"labourer_id", "worker"},
        {"attempts", AttributeValue::number(1)},
        {"greenfield", AttributeValue::number(1001)}};
    EXPECT_TRUE(dynamo_db_.put_item({.table_name = config_.dynamo_db.table_name, .item = item}));
    EXPECT_EQ(recount_finds(), "attempts greenfield");
}

TEST_F(RecountTest, FindsATaskInTwoTables) {
    put(config_.sosw_retry_tasks_table, "queued");
    EXPECT_EQ(recount_finds(), "one_place");
}

TEST_F(RecountTest, FindsATaskInTheWrongTable) {
    remove(config_.sosw_closed_tasks_table, "closed");
    put(config_.dynamo_db.table_name, "closed");
    EXPECT_EQ(recount_finds(), "one_place");
}

TEST_F(RecountTest, FindsACompletionThatWasNeverReported) {
    const Item item{
        {"task_id", "queued"},
        {"labourer_id", "worker"},
        {"greenfield", AttributeValue::number(1000)},
        {"completed_at", AttributeValue::number(1001)}};
    EXPECT_TRUE(dynamo_db_.put_item({.table_name = config_.dynamo_db.table_name, .item = item}));
    EXPECT_EQ(recount_finds(), "completed");
}

}  // namespace
}  // namespace sosw::sim
