#include "backends/wire/dynamo_db/table_codec.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/support/dynamo_tables.hpp"

namespace sosw::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TableCodec : public testing::Test {
protected:
    /// Lives until the next call.
    wire::Json json(const std::string& text) { return parser_.parse(text).value(); }

    std::string create(const std::string& text) {
        return outcome(wire::read_create_table(json(text)));
    }
    std::string name(const std::string& text) { return outcome(wire::read_table_name(json(text))); }

    simdjson::dom::parser parser_;
};

TEST_F(TableCodec, ATableWithAllItMayHaveIsRead) {
    const auto read = wire::read_create_table(json(R"({
        "TableName": "arn:aws:dynamodb:us-west-2:000000000000:table/jobs",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"},
                                 {"AttributeName": "at", "AttributeType": "N"},
                                 {"AttributeName": "raw", "AttributeType": "B"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"},
                      {"AttributeName": "at", "KeyType": "RANGE"}],
        "LocalSecondaryIndexes": [{"IndexName": "local",
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"},
                          {"AttributeName": "raw", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["x", "y"]}}],
        "GlobalSecondaryIndexes": [{"IndexName": "global",
            "KeySchema": [{"AttributeName": "raw", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
            "OnDemandThroughput": {"MaxReadRequestUnits": 7}}],
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        "SSESpecification": {"Enabled": true, "SSEType": "KMS"},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "DeletionProtectionEnabled": true,
        "Tags": [{"Key": "team", "Value": "blue"}],
        "SomethingNew": {"Is": "ignored"}})"));
    ASSERT_EQ(outcome(read), "success");
    EXPECT_EQ(read->table_name, "jobs");
    ASSERT_EQ(read->attribute_definitions.size(), 3U);
    EXPECT_EQ(read->attribute_definitions[1].attribute_type, ScalarType::Number);
    EXPECT_EQ(read->attribute_definitions[2].attribute_type, ScalarType::Binary);
    EXPECT_EQ(read->key_schema[1].key_type, "RANGE");
    const IndexRequest& local = read->local_secondary_indexes->front();
    EXPECT_EQ(local.projection_type, ProjectionType::Include);
    EXPECT_THAT(*local.non_key_attributes, ElementsAre("x", "y"));
    const IndexRequest& global = read->global_secondary_indexes->front();
    EXPECT_EQ(global.projection_type, ProjectionType::KeysOnly);
    EXPECT_EQ(global.on_demand_throughput->max_read_request_units, 7);
    EXPECT_EQ(read->billing_mode, BillingMode::PayPerRequest);
    EXPECT_EQ(read->settings.stream_specification->stream_view_type, "NEW_IMAGE");
    EXPECT_TRUE(read->settings.sse_specification->enabled);
    EXPECT_EQ(read->settings.table_class, "STANDARD_INFREQUENT_ACCESS");
    EXPECT_TRUE(read->settings.deletion_protection_enabled);
    EXPECT_EQ(read->tags.front().value, "blue");
}

TEST_F(TableCodec, TypesAreCheckedBeforeAnythingElse) {
    EXPECT_EQ(
        create(R"({"AttributeDefinitions": "x"})"), "SerializationException: Unexpected field type"
    );
    EXPECT_EQ(
        create(R"({"KeySchema": [1]})"), "SerializationException: Unexpected value type in payload"
    );
    EXPECT_EQ(
        create(R"({"GlobalSecondaryIndexes": [{"IndexName": 1.5}]})"),
        "SerializationException: DECIMAL_VALUE cannot be converted to String"
    );
    EXPECT_EQ(
        create(R"({"ProvisionedThroughput": {"ReadCapacityUnits": "1"}})"),
        "SerializationException: STRING_VALUE cannot be converted to Long"
    );
    EXPECT_EQ(
        create(R"({"LocalSecondaryIndexes": [[]]})"),
        "SerializationException: Unrecognized collection type class "
        "com.amazonaws.dynamodb.v20120810.LocalSecondaryIndex"
    );
}

TEST_F(TableCodec, ATableMustBeNamed) {
    EXPECT_EQ(
        name("{}"),
        "ValidationException: The parameter 'TableName' is required but was not present in the "
        "request"
    );
    EXPECT_EQ(
        name(R"({"TableName": "ab"})"),
        "ValidationException: TableName must be at least 3 characters long and at most 255 "
        "characters long"
    );
    EXPECT_EQ(
        name(R"({"TableName": "a b;"})"),
        "ValidationException: 1 validation error detected: Value 'a b;' at 'tableName' failed to "
        "satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    );
}

TEST_F(TableCodec, ConstraintsAreReportedTogetherInTheOrderOfTheModel) {
    EXPECT_EQ(
        create(R"({"TableName": "abc", "BillingMode": "FREE",
            "ProvisionedThroughput": {"ReadCapacityUnits": 0},
            "KeySchema": [{"KeyType": "SORT", "AttributeName": "id"}]})"),
        "ValidationException: 5 validation errors detected: Value null at 'attributeDefinitions' "
        "failed to satisfy constraint: Member must not be null; Value 'FREE' at 'billingMode' "
        "failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, "
        "PAY_PER_REQUEST]; Value null at 'provisionedThroughput.writeCapacityUnits' failed to "
        "satisfy constraint: Member must not be null; Value '0' at "
        "'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have "
        "value greater than or equal to 1; Value 'SORT' at 'keySchema.1.member.keyType' failed to "
        "satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]"
    );
}

TEST_F(TableCodec, AListIsShownAsJavaShowsIt) {
    EXPECT_THAT(
        create(R"({"TableName": "abc", "AttributeDefinitions": [], "KeySchema": [
            {"AttributeName": "a", "KeyType": "HASH"}, {"AttributeName": "b", "KeyType": "RANGE"},
            {"AttributeName": "c", "KeyType": "RANGE"}]})"),
        HasSubstr("Value '[KeySchemaElement(attributeName=a, keyType=HASH), "
                  "KeySchemaElement(attributeName=b, keyType=RANGE), "
                  "KeySchemaElement(attributeName=c, keyType=RANGE)]' at 'keySchema' failed to "
                  "satisfy constraint: Member must have length less than or equal to 2")
    );
}

