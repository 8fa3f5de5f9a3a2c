#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/dynamo_db_contract.hpp"

// Single items: put, get, update, delete.

namespace sosw::test {
namespace {

using testing::HasSubstr;

constexpr const char* kConditionFailed =
    "ConditionalCheckFailedException: The conditional request failed";

TEST_P(DynamoDbContract, AnItemComesBackAsItWasPut) {
    const Item item{
        {"id", "a"},
        {"text", "naïve"},
        {"empty", ""},
        {"number", n("-12345678901234567890.5")},
        {"binary", AttributeValue::Variant{Binary{std::string{"\0\xFF", 2}}}},
        {"flag", AttributeValue::boolean(true)},
        {"nothing", AttributeValue{}},
        {"strings", string_set({"x", "y"})},
        {"numbers", number_set({"1", "2.5"})},
        {"bytes", AttributeValue::Variant{BinarySet{{"p", "q"}}}},
        {"list", AttributeValue::Variant{List{n(1), "two", AttributeValue::Variant{List{}}}}},
        {"map",
         AttributeValue::Variant{Map{{"inner", n(1)}, {"empty", AttributeValue::Variant{Map{}}}}}}};
    put("items", item);
    EXPECT_EQ(get("items", {{"id", "a"}}), item);
}

TEST_P(DynamoDbContract, AMissingItemIsNoError) {
    EXPECT_EQ(get("items", {{"id", "missing"}}), Item{});
}

TEST_P(DynamoDbContract, M27_NumbersComeBackNormalised) {
    put("items", {{"id", "a"}, {"x", n("00100.500")}, {"y", n("1E+3")}, {"z", n("-0")}});
    const Item item = get("items", {{"id", "a"}});
    EXPECT_EQ(*item.find("x"), n("100.5"));
    EXPECT_EQ(*item.find("y"), n("1000"));
    EXPECT_EQ(*item.find("z"), n("0"));
}

TEST_P(DynamoDbContract, M27_EqualNumbersAreOneKey) {
    put("events", {{"lane", "s"}, {"tick", n("1.50")}, {"v", "old"}});
    put("events", {{"lane", "s"}, {"tick", n("15E-1")}, {"v", "new"}});
    const Item item = get("events", {{"lane", "s"}, {"tick", n("1.5")}});
    EXPECT_EQ(*item.find("v"), AttributeValue{"new"});
    EXPECT_EQ(*item.find("tick"), n("1.5"));
}

TEST_P(DynamoDbContract, APutReplacesTheWholeItem) {
    put("items", {{"id", "a"}, {"x", n(1)}, {"owner", "o"}, {"rank", n(1)}});
    const auto replaced = db().put_item(
        {.table_name = "items",
         .item = {{"id", "a"}, {"y", n(2)}},
         .return_values = ReturnValues::AllOld}
    );
    ASSERT_TRUE(replaced.has_value());
    EXPECT_EQ(
        replaced->attributes, (Item{{"id", "a"}, {"x", n(1)}, {"owner", "o"}, {"rank", n(1)}})
    );
    EXPECT_EQ(get("items", {{"id", "a"}}), (Item{{"id", "a"}, {"y", n(2)}}));
}

TEST_P(DynamoDbContract, APutOfANewItemReturnsNoOldOne) {
    const auto made = db().put_item(
        {.table_name = "items", .item = {{"id", "a"}}, .return_values = ReturnValues::AllOld}
    );
    ASSERT_TRUE(made.has_value());
    EXPECT_FALSE(made->attributes.has_value());
}

TEST_P(DynamoDbContract, AConditionalPutHappensOnce) {
    PutItemInput input{
        .table_name = "items",
        .item = {{"id", "a"}, {"x", n(1)}},
        .condition_expression = "attribute_not_exists(id)"};
    EXPECT_EQ(outcome(db().put_item(input)), "success");
    input.item.set("x", n(2));
    const auto second = db().put_item(input);
    EXPECT_EQ(outcome(second), kConditionFailed);
    EXPECT_EQ(second.error().code, ErrorCode::ConditionFailed);
    EXPECT_EQ(second.error().detail<ConditionCheckFailed>(), nullptr);
    EXPECT_EQ(*get("items", {{"id", "a"}}).find("x"), n(1));
}

TEST_P(DynamoDbContract, AFailedConditionReturnsTheItemWhereAsked) {
    put("items", {{"id", "a"}, {"x", n(1)}});
    const auto failed = db().put_item(
        {.table_name = "items",
         .item = {{"id", "a"}},
         .condition_expression = "x > :v",
         .expression_attribute_values = {{":v", n(5)}},
         .on_condition_check_failure = ReturnValuesOnConditionCheckFailure::AllOld}
    );
    ASSERT_FALSE(failed.has_value());
    const auto* detail = failed.error().detail<ConditionCheckFailed>();
    ASSERT_NE(detail, nullptr);
    EXPECT_EQ(detail->item, (Item{{"id", "a"}, {"x", n(1)}}));
}

TEST_P(DynamoDbContract, AnUpdateMakesTheItemWhereThereIsNone) {
    const auto made = db().update_item(
        {.table_name = "items",
         .key = {{"id", "a"}},
         .update_expression = "SET x = :x",
         .expression_attribute_values = {{":x", n("1.0")}},
         .return_values = ReturnValues::AllNew}
    );
    ASSERT_EQ(outcome(made), "success");
    EXPECT_EQ(made->attributes, (Item{{"id", "a"}, {"x", n(1)}}));
    EXPECT_EQ(get("items", {{"id", "a"}}), (Item{{"id", "a"}, {"x", n(1)}}));
}

TEST_P(DynamoDbContract, AnUpdateWithoutExpressionMakesTheBareKey) {
    EXPECT_EQ(outcome(db().update_item({.table_name = "items", .key = {{"id", "a"}}})), "success");
    EXPECT_EQ(get("items", {{"id", "a"}}), (Item{{"id", "a"}}));
}

TEST_P(DynamoDbContract, AnUpdateReturnsWhatIsAsked) {
    put("items", {{"id", "a"}, {"x", n(1)}, {"y", n(1)}});
    const auto with = [&](ReturnValues wanted) {
        return db().update_item(
            {.table_name = "items",
             .key = {{"id", "a"}},
             .update_expression = "ADD x :one",
             .expression_attribute_values = {{":one", n(1)}},
             .return_values = wanted}
        );
    };
    EXPECT_EQ(with(ReturnValues::None)->attributes, std::nullopt);
    EXPECT_EQ(
        with(ReturnValues::AllOld)->attributes, (Item{{"id", "a"}, {"x", n(2)}, {"y", n(1)}})
    );
    EXPECT_EQ(
        with(ReturnValues::AllNew)->attributes, (Item{{"id", "a"}, {"x", n(4)}, {"y", n(1)}})
    );
    EXPECT_EQ(with(ReturnValues::UpdatedOld)->attributes, (Item{{"x", n(4)}}));
    EXPECT_EQ(with(ReturnValues::UpdatedNew)->attributes, (Item{{"x", n(6)}}));
}

TEST_P(DynamoDbContract, AConditionalUpdateLeavesTheItemAloneWhereItFails) {
    put("items", {{"id", "a"}, {"x", n(1)}});
    UpdateItemInput input{
        .table_name = "items",
        .key = {{"id", "a"}},
        .update_expression = "SET x = x + :one, attempts = if_not_exists(attempts, :zero) + :one",
        .condition_expression = "x = :seen AND attribute_not_exists(done)",
        .expression_attribute_values = {{":one", n(1)}, {":zero", n("0")}, {":seen", n(1)}}};
    EXPECT_EQ(outcome(db().update_item(input)), "success");
    EXPECT_EQ(outcome(db().update_item(input)), kConditionFailed);
    EXPECT_EQ(get("items", {{"id", "a"}}), (Item{{"id", "a"}, {"x", n(2)}, {"attempts", n(1)}}));
}

TEST_P(DynamoDbContract, AConditionOnAMissingItemFails) {
    const auto failed = db().update_item(
        {.table_name = "items",
         .key = {{"id", "ghost"}},
         .update_expression = "SET x = :x",
         .condition_expression = "attribute_exists(id)",
         .expression_attribute_values = {{":x", n(1)}}}
    );
    EXPECT_EQ(outcome(failed), kConditionFailed);
    EXPECT_EQ(get("items", {{"id", "ghost"}}), Item{});
}

TEST_P(DynamoDbContract, AnUpdateCannotTouchTheKey) {
    put("items", {{"id", "a"}});
    const auto refused = db().update_item(
        {.table_name = "items",
         .key = {{"id", "a"}},
         .update_expression = "SET id = :x",
         .expression_attribute_values = {{":x", "b"}}}
    );
    EXPECT_EQ(
        outcome(refused),
        "ValidationException: One or more parameter values were invalid: Cannot update attribute "
        "id. This attribute is part of the key"
    );
}

TEST_P(DynamoDbContract, ADeleteReturnsTheOldItem) {
    put("items", {{"id", "a"}, {"x", n(1)}});
    const DeleteItemInput input{
        .table_name = "items", .key = {{"id", "a"}}, .return_values = ReturnValues::AllOld};
    EXPECT_EQ(db().delete_item(input)->attributes, (Item{{"id", "a"}, {"x", n(1)}}));
    EXPECT_EQ(db().delete_item(input)->attributes, std::nullopt) << "nothing left, and no error";
    EXPECT_EQ(get("items", {{"id", "a"}}), Item{});
}

TEST_P(DynamoDbContract, AConditionalDeleteMayFail) {
    put("items", {{"id", "a"}, {"x", n(1)}});
    const auto refused = db().delete_item(
        {.table_name = "items",
         .key = {{"id", "a"}},
         .condition_expression = "x = :x",
         .expression_attribute_values = {{":x", n(2)}}}
    );
    EXPECT_EQ(outcome(refused), kConditionFailed);
    EXPECT_NE(get("items", {{"id", "a"}}), Item{});
}

TEST_P(DynamoDbContract, AnItemNeedsItsKey) {
    EXPECT_EQ(
        outcome(db().put_item({.table_name = "items", .item = {{"x", n(1)}}})),
        "ValidationException: One or more parameter values were invalid: Missing the key id in the "
        "item"
    );
    EXPECT_EQ(
        outcome(db().put_item({.table_name = "items", .item = {{"id", n(1)}}})),
        "ValidationException: One or more parameter values were invalid: Type mismatch for key id "
        "expected: S actual: N"
    );
    EXPECT_EQ(
        outcome(db().put_item({.table_name = "items", .item = {{"id", ""}}})),
        "ValidationException: One or more parameter values are not valid. The AttributeValue for a "
        "key attribute cannot contain an empty string value. Key: id"
    );
}

TEST_P(DynamoDbContract, AKeyMustBeThatOfTheTable) {
    const std::string no_match =
        "ValidationException: The provided key element does not match the schema";
    const auto get_with = [&](Item key) {
        return outcome(db().get_item({.table_name = "events", .key = std::move(key)}));
    };
    EXPECT_EQ(get_with({{"lane", "s"}}), no_match);
    EXPECT_EQ(get_with({{"lane", "s"}, {"tick", "text"}}), no_match);
    EXPECT_EQ(get_with({{"lane", "s"}, {"weight", n(1)}}), no_match);
    EXPECT_EQ(get_with({{"lane", "s"}, {"tick", n(1)}, {"more", n(1)}}), no_match);
    EXPECT_EQ(outcome(db().delete_item({.table_name = "items", .key = {{"id", n(1)}}})), no_match);
    EXPECT_EQ(outcome(db().update_item({.table_name = "items", .key = {}})), no_match);
}

TEST_P(DynamoDbContract, KeysHaveALengthLimit) {
    EXPECT_EQ(
        outcome(db().put_item({.table_name = "items", .item = {{"id", std::string(2048, 'x')}}})),
        "success"
    );
    EXPECT_THAT(
        outcome(db().put_item({.table_name = "items", .item = {{"id", std::string(2049, 'x')}}})),
        HasSubstr("Size of hashkey has exceeded the maximum size limit of2048 bytes")
    );
}

TEST_P(DynamoDbContract, AnIndexKeyHasItsType) {
    const std::string mismatch =
        "ValidationException: One or more parameter values were invalid: Type mismatch for Index "
        "Key rank Expected: N Actual: S IndexName: by_owner";
    EXPECT_EQ(
        outcome(db().put_item({.table_name = "items", .item = {{"id", "a"}, {"rank", "high"}}})),
        mismatch
    );
    EXPECT_EQ(
        outcome(db().update_item(
            {.table_name = "items",
             .key = {{"id", "a"}},
             .update_expression = "SET #r = :r",
             .expression_attribute_names = {{"#r", "rank"}},
             .expression_attribute_values = {{":r", "high"}}}
        )),
        mismatch
    );
    EXPECT_THAT(
        outcome(db().put_item({.table_name = "items", .item = {{"id", "a"}, {"owner", ""}}})),
        HasSubstr("cannot contain an empty string value")
    );
    EXPECT_EQ(get("items", {{"id", "a"}}), Item{});
}

TEST_P(DynamoDbContract, SetsAreNeitherEmptyNorRepeatThemselves) {
    const auto put_with = [&](AttributeValue value) {
        return outcome(
            db().put_item({.table_name = "items", .item = {{"id", "a"}, {"set", std::move(value)}}})
        );
    };
    EXPECT_THAT(put_with(string_set({})), HasSubstr("may not be empty"));
    EXPECT_THAT(
        put_with(string_set({"a", "a"})), HasSubstr("Input collection [a, a] contains duplicates.")
    );
    EXPECT_THAT(put_with(number_set({"1", "1.0"})), HasSubstr("contains duplicates"));
}

TEST_P(DynamoDbContract, NumbersMustBeNumbers) {
    EXPECT_THAT(
        outcome(db().put_item({.table_name = "items", .item = {{"id", "a"}, {"x", n("one")}}})),
        HasSubstr("ValidationException: The parameter cannot be converted to a numeric value")
    );
    EXPECT_THAT(
        outcome(db().get_item({.table_name = "events", .key = {{"lane", "s"}, {"tick", n("x")}}})),
        HasSubstr("ValidationException")
    );
}

TEST_P(DynamoDbContract, AnItemHasAtMost400KiB) {
    const std::size_t overhead = 2 + 1 + 1;  // The names, and the key's value.
    const auto put_with = [&](std::size_t size) {
        return outcome(db().put_item(
            {.table_name = "items", .item = {{"id", "k"}, {"x", std::string(size, 'x')}}}
        ));
    };
    EXPECT_EQ(put_with(400 * 1024 - overhead), "success");
    EXPECT_EQ(
        put_with(400 * 1024 - overhead + 1),
        "ValidationException: Item size has exceeded the maximum allowed size"
    );
    EXPECT_EQ(
        outcome(db().update_item(
            {.table_name = "items",
             .key = {{"id", "k"}},
             .update_expression = "SET y = :y",
             .expression_attribute_values = {{":y", "y"}}}
        )),
        "ValidationException: Item size to update has exceeded the maximum allowed size"
    );
}

TEST_P(DynamoDbContract, AGetMayBeProjected) {
    put("items", {{"id", "a"}, {"x", n(1)}, {"y", n(2)}});
    const auto got = db().get_item(
        {.table_name = "items",
         .key = {{"id", "a"}},
         .projection_expression = "#x, absent",
         .expression_attribute_names = {{"#x", "x"}}}
    );
    ASSERT_EQ(outcome(got), "success");
    EXPECT_EQ(got->item, (Item{{"x", n(1)}}));
}

TEST_P(DynamoDbContract, AnUnknownTableIsNotFound) {
    const std::string not_found = "ResourceNotFoundException: Requested resource not found";
    const auto got = db().get_item({.table_name = "nowhere", .key = {{"id", "a"}}});
    EXPECT_EQ(outcome(got), not_found);
    EXPECT_EQ(got.error().code, ErrorCode::NotFound);
    EXPECT_EQ(outcome(db().put_item({.table_name = "nowhere", .item = {{"id", "a"}}})), not_found);
}

}  // namespace
}  // namespace sosw::test
