#include "backends/sqlite/sqlite_dynamo_db.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sosw_tables.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {
namespace {

using sqlite::Database;
using sqlite::Durability;
using sqlite::SqliteDynamoDb;
using testing::ElementsAre;

QueryInput owned(bool forward) {
    return {
        .table_name = "items",
        .index_name = "by_owner",
        .key_condition_expression = "#o = :o",
        .expression_attribute_names = {{"#o", "owner"}},
        .expression_attribute_values = {{":o", "o"}},
        .scan_index_forward = forward};
}

std::vector<std::string> ids(const Result<QueryOutput>& page) {
    std::vector<std::string> ids;
    for (const Item& item : page.value().items) {
        ids.emplace_back(item.find("id")->as_string().value());
    }
    return ids;
}

void put_ties(DynamoDb& db, int count) {
    for (int i = 0; i < count; ++i) {
        const Item item{
            {"id", std::string(1, static_cast<char>('a' + i))},
            {"owner", "o"},
            {"rank", AttributeValue::number(1)}};
        EXPECT_EQ(outcome(db.put_item({.table_name = "items", .item = item})), "success");
    }
}

TEST(SqliteDynamoDb, TablesAndItemsAreThereWhenTheFileIsOpenedAgain) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("reopened.sqlite");
    const ManualClock clock;
    {
        Database database{path};
        SqliteDynamoDb db{database, clock};
        EXPECT_EQ(outcome(db.create_table(items_definition())), "success");
        put_ties(db, 3);
    }
    Database database{path};
    SqliteDynamoDb db{database, clock};
    EXPECT_THAT(*db.list_tables(), ElementsAre("items"));
    const TableDescription described = db.describe_table("items").value();
    EXPECT_EQ(described.item_count, 3);
    EXPECT_EQ(described.definition.attribute_definitions.size(), 3U);
    EXPECT_EQ(
        described.definition.global_secondary_indexes.back().projection.non_key_attributes,
        std::vector<std::string>{"colour"}
    );
    EXPECT_THAT(ids(db.query(owned(true))), ElementsAre("a", "b", "c"));
}

TEST(SqliteDynamoDb, ACallLeavesNoStatementAndNoScopeOpen) {
    const ManualClock clock;
    Database database{":memory:"};
    SqliteDynamoDb db{database, clock};
    EXPECT_EQ(outcome(db.create_table(items_definition())), "success");
    put_ties(db, 5);
    QueryInput input = owned(true);
    input.limit = 2;
    EXPECT_EQ(outcome(db.query(input)), "success");
    input.filter_expression = "size(colour) > :o";
    EXPECT_EQ(outcome(db.query(input)), "success");
    EXPECT_NE(
        outcome(db.put_item(
            {.table_name = "items",
             .item = {{"id", "a"}},
             .condition_expression = "attribute_not_exists(id)"}
        )),
        "success"
    );
    EXPECT_EQ(database.active_statements(), 0);
    EXPECT_EQ(database.open_savepoints(), 0);
}

TEST(SqliteDynamoDb, ShuffledTiesAreArbitraryButStayTheSame) {
    const ManualClock clock;
    Database database{":memory:"};
    SqliteDynamoDb db{database, clock, {.shuffled_ties_seed = 7}};
    EXPECT_EQ(outcome(db.create_table(items_definition())), "success");
    put_ties(db, 12);
    const std::vector<std::string> forward = ids(db.query(owned(true)));
    std::vector<std::string> sorted = forward;
    std::ranges::sort(sorted);
    EXPECT_EQ(sorted.size(), 12U);
    EXPECT_NE(forward, sorted);
    std::vector<std::string> backward = ids(db.query(owned(false)));
    std::ranges::reverse(backward);
    EXPECT_EQ(backward, forward);

    std::vector<std::string> paged;
    QueryInput input = owned(true);
    input.limit = 5;
    do {
        const auto page = db.query(input);
        const std::vector<std::string> more = ids(page);
        paged.insert(paged.end(), more.begin(), more.end());
        input.exclusive_start_key = page->last_evaluated_key;
    } while (input.exclusive_start_key);
    EXPECT_EQ(paged, forward);
}

