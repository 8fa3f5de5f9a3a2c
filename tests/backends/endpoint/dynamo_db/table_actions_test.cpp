#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/endpoint/dynamo_db/table_changes.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "tests/support/manual_clock.hpp"

// Table operations as HTTP sees them, and what happens to tables by the clock.

namespace sosw::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kJobs =
    R"({"TableName":"jobs","BillingMode":"PAY_PER_REQUEST",)"
    R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
    R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})";
constexpr const char* kName = R"({"TableName":"jobs"})";
constexpr const char* kArn = "arn:aws:dynamodb:us-west-2:000000000000:table/jobs";

class TableActions : public testing::Test {
protected:
    std::string ask(const std::string& operation, const std::string& body) {
        wire::HttpRequest request{.method = "POST", .target = "/", .body = body};
        request.headers.add("X-Amz-Target", "DynamoDB_20120810." + operation);
        request.headers.add("Content-Type", "application/x-amz-json-1.0");
        request.headers.add("Host", "localhost:4566");
        std::string answer;
        service_.handle(request, [&](const wire::HttpResponse& response) {
            answer = response.status == 200 ? response.body
                                            : std::to_string(response.status) + " " + response.body;
        });
        return answer;
    }
    void create() {
        EXPECT_THAT(ask("CreateTable", kJobs), HasSubstr(R"("TableStatus":"CREATING")"));
        clock_.advance(milliseconds{100});
    }
    void run_due() {
        while (changes_.next_due() && *changes_.next_due() <= clock_.now()) {
            changes_.run_due();
        }
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{
        database_,
        clock_,
        {.delays = {
             .creating = milliseconds{100},
             .updating = milliseconds{100},
             .deleting = milliseconds{100}}}};
    endpoint::DynamoDbService service_{{.tables = tables_, .clock = clock_}};
    endpoint::TableChanges changes_{tables_, clock_, seconds{5}};
};

TEST_F(TableActions, AWaiterSeesATableComeAndGo) {
    create();
    EXPECT_THAT(ask("DescribeTable", kName), HasSubstr(R"("TableStatus":"ACTIVE")"));
    EXPECT_EQ(ask("ListTables", "{}"), R"({"TableNames":["jobs"]})");
    EXPECT_THAT(ask("DeleteTable", kName), HasSubstr(R"("TableStatus":"DELETING")"));
    EXPECT_THAT(ask("DescribeTable", kName), HasSubstr(R"("TableStatus":"DELETING")"));
    clock_.advance(milliseconds{100});
    EXPECT_THAT(
        ask("DescribeTable", kName),
        AllOf(HasSubstr("400 "), HasSubstr("Requested resource not found: Table: jobs not found"))
    );
    EXPECT_EQ(ask("ListTables", "{}"), R"({"TableNames":[]})");
}

TEST_F(TableActions, ATableIsFoundByItsArn) {
    create();
    EXPECT_THAT(
        ask("DescribeTable", std::string{R"({"TableName":")"} + kArn + R"("})"),
        HasSubstr(R"("TableName":"jobs")")
    );
}

TEST_F(TableActions, ATableIsUpdated) {
    create();
    EXPECT_THAT(
        ask("UpdateTable", R"({"TableName":"jobs","DeletionProtectionEnabled":true})"),
        HasSubstr(R"("DeletionProtectionEnabled":true)")
    );
    EXPECT_THAT(
        ask("UpdateTable",
            R"({"TableName":"jobs","AttributeDefinitions":[)"
            R"({"AttributeName":"owner","AttributeType":"S"}],)"
            R"("GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by_owner",)"
            R"("KeySchema":[{"AttributeName":"owner","KeyType":"HASH"}],)"
            R"("Projection":{"ProjectionType":"ALL"}}}]})"),
        AllOf(HasSubstr(R"("TableStatus":"UPDATING")"), HasSubstr(R"("IndexStatus":"CREATING")"))
    );
    clock_.advance(milliseconds{100});
    EXPECT_THAT(
        ask("DescribeTable", kName),
        AllOf(HasSubstr(R"("IndexStatus":"ACTIVE")"), Not(HasSubstr("Backfilling")))
    );
}

TEST_F(TableActions, TagsAreKept) {
    create();
    const std::string arn = std::string{R"({"ResourceArn":")"} + kArn + '"';
    EXPECT_EQ(ask("TagResource", arn + R"(,"Tags":[{"Key":"a","Value":"1"}]})"), "");
    EXPECT_EQ(ask("ListTagsOfResource", arn + "}"), R"({"Tags":[{"Key":"a","Value":"1"}]})");
    EXPECT_EQ(ask("UntagResource", arn + R"(,"TagKeys":["a"]})"), "");
    EXPECT_EQ(ask("ListTagsOfResource", arn + "}"), R"({"Tags":[]})");
    EXPECT_THAT(
        ask("ListTagsOfResource",
            R"({"ResourceArn":"arn:aws:dynamodb:us-west-2:000000000000:table/nowhere"})"),
        HasSubstr("Requested resource not found: ResourcArn: arn:aws:dynamodb:us-west-2:"
                  "000000000000:table/nowhere not found")
    );
}

TEST_F(TableActions, TheServiceDescribesItself) {
    EXPECT_EQ(
        ask("DescribeLimits", "{}"),
        R"({"AccountMaxReadCapacityUnits":80000,"AccountMaxWriteCapacityUnits":80000,)"
        R"("TableMaxReadCapacityUnits":40000,"TableMaxWriteCapacityUnits":40000})"
    );
    EXPECT_EQ(
        ask("DescribeEndpoints", "{}"),
        R"({"Endpoints":[{"Address":"localhost:4566","CachePeriodInMinutes":1440}]})"
    );
}

TEST_F(TableActions, BackupsAreDescribedAndSwitchedOn) {
    create();
    EXPECT_THAT(
        ask("DescribeContinuousBackups", kName),
        HasSubstr(R"("PointInTimeRecoveryStatus":"DISABLED")")
    );
    EXPECT_THAT(
        ask("UpdateContinuousBackups",
            R"({"TableName":"jobs",)"
            R"("PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}})"),
        HasSubstr(R"("PointInTimeRecoveryStatus":"ENABLED","RecoveryPeriodInDays":35)")
    );
    EXPECT_THAT(
        ask("DescribeContinuousBackups", R"({"TableName":"nowhere"})"),
        HasSubstr("TableNotFoundException")
    );
}