TEST_F(TableCodec, AnIndexIsUpdatedByOneOfThroughputAndMaxima) {
    const auto update = [&](const std::string& action) {
        return wire::read_update_table(json(
            R"({"TableName": "abc", "GlobalSecondaryIndexUpdates": [{"Update": )" + action + "}]}"
        ));
    };
    EXPECT_THAT(
        outcome(update(R"({"IndexName": "one"})")),
        HasSubstr("Value null at 'globalSecondaryIndexUpdates.1.member.update."
                  "provisionedThroughput' failed to satisfy constraint: Member must not be null")
    );
    const auto read =
        update(R"({"IndexName": "one", "OnDemandThroughput": {"MaxWriteRequestUnits": 3}})");
    ASSERT_EQ(outcome(read), "success");
    EXPECT_EQ(
        read->global_secondary_index_updates.front()
            .update->on_demand_throughput->max_write_request_units,
        3
    );
}

TEST_F(TableCodec, AMemberWithoutANameStandsForNoOther) {
    EXPECT_THAT(
        outcome(wire::read_update_time_to_live(
            json(R"({"TableName": "jobs", "": {"Enabled": true, "AttributeName": "ttl"}})")
        )),
        HasSubstr("Value null at 'timeToLiveSpecification'")
    );
}

TEST_F(TableCodec, TagsAreOfATableByItsArn) {
    const auto tag = [&](const std::string& text) {
        return outcome(wire::read_tag_resource(json(text), "123"));
    };
    EXPECT_EQ(tag("{}"), "ValidationException: Invalid TableArn");
    EXPECT_EQ(
        tag(R"({"ResourceArn": "jobs"})"),
        "AccessDeniedException: User: arn:aws:iam::123:root is not authorized to perform: "
        "dynamodb:TagResource on resource: jobs"
    );
    EXPECT_EQ(
        tag(R"({"ResourceArn": "a:b:c:d:e:f/g", "Tags": [{"Key": "k", "Value": "v"}]})"),
        "ValidationException: Invalid TableArn: Invalid ResourceArn provided as input a:b:c:d:e:f/g"
    );
    const std::string arn = R"("ResourceArn": "arn:aws:dynamodb:us-west-2:123:table/jobs")";
    EXPECT_THAT(tag("{" + arn + "}"), HasSubstr("Value null at 'tags'"));
    EXPECT_EQ(
        tag("{" + arn + R"(, "Tags": []})"),
        "ValidationException: Atleast one Tag needs to be provided as Input."
    );
    const auto read = wire::read_untag_resource(json("{" + arn + R"(, "TagKeys": ["k"]})"), "123");
    ASSERT_EQ(outcome(read), "success");
    EXPECT_EQ(read->table_name, "jobs");
    EXPECT_THAT(read->keys, ElementsAre("k"));
}

TEST_F(TableCodec, APageOfNamesHasAtMostAHundred) {
    EXPECT_EQ(wire::read_list_tables(json("{}"))->limit, 100U);
    EXPECT_EQ(
        outcome(wire::read_list_tables(json(R"({"Limit": 101, "ExclusiveStartTableName": "a;"})"))),
        "ValidationException: 3 validation errors detected: Value '101' at 'limit' failed to "
        "satisfy constraint: Member must have value less than or equal to 100; Value 'a;' at "
        "'exclusiveStartTableName' failed to satisfy constraint: Member must satisfy regular "
        "expression pattern: [a-zA-Z0-9_.-]+; Value 'a;' at 'exclusiveStartTableName' failed to "
        "satisfy constraint: Member must have length greater than or equal to 3"
    );
}

}  // namespace
}  // namespace sosw::test
