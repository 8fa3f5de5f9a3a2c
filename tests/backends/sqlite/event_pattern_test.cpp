#include "backends/sqlite/event_pattern.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::sqlite {
namespace {

/// Whether `pattern` as the pattern of `detail.x` wants an event with `value` there.
bool wants(const std::string& pattern, const std::string& value) {
    const std::string whole = R"({"detail":{"x":)" + pattern + "}}";
    const auto checked = check_event_pattern(whole);
    EXPECT_TRUE(checked) << whole << ": " << (checked ? "" : checked.error().message);
    return event_matches(whole, R"({"source":"s","detail":{"x":)" + value + "}}");
}

std::string message_of(const std::string& pattern) {
    const auto checked = check_event_pattern(pattern);
    return checked ? "" : checked.error().message;
}

TEST(EventPattern, AValueIsOneOfTheList) {
    EXPECT_TRUE(wants(R"(["a","b"])", R"("b")"));
    EXPECT_FALSE(wants(R"(["a","b"])", R"("c")"));
    EXPECT_TRUE(wants("[1, true, null]", "1.0"));
    EXPECT_TRUE(wants("[1, true, null]", "true"));
    EXPECT_TRUE(wants("[1, true, null]", "null"));
    EXPECT_FALSE(wants("[1]", R"("1")"));
    EXPECT_FALSE(wants("[true]", "1"));
}

TEST(EventPattern, AllFieldsHaveToMatch) {
    const std::string pattern = R"({"source":["a"],"detail":{"x":["1"],"y":["2"]}})";
    EXPECT_TRUE(event_matches(pattern, R"({"source":"a","detail":{"x":"1","y":"2","z":"3"}})"));
    EXPECT_FALSE(event_matches(pattern, R"({"source":"a","detail":{"x":"1"}})"));
    EXPECT_FALSE(event_matches(pattern, R"({"source":"a"})"));
}

TEST(EventPattern, AListInTheEventMatchesWhereOneItemDoes) {
    EXPECT_TRUE(wants(R"(["b"])", R"(["a","b"])"));
    EXPECT_FALSE(wants(R"(["c"])", R"(["a","b"])"));
    EXPECT_FALSE(wants(R"(["c"])", "[]"));
    EXPECT_TRUE(wants(R"({"y":["b"]})", R"([{"y":"a"},{"y":"b"}])"));
}

TEST(EventPattern, TextsByTheirBeginningEndAndMiddle) {
    EXPECT_TRUE(wants(R"([{"prefix":"ab"}])", R"("abc")"));
    EXPECT_FALSE(wants(R"([{"prefix":"ab"}])", R"("ba")"));
    EXPECT_FALSE(wants(R"([{"prefix":"1"}])", "12"));
    EXPECT_TRUE(wants(R"([{"suffix":".png"}])", R"("x.png")"));
    EXPECT_FALSE(wants(R"([{"suffix":".png"}])", R"("x.jpg")"));
    EXPECT_TRUE(wants(R"([{"prefix":{"equals-ignore-case":"AB"}}])", R"("abc")"));
    EXPECT_TRUE(wants(R"([{"suffix":{"equals-ignore-case":".PNG"}}])", R"("x.png")"));
    EXPECT_TRUE(wants(R"([{"equals-ignore-case":"ABC"}])", R"("abc")"));
    EXPECT_TRUE(wants(R"([{"wildcard":"a*c*"}])", R"("abbcd")"));
    EXPECT_TRUE(wants(R"([{"wildcard":"*.txt"}])", R"("a.txt.txt")"));
    EXPECT_FALSE(wants(R"([{"wildcard":"a*c"}])", R"("ab")"));
}

TEST(EventPattern, NumbersByComparison) {
    const std::string between = R"([{"numeric":[">",0,"<=",5]}])";
    EXPECT_TRUE(wants(between, "5"));
    EXPECT_TRUE(wants(between, "0.5"));
    EXPECT_FALSE(wants(between, "0"));
    EXPECT_FALSE(wants(between, R"("3")"));
    EXPECT_TRUE(wants(R"([{"numeric":["=",3.0]}])", "3"));
}

TEST(EventPattern, WhatAFieldMustNotBe) {
    EXPECT_TRUE(wants(R"([{"anything-but":"a"}])", R"("b")"));
    EXPECT_FALSE(wants(R"([{"anything-but":["a","b"]}])", R"("b")"));
    EXPECT_FALSE(wants(R"([{"anything-but":[1]}])", "1"));
    EXPECT_TRUE(wants(R"([{"anything-but":{"prefix":"a"}}])", R"("b")"));
    EXPECT_FALSE(wants(R"([{"anything-but":{"prefix":["a","c"]}}])", R"("cd")"));
    EXPECT_FALSE(event_matches(R"({"x":[{"anything-but":"a"}]})", R"({"y":1})"))
        << "a field that is not there is not anything";
}

TEST(EventPattern, FieldsThatExistOrDoNot) {
    EXPECT_TRUE(wants(R"([{"exists":true}])", "null"));
    EXPECT_FALSE(wants(R"([{"exists":false}])", "1"));
    EXPECT_TRUE(event_matches(R"({"x":[{"exists":false}]})", R"({"y":1})"));
    EXPECT_TRUE(event_matches(R"({"detail":{"x":[{"exists":false}]}})", R"({"y":1})"));
    EXPECT_FALSE(event_matches(R"({"x":[{"exists":true}]})", R"({"y":1})"));
}

TEST(EventPattern, AddressesByNetwork) {
    EXPECT_TRUE(wants(R"([{"cidr":"10.0.0.0/24"}])", R"("10.0.0.255")"));
    EXPECT_FALSE(wants(R"([{"cidr":"10.0.0.0/24"}])", R"("10.0.1.0")"));
    EXPECT_TRUE(wants(R"([{"cidr":"0.0.0.0/0"}])", R"("1.2.3.4")"));
    EXPECT_FALSE(wants(R"([{"cidr":"10.0.0.0/24"}])", R"("ten")"));
}

TEST(EventPattern, OneOfSeveralPatterns) {
    const std::string pattern = R"({"$or":[{"a":["1"]},{"b":["2"]}],"c":["3"]})";
    EXPECT_EQ(message_of(pattern), "");
    EXPECT_TRUE(event_matches(pattern, R"({"b":"2","c":"3"})"));
    EXPECT_FALSE(event_matches(pattern, R"({"b":"3","c":"3"})"));
    EXPECT_FALSE(event_matches(pattern, R"({"a":"1"})"));
}

TEST(EventPattern, WrongPatternsAreRefused) {
    EXPECT_EQ(
        message_of(R"({"source":"a"})"),
        "Event pattern is not valid. Reason: \"source\" must be an object or an array"
    );
    EXPECT_EQ(message_of("[1]"), "Event pattern is not valid. Reason: Filter is not an object");
    EXPECT_EQ(
        message_of(R"({"a":[{"like":"x"}]})"),
        "Event pattern is not valid. Reason: Unrecognized match type like"
    );
    for (const std::string pattern :
         {"{",
          "{}",
          R"({"a":{}})",
          R"({"a":[]})",
          R"({"a":[["b"]]})",
          R"({"a":[{}]})",
          R"({"a":[{"prefix":1}]})",
          R"({"a":[{"exists":"yes"}]})",
          R"({"a":[{"numeric":[">"]}]})",
          R"({"a":[{"numeric":["~",1]}]})",
          R"({"a":[{"anything-but":[]}]})",
          R"({"a":[{"anything-but":{"like":"x"}}]})",
          R"({"a":[{"cidr":"10.0.0.0"}]})",
          R"({"a":[{"cidr":"10.0.0.0/33"}]})",
          R"({"$or":[{"a":[1]}]})",
          R"({"$or":[1,2]})",
          R"({"a":[{"prefix":"a","suffix":"b"}]})"}) {
        EXPECT_NE(message_of(pattern), "") << pattern;
    }
}

}  // namespace
}  // namespace sosw::sqlite
