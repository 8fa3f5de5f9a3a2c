#include "backends/json_syntax.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/base/random.hpp"

namespace sosw {
namespace {

TEST(JsonSyntax, AcceptsEachKindOfValue) {
    for (const char* text : {
             "{}",
             "[]",
             R"( {"a": [1, -2.5e+10, true, false, null, "x\u00e9\n\\"], "": {"b": {}}} )",
             "0",
             "-0.0",
             "1E5",
             R"("ü€😀")",
             "[[[[1]]]]",
         }) {
        EXPECT_TRUE(is_json(text)) << text;
    }
}

TEST(JsonSyntax, RefusesWhatIsNoValue) {
    for (const char* text : {
             "",
             " ",
             "{",
             "}",
             "[1,]",
             "[,1]",
             R"({"a"})",
             R"({"a": 1,})",
             R"({a: 1})",
             R"({'a': 1})",
             "01",
             "1.",
             ".5",
             "+1",
             "1e",
             "--1",
             "tru",
             "nulll",
             "NaN",
             R"("\x")",
             R"("\u12g4")",
             "\"open",
             "\"tab\t\"",
             "\"\xc0\xaf\"",
             "\"\xed\xa0\x80\"",
             "\"\xf5\x80\x80\x80\"",
             "\"\xe2\x82\"",
             "1 2",
             "{} x",
         }) {
        EXPECT_FALSE(is_json(text)) << text;
    }
}

TEST(JsonSyntax, DepthIsLimitedSoThatNoStackOverflows) {
    EXPECT_TRUE(is_json(std::string(500, '[') + std::string(500, ']')));
    EXPECT_FALSE(is_json(std::string(100'000, '[')));
}

TEST(JsonSyntax, AgreesWithAParserOnDamagedTexts) {
    const std::string good = R"({"id": "a\u00e9ü", "n": [1, -0.5e3, null], "t": true, "o": {}})";
    const std::string bytes = "{}[]\",:\\ 0e-.tn\x01\xc3u";
    Random random{5};
    for (int i = 0; i < 20'000; ++i) {
        std::string text = good;
        for (std::uint64_t damages = 1 + random.below(2); damages > 0; --damages) {
            text[random.below(text.size())] = bytes[random.below(bytes.size())];
        }
        ASSERT_EQ(is_json(text), nlohmann::json::accept(text)) << text;
    }
}

/// `name=value` of each member, one per line; `none` where the text is no object.
std::string members_of(std::string_view text) {
    const auto members = json_members(text);
    if (!members) {
        return "none";
    }
    std::string lines;
    for (const JsonMember& member : *members) {
        lines.append(member.name).append("=").append(member.value).append("\n");
    }
    return lines;
}

TEST(JsonMembers, AreThoseOfTheOutermostObjectAsTheyAreWritten) {
    EXPECT_EQ(
        members_of(R"( {"a" : "x\n", "b":{"a": [{"c": 1}]} , "\u0061": -1.5, "a": null} )"),
        "a=\"x\\n\"\nb={\"a\": [{\"c\": 1}]}\n\\u0061=-1.5\na=null\n"
    );
    EXPECT_EQ(members_of("{}"), "");
}

TEST(JsonMembers, OnlyAnObjectHasThem) {
    for (const char* text : {"", " ", "1", R"(["a"])", R"([{"a": 1}])", R"({"a": 1)", "{} x"}) {
        EXPECT_EQ(members_of(text), "none") << text;
    }
}

}  // namespace
}  // namespace sosw
