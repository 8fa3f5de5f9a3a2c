#include "backends/sqlite/event_input.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace sosw::sqlite {
namespace {

const std::string kEvent =
    R"({"source":"my.app","detail":{"name":"a \"b\"","n":7,"list":[{"k":1},{"k":2}],"a b":true}})";

std::string input_of(RuleTarget target) {
    const Rule rule{.name = "r", .arn = "arn:rule"};
    return input_for(
        target, {.event = kEvent, .rule = rule, .ingested_at = from_epoch_seconds(1'772'438'400)}
    );
}

std::string at_path(std::string path) { return input_of({.input_path = std::move(path)}); }

std::string filled(std::string text) {
    return input_of(
        {.input_transformer =
             InputTransformer{
                 .input_paths_map =
                     {{"name", "$.detail.name"},
                      {"n", "$.detail.n"},
                      {"list", "$.detail.list"},
                      {"nobody", "$.x"}},
                 .input_template = std::move(text)}}
    );
}

TEST(EventInput, IsTheEventOrWhatTheTargetSays) {
    EXPECT_EQ(input_of({}), kEvent);
    EXPECT_EQ(input_of({.input = R"({"x":1})"}), R"({"x":1})");
}

TEST(EventInput, IsThePartAtThePath) {
    EXPECT_EQ(at_path("$"), kEvent);
    EXPECT_EQ(at_path("$.source"), R"("my.app")");
    EXPECT_EQ(at_path("$.detail.list[1].k"), "2");
    EXPECT_EQ(at_path("$.detail['a b']"), "true");
    EXPECT_EQ(at_path("$.detail.nobody"), "null");
    EXPECT_EQ(at_path("$.detail.list[9]"), "null");
}

TEST(EventInput, ATemplateIsFilledInsideAndOutsideOfTexts) {
    EXPECT_EQ(filled(R"({"who":<name>,"count":<n>})"), R"({"who":"a \"b\"","count":7})");
    EXPECT_EQ(filled(R"("<name> has <n>")"), R"("a \"b\" has 7")");
    EXPECT_EQ(filled("<list>"), R"([{"k":1},{"k":2}])");
    EXPECT_EQ(filled(R"("got <list>")"), R"("got [{\"k\":1},{\"k\":2}]")");
    EXPECT_EQ(filled(R"({"x":<nobody>})"), R"({"x":""})");
    EXPECT_EQ(filled(R"("<unknown> < 3")"), R"("<unknown> < 3")");
}

TEST(EventInput, ATemplateMayNameTheRuleAndTheEvent) {
    EXPECT_EQ(filled("<aws.events.rule-arn>"), R"("arn:rule")");
    EXPECT_EQ(filled(R"("<aws.events.rule-name>")"), R"("r")");
    EXPECT_EQ(filled("<aws.events.event.ingestion-time>"), R"("2026-03-02T08:00:00Z")");
    EXPECT_EQ(filled(R"({"e":<aws.events.event>})"), R"({"e":)" + kEvent + "}");
}

TEST(EventInput, PathsAreCheckedByForm) {
    for (const char* path : {"$", "$.a", "$.a.b[0]", "$['a']", "$.a[\"b\"]", "$[1][2]"}) {
        EXPECT_TRUE(is_json_path(path)) << path;
    }
    for (const char* path : {"", "a", ".a", "$a", "$.", "$..a", "$[", "$[]", "$[x]", "$.a[-1]"}) {
        EXPECT_FALSE(is_json_path(path)) << path;
    }
}

}  // namespace
}  // namespace sosw::sqlite
