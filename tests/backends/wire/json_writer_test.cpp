#include "backends/wire/json_writer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

std::string written(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

TEST(JsonWriter, PutsCommasBetweenMembersAndElements) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.member("a", "b");
    json.key("list");
    json.begin_array();
    json.integer(-1);
    json.number(0.5);
    json.begin_object();
    json.end_object();
    json.null();
    json.end_array();
    json.key("flag");
    json.boolean(true);
    json.key("raw");
    json.raw("[1]");
    json.end_object();
    EXPECT_EQ(out, R"({"a":"b","list":[-1,0.5,{},null],"flag":true,"raw":[1]})");
}

TEST(JsonWriter, EscapesWhatJsonWantsEscaped) {
    EXPECT_EQ(written("a\"\\/\n\r\t\x01\x1f"), R"("a\"\\/\n\r\t\u0001\u001f")");
    EXPECT_EQ(written(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonWriter, KeepsUtf8AndReplacesWhatIsNone) {
    EXPECT_EQ(written("ü€😀"), "\"ü€😀\"");
    EXPECT_EQ(written("\xC0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"") << "overlong";
    EXPECT_EQ(written("a\xE2\x82"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"") << "cut short";
    EXPECT_EQ(written("\xED\xA0\x80").size(), 2U + 9U) << "a surrogate";
}

}  // namespace
}  // namespace sosw::wire