TEST(SqliteDynamoDb, EveryAcknowledgedWriteSurvivesAKillAndNoTransactionIsHalf) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("dynamo_killed.sqlite");
    const ManualClock clock;
    {
        Database database{path};
        SqliteDynamoDb db{database, clock};
        EXPECT_EQ(outcome(db.create_table(items_definition())), "success");
    }
    int acknowledged[2];
    ASSERT_EQ(pipe(acknowledged), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        Database database{path, Durability::EachCall};
        SqliteDynamoDb db{database, clock};
        for (int i = 0;; ++i) {
            const std::string number = std::to_string(i);
            const auto written = db.transact_write_items(
                {.transact_items =
                     {PutItemInput{.table_name = "items", .item = {{"id", "left" + number}}},
                      PutItemInput{.table_name = "items", .item = {{"id", "right" + number}}}}}
            );
            if (!written || write(acknowledged[1], ".", 1) != 1) {
                _exit(EXIT_FAILURE);
            }
        }
    }
    close(acknowledged[1]);
    int count = 0;
    char dot = 0;
    while (count < 50 && read(acknowledged[0], &dot, 1) == 1) {
        ++count;
    }
    kill(child, SIGKILL);
    while (read(acknowledged[0], &dot, 1) == 1) {
        ++count;
    }
    close(acknowledged[0]);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));

    Database database{path};
    SqliteDynamoDb db{database, clock};
    const std::int64_t items = db.describe_table("items")->item_count;
    EXPECT_GE(items, 2 * count);
    EXPECT_LE(items, 2 * (count + 1));
    EXPECT_EQ(items % 2, 0) << "half a transaction";
    for (int i = 0; i < count; ++i) {
        const Item key{{"id", "right" + std::to_string(i)}};
        EXPECT_TRUE(db.get_item({.table_name = "items", .key = key})->item.has_value());
    }
}

TEST(SoswTables, AreAsSoswDefinesThem) {
    const ManualClock clock;
    Database database{":memory:"};
    SqliteDynamoDb db{database, clock};
    TaskManagerConfig config;
    EXPECT_EQ(outcome(sqlite::create_sosw_tables(db, config)), "success");
    EXPECT_THAT(
        *db.list_tables(),
        ElementsAre("config", "sosw_closed_tasks", "sosw_retry_tasks", "sosw_tasks")
    );
    const CreateTableInput retry = db.describe_table("sosw_retry_tasks")->definition;
    EXPECT_EQ(retry.key_schema.hash, "labourer_id");
    EXPECT_EQ(retry.key_schema.range, "task_id");
    EXPECT_EQ(retry.local_secondary_indexes.front().key_schema.range, "desired_launch_time");
    const SecondaryIndex closed =
        db.describe_table("sosw_closed_tasks")->definition.global_secondary_indexes.front();
    EXPECT_EQ(closed.index_name, "labourer_task_status_with_time");
    EXPECT_THAT(
        closed.projection.non_key_attributes, ElementsAre("completed_at", "greenfield", "attempts")
    );
    EXPECT_EQ(outcome(sqlite::create_sosw_tables(db, config)), "success") << "what is there stays";
}

TEST(SoswTables, M29_FollowTheNamesOfTheConfiguration) {
    TaskManagerConfig config;
    config.dynamo_db.table_name = "my_tasks";
    config.dynamo_db.field_names.greenfield = "gf";
    const CreateTableInput tasks = sqlite::tasks_table(config);
    EXPECT_EQ(tasks.table_name, "my_tasks");
    EXPECT_EQ(tasks.global_secondary_indexes.front().key_schema.range, "gf");
}

}  // namespace
}  // namespace sosw::test
