#include "backends/wire/dynamo_db/table_description.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::test {
namespace {

const wire::TablePlace kPlace{.region = "us-west-2", .account = "123"};

TableDetails details() {
    return {
        .definition =
            {.table_name = "jobs",
             .attribute_definitions = {{"id", ScalarType::String}, {"at", ScalarType::Number}},
             .key_schema = {.hash = "id"},
             .global_secondary_indexes =
                 {{.index_name = "by_time",
                   .key_schema = {.hash = "at"},
                   .projection = {.type = ProjectionType::Include, .non_key_attributes = {"x"}}}},
             .billing_mode = BillingMode::Provisioned,
             .provisioned_throughput = ProvisionedThroughput{5, 6}},
        .table_id = "0-1",
        .creation = from_epoch_microseconds(1'772'438'400'123'456),
        .item_count = 2,
        .size_bytes = 30,
        .indexes = {{.index_name = "by_time", .item_count = 1, .size_bytes = 9}}};
}

TEST(TableDescription, ATableIsDescribedInFull) {
    EXPECT_EQ(
        wire::write_table("Table", details(), kPlace),
        R"({"Table":{"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},)"
        R"({"AttributeName":"at","AttributeType":"N"}],)"
        R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
        R"("CreationDateTime":1772438400.123,"TableName":"jobs","TableStatus":"ACTIVE",)"
        R"("TableArn":"arn:aws:dynamodb:us-west-2:123:table/jobs","TableId":"0-1",)"
        R"("ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":5,)"
        R"("WriteCapacityUnits":6},"ItemCount":2,"TableSizeBytes":30,)"
        R"("DeletionProtectionEnabled":false,)"
        R"("GlobalSecondaryIndexes":[{"IndexName":"by_time",)"
        R"("KeySchema":[{"AttributeName":"at","KeyType":"HASH"}],)"
        R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]},)"
        R"("IndexSizeBytes":9,"ItemCount":1,)"
        R"("IndexArn":"arn:aws:dynamodb:us-west-2:123:table/jobs/index/by_time",)"
        R"("IndexStatus":"ACTIVE","ProvisionedThroughput":{"NumberOfDecreasesToday":0,)"
        R"("ReadCapacityUnits":0,"WriteCapacityUnits":0}}]}})"
    );
}

TEST(TableDescription, ADeletedTableIsSummedUp) {
    TableDetails deleted = details();
    deleted.status = TableStatus::Deleting;
    EXPECT_EQ(
        wire::write_deleted_table(deleted, kPlace),
        R"({"TableDescription":{"TableName":"jobs","TableStatus":"DELETING",)"
        R"("TableArn":"arn:aws:dynamodb:us-west-2:123:table/jobs","TableId":"0-1",)"
        R"("ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":5,)"
        R"("WriteCapacityUnits":6},"ItemCount":2,"TableSizeBytes":30,)"
        R"("DeletionProtectionEnabled":false}})"
    );
    EXPECT_EQ(
        wire::write_table("Table", deleted, kPlace).find("GlobalSecondaryIndexes"),
        std::string::npos
    );
}

TEST(TableDescription, WhatATableRemembersIsDescribed) {
    TableDetails table = details();
    table.was_on_demand = true;
    table.definition.billing_mode = BillingMode::PayPerRequest;
    table.on_demand_since = from_epoch_seconds(1'772'438'400);
    table.settings.table_class = "STANDARD";
    table.settings.stream_specification = {true, "NEW_IMAGE"};
    table.stream_since = from_epoch_microseconds(1'772'438'400'001'000);
    table.settings.sse_specification = {true, "KMS", ""};
    const std::string text = wire::write_table("Table", table, kPlace);
    for (const char* part :
         {R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST",)"
          R"("LastUpdateToPayPerRequestDateTime":1772438400})",
          R"("TableClassSummary":{"TableClass":"STANDARD"})",
          R"("StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"})",
          R"("LatestStreamArn":"arn:aws:dynamodb:us-west-2:123:table/jobs/stream/)"
          R"(2026-03-02T08:00:00.001")",
          R"("SSEDescription":{"Status":"ENABLED","SSEType":"KMS",)"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << "\nin " << text;
    }
}

TEST(TableDescription, AnIndexThatIsFilledSaysSo) {
    TableDetails table = details();
    table.indexes.front().status = TableStatus::Creating;
    table.indexes.front().backfilling = true;
    EXPECT_NE(
        wire::write_table("Table", table, kPlace)
            .find(R"("IndexStatus":"CREATING","Backfilling":true)"),
        std::string::npos
    );
}

TEST(TableDescription, TheSmallAnswersAreWritten) {
    EXPECT_EQ(
        wire::write_table_names({.names = {"a", "b"}, .last_evaluated = "b"}),
        R"({"TableNames":["a","b"],"LastEvaluatedTableName":"b"})"
    );
    EXPECT_EQ(
        wire::write_time_to_live(TimeToLiveDescription{}),
        R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})"
    );
    EXPECT_EQ(
        wire::write_continuous_backups({}),
        R"({"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED",)"
        R"("PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"DISABLED"}}})"
    );
    EXPECT_EQ(wire::write_tags({{"k", "v"}}), R"({"Tags":[{"Key":"k","Value":"v"}]})");
}

}  // namespace
}  // namespace sosw::test