TEST_F(TableActions, ChangesAreDueWhenTheyAreComplete) {
    EXPECT_EQ(changes_.next_due(), std::nullopt);
    ask("CreateTable", kJobs);
    EXPECT_EQ(changes_.next_due(), clock_.now() + milliseconds{100});
    clock_.advance(milliseconds{100});
    changes_.run_due();
    EXPECT_EQ(changes_.next_due(), std::nullopt);
    ask("DeleteTable", kName);
    clock_.advance(milliseconds{100});
    changes_.run_due();
    EXPECT_TRUE(tables_.list_tables()->empty());
}

TEST_F(TableActions, ItemsExpireALittleAfterTheirTime) {
    create();
    EXPECT_EQ(
        ask("UpdateTimeToLive",
            R"({"TableName":"jobs",)"
            R"("TimeToLiveSpecification":{"Enabled":true,"AttributeName":"until"}})"),
        R"({"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"until"}})"
    );
    const std::string until = std::to_string(epoch_seconds(clock_.now()) + 7);
    ask("PutItem",
        R"({"TableName":"jobs","Item":{"id":{"S":"a"},"until":{"N":")" + until + R"("}}})");
    const auto items = [&] { return ask("Scan", R"({"TableName":"jobs","Select":"COUNT"})"); };
    for (int second = 0; second < 7; ++second) {
        clock_.advance(seconds{1});
        run_due();
    }
    EXPECT_EQ(items(), R"({"Count":1,"ScannedCount":1})");
    clock_.advance(seconds{5});
    EXPECT_EQ(items(), R"({"Count":1,"ScannedCount":1})") << "expired, but not swept";
    run_due();
    EXPECT_EQ(items(), R"({"Count":0,"ScannedCount":0})");
    EXPECT_EQ(
        ask("DescribeTimeToLive", kName),
        R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"until"}})"
    );
}

}  // namespace
}  // namespace sosw::test
