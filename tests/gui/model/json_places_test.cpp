#include "gui/model/json_places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::gui {
namespace {

std::string at(const std::string& text, const std::string& pointer) {
    const auto places = json_places(text);
    const auto found = places.find(pointer);
    return found == places.end()
               ? "nowhere"
               : text.substr(found->second.begin, found->second.end - found->second.begin);
}

TEST(JsonPlaces, FindsNumbersInWhateverWayTheyAreWritten) {
    const std::string text = R"({"a": -1.5e+3, "b":7,"c" : [0, 12 , 3]})";
    EXPECT_EQ(at(text, "/a"), "-1.5e+3");
    EXPECT_EQ(at(text, "/b"), "7");
    EXPECT_EQ(at(text, "/c/1"), "12");
    EXPECT_EQ(at(text, "/c/2"), "3");
}

TEST(JsonPlaces, FindsTextsWithQuotesInside) {
    const std::string text = R"({"a": "say \"hi\\", "b": "", "c": "x"})";
    EXPECT_EQ(at(text, "/a"), R"("say \"hi\\")");
    EXPECT_EQ(at(text, "/b"), R"("")");
    EXPECT_EQ(at(text, "/c"), R"("x")");
}

TEST(JsonPlaces, FindsWords) {
    const std::string text = R"([true,false , null])";
    EXPECT_EQ(at(text, "/0"), "true");
    EXPECT_EQ(at(text, "/1"), "false");
    EXPECT_EQ(at(text, "/2"), "null");
}

TEST(JsonPlaces, FindsObjectsAndLists) {
    const std::string text = R"({"a": {"b": [1, {}]} })";
    EXPECT_EQ(at(text, "/a"), R"({"b": [1, {}]})");
    EXPECT_EQ(at(text, "/a/b"), "[1, {}]");
    EXPECT_EQ(at(text, ""), text);
}

TEST(JsonPlaces, CommentsAreNoValues) {
    const std::string text = "{ // \"a\": 1\n \"a\": /* 2 */ 3 /* 4 */, // 5\n \"b\": 6}";
    EXPECT_EQ(at(text, "/a"), "3");
    EXPECT_EQ(at(text, "/b"), "6");
}

TEST(JsonPlaces, NamesAreEscapedAsPointersDo) {
    EXPECT_EQ(at(R"({"a/b": {"c~d": 1}})", "/a~1b/c~0d"), "1");
}

TEST(JsonPlaces, OfARepeatedKeyTheLastValueCounts) {
    EXPECT_EQ(at(R"({"a": 1, "a": 2})", "/a"), "2");
}

TEST(JsonPlaces, ReplacesValuesAndLeavesTheRestAsItIs) {
    const std::string text = "{\n  // how hot\n  \"3\": 50,   \"4\": 25\n}\n";
    EXPECT_EQ(
        with_values(text, {{"/3", "48.5"}, {"/4", "5"}}),
        "{\n  // how hot\n  \"3\": 48.5,   \"4\": 5\n}\n"
    );
}

TEST(JsonPlaces, AValueBecomesADocumentMovedToTheLeft) {
    EXPECT_EQ(
        value_text("{\n    \"a\": {\n        \"b\": 1\n    }\n}", "/a"), "{\n    \"b\": 1\n}\n"
    );
}

TEST(JsonPlaces, ATextIsQuoted) { EXPECT_EQ(json_string("a \"b\""), R"("a \"b\"")"); }

}  // namespace
}  // namespace sosw::gui
