#include "backends/wrap/dry_run.hpp"

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/lambda_backlog.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/manual_runtime.hpp"

namespace sosw {
namespace {

class DryRunDynamoDbTest : public testing::Test {
protected:
    DryRunDynamoDbTest() {
        EXPECT_TRUE(real_.create_table(test::items_definition()));
        EXPECT_TRUE(real_.put_item({.table_name = "items", .item = {{"id", "a"}}}));
    }

    test::ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb real_{database_, clock_};
    DryRunDynamoDb dry_{real_};
};

TEST_F(DryRunDynamoDbTest, ReadsAreThoseOfTheRealTable) {
    const auto got = dry_.get_item({.table_name = "items", .key = {{"id", "a"}}});
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->item.has_value());
    EXPECT_EQ(dry_.scan({.table_name = "items"})->count, 1);
}

TEST_F(DryRunDynamoDbTest, WritesSucceedAndDoNothing) {
    EXPECT_TRUE(dry_.put_item({.table_name = "items", .item = {{"id", "b"}}}));
    EXPECT_TRUE(dry_.delete_item({.table_name = "items", .key = {{"id", "a"}}}));
    EXPECT_TRUE(dry_.update_item(
        {.table_name = "items",
         .key = {{"id", "a"}},
         .update_expression = "SET colour = :c",
         .expression_attribute_values = {{":c", "red"}}}
    ));
    EXPECT_TRUE(dry_.transact_write_items(
        {.transact_items = {DeleteItemInput{.table_name = "items", .key = {{"id", "a"}}}}}
    ));
    EXPECT_TRUE(
        dry_.batch_write_item({.request_items = {{"items", {PutRequest{.item = {{"id", "c"}}}}}}})
    );
    EXPECT_TRUE(dry_.create_table(test::events_definition()));
    EXPECT_TRUE(dry_.delete_table("items"));
    EXPECT_EQ(real_.list_tables(), std::vector<std::string>{"items"});
    const auto items = real_.scan({.table_name = "items"});
    ASSERT_TRUE(items);
    ASSERT_EQ(items->count, 1);
    EXPECT_EQ(items->items[0], (Item{{"id", "a"}}));
}

TEST(DryRunLambda, AsksLambdaWithoutInvoking) {
    sqlite::Database database{":memory:"};
    test::ManualClock clock;
    test::ManualRuntime runtime;
    sqlite::SqliteLambda real{database, clock, Random{7}, runtime};
    ASSERT_TRUE(real.put_function({.function_name = "worker"}));
    DryRunLambda dry{real};
    const auto answer = dry.invoke({.function_name = "worker", .payload = "{}"});
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->request_id.empty());
    EXPECT_TRUE(runtime.started().empty());
    EXPECT_TRUE(sqlite::LambdaBacklog{database}.waiting().empty());
    EXPECT_EQ(dry.invoke({.function_name = "nobody"}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(
        dry.invoke({.function_name = "worker", .payload = "{"}).error().code,
        ErrorCode::InvalidRequest
    );
}

}  // namespace
}  // namespace sosw
