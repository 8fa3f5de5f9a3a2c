#include "core/tasks/json_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw {
namespace {

using ::testing::HasSubstr;

std::string round_trip(std::string_view text) {
    const Result<AttributeValue> value = parse_json(text);
    EXPECT_TRUE(value) << to_string(value.error());
    return value ? to_json(*value) : std::string{};
}

TEST(JsonText, NumbersKeepTheTextTheyWereWrittenIn) {
    for (const char* text :
         {"0",
          "-7",
          "1.0",
          "1e-09",
          "2.50",
          "1E5",
          "9223372036854775807",
          "18446744073709551615",
          "1234567890123456789012345"}) {
        EXPECT_EQ(round_trip(text), text);
    }
    EXPECT_EQ(*parse_json("1.0"), AttributeValue::number("1.0"));
}

TEST(JsonText, TypesBecomeThoseOfDynamoDb) {
    const AttributeValue value = *parse_json(R"({"a": [null, true, "1", 1], "b": {}})");
    const Map& object = *value.get_if<Map>();
    const List& list = *object.find("a")->get_if<List>();
    EXPECT_EQ(list[0].type_name(), "NULL");
    EXPECT_EQ(list[1].type_name(), "BOOL");
    EXPECT_EQ(list[2].type_name(), "S");
    EXPECT_EQ(list[3].type_name(), "N");
    EXPECT_EQ(object.find("b")->type_name(), "M");
}

TEST(JsonText, IsWrittenAsPythonWritesIt) {
    EXPECT_EQ(
        round_trip(R"({"a":[1,2,{"b":null}],"c":true,"d":false,"e":{},"f":[]})"),
        R"({"a": [1, 2, {"b": null}], "c": true, "d": false, "e": {}, "f": []})"
    );
}

TEST(JsonText, EscapesAreThoseOfPython) {
    EXPECT_EQ(
        to_json(AttributeValue{std::string{"a\"b\\c\n\r\t\b\f\x01\x7f/"}}),
        R"("a\"b\\c\n\r\t\b\f\u0001\u007f/")"
    );
}

TEST(JsonText, CharactersOutsideAsciiBecomeEscapes) {
    EXPECT_EQ(to_json(AttributeValue{"ü€"}), R"("\u00fc\u20ac")");
    EXPECT_EQ(to_json(AttributeValue{"\xF0\x9F\x98\x80"}), R"("\ud83d\ude00")");
    EXPECT_EQ(*parse_json(R"("\ud83d\ude00")"), AttributeValue{"\xF0\x9F\x98\x80"});
}

TEST(JsonText, BrokenBytesBecomeTheReplacementCharacter) {
    EXPECT_EQ(to_json(AttributeValue{std::string{"a\xFFz"}}), R"("a\ufffdz")");
    EXPECT_EQ(to_json(AttributeValue{std::string{"\xE2\x82"}}), R"("\ufffd\ufffd")");
}

TEST(JsonText, SetsAreArraysAndBinariesAreBase64) {
    EXPECT_EQ(
        to_json(AttributeValue{AttributeValue::Variant{StringSet{{"a", "b"}}}}), R"(["a", "b"])"
    );
    EXPECT_EQ(
        to_json(AttributeValue{AttributeValue::Variant{NumberSet{{"1", "2.5"}}}}), "[1, 2.5]"
    );
    EXPECT_EQ(to_json(AttributeValue{AttributeValue::Variant{Binary{"sosw"}}}), R"("c29zdw==")");
    EXPECT_EQ(
        to_json(AttributeValue{AttributeValue::Variant{BinarySet{{"abc", "ab"}}}}),
        R"(["YWJj", "YWI="])"
    );
}

TEST(JsonText, TheLastOfTwoEqualKeysWins) {
    EXPECT_EQ(round_trip(R"({"a": 1, "b": 2, "a": 3})"), R"({"a": 3, "b": 2})");
}

TEST(JsonText, NestingIsLimited) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_EQ(round_trip(nested(512)), nested(512));
    const Result<AttributeValue> deeper = parse_json(nested(513));
    ASSERT_FALSE(deeper);
    EXPECT_EQ(deeper.error().code, ErrorCode::InvalidRequest);
    EXPECT_THAT(deeper.error().message, HasSubstr("nested too deeply"));
    EXPECT_FALSE(parse_json(nested(100'000)));
}

TEST(JsonText, WhatIsNoJsonIsRefused) {
    for (const char* text :
         {"", "{", "[1,]", "{'a': 1}", "1 2", "nul", "NaN", "\"a", "{\"a\" 1}"}) {
        const Result<AttributeValue> value = parse_json(text);
        ASSERT_FALSE(value) << text;
        EXPECT_EQ(value.error().name, "InvalidJson");
        EXPECT_FALSE(value.error().message.empty());
    }
}

TEST(JsonText, RoundTripsAreStable) {
    const std::string text =
        R"({"id": 12345678901234567890123, "f": 1e-09, "t": "\u00e9\"", "l": [[], {"x": -0.5}]})";
    EXPECT_EQ(round_trip(text), text);
    EXPECT_EQ(round_trip(round_trip(text)), text);
}

}  // namespace
}  // namespace sosw
