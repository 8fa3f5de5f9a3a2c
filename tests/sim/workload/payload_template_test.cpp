#include "sim/workload/payload_template.hpp"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tasks/json_text.hpp"

namespace sosw::sim {
namespace {

using testing::HasSubstr;

std::string expanded(
    const std::string& json,
    const TemplateValues& values,
    const std::vector<std::string>& columns = {}
) {
    Random random{7};
    return to_json(PayloadTemplate{json, columns}.expand(values, random));
}

std::string problem(std::string_view text, const std::vector<std::string>& columns = {}) {
    const auto parsed = parse_template_text(text, columns);
    return parsed ? "" : parsed.error();
}

const TemplateValues kThird{.task_number = 3, .at = *parse_timestamp("2026-03-02T08:00:00.5Z")};

TEST(PayloadTemplate, FillsInNumberAndTime) {
    EXPECT_EQ(
        expanded(
            R"({"n": "{{task.number}}", "at": "{{time.iso}}", "s": "{{time.epoch}}"})", kThird
        ),
        R"({"n": 3, "at": "2026-03-02T08:00:00.5Z", "s": 1772438400})"
    );
}

TEST(PayloadTemplate, APlaceholderAmongOtherTextStaysText) {
    EXPECT_EQ(
        expanded(R"({"a": "page {{task.number}} of {{ task.number }}!"})", kThird),
        R"({"a": "page 3 of 3!"})"
    );
    EXPECT_EQ(expanded(R"({"a": "{{task.number}}{{task.number}}"})", kThird), R"({"a": "33"})");
}

TEST(PayloadTemplate, LeavesEverythingElseAsItWasWritten) {
    const std::string text =
        R"({"id": 1234567890123456789012345, "ratio": 0.10, "tiny": 1e-09, "{{x}}": [true, null, "}}"]})";
    EXPECT_EQ(expanded(text, kThird), text);
    EXPECT_TRUE(PayloadTemplate{text}.is_constant());
}

TEST(PayloadTemplate, ReachesIntoListsAndObjects) {
    EXPECT_EQ(
        expanded(R"({"a": [{"b": ["{{task.number}}"]}, "{{task.number}}"]})", kThird),
        R"({"a": [{"b": [3]}, 3]})"
    );
}

TEST(PayloadTemplate, RandomIntsAreInTheirRangeBothEndsIncluded) {
    const PayloadTemplate payload{R"({"n": "{{random.int -1 1}}"})"};
    Random random{7};
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        seen.insert(to_json(payload.expand(kThird, random)));
    }
    EXPECT_THAT(seen, testing::ElementsAre(R"({"n": -1})", R"({"n": 0})", R"({"n": 1})"));
}

TEST(PayloadTemplate, ChoicesThatAreNumbersBecomeNumbers) {
    const PayloadTemplate payload{R"({"n": "{{random.choice 007 1.50 b}}"})"};
    Random random{7};
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        seen.insert(to_json(payload.expand(kThird, random)));
    }
    EXPECT_THAT(
        seen, testing::UnorderedElementsAre(R"({"n": "007"})", R"({"n": 1.50})", R"({"n": "b"})")
    );
}

TEST(PayloadTemplate, TakesColumnsOfATrace) {
    const std::vector<std::string> columns{"timestamp", "shop"};
    const std::vector<std::string> row{"17", "Köln \"Mitte\""};
    TemplateValues values = kThird;
    values.columns = row;
    EXPECT_EQ(
        expanded(R"({"shop": "{{trace.shop}}", "t": "{{trace.timestamp}}"})", values, columns),
        R"({"shop": "K\u00f6ln \"Mitte\"", "t": 17})"
    );
}

TEST(PayloadTemplate, UnknownPlaceholdersAreNamedWithTheKnownOnes) {
    EXPECT_EQ(
        problem("{{task.numbr}}"),
        "there is no placeholder \"task.numbr\". Did you mean \"task.number\"? Known are: "
        "task.number, time.iso, time.epoch, random.int 1 100, random.choice a b c"
    );
    EXPECT_THAT(problem("{{trace.shop}}"), HasSubstr("\"trace.shop\" without a trace"));
    EXPECT_THAT(problem("{{trace.shp}}", {"shop"}), HasSubstr("Did you mean \"trace.shop\"?"));
    EXPECT_THAT(problem("{{}}"), HasSubstr("there is no placeholder \"\""));
}

TEST(PayloadTemplate, ArgumentsMustFit) {
    for (const char* text :
         {"{{random.int}}",
          "{{random.int 5}}",
          "{{random.int 5 1}}",
          "{{random.int 1 x}}",
          "{{random.int 1 2 3}}",
          "{{random.int -9223372036854775808 9223372036854775807}}"}) {
        EXPECT_THAT(problem(text), HasSubstr("two whole numbers")) << text;
    }
    EXPECT_THAT(problem("{{random.choice }}"), HasSubstr("words to choose from"));
    EXPECT_THAT(problem("{{time.iso now}}"), HasSubstr("stands alone, without \"now\""));
    EXPECT_THAT(problem("a {{task.number"), HasSubstr("must end with }}"));
}

TEST(IsJsonNumber, IsTrueForWhatJsonWrites) {
    for (const char* text : {"0", "-0", "12", "0.10", "1e5", "1E-05", "-3.25e+7"}) {
        EXPECT_TRUE(is_json_number(text)) << text;
    }
    for (const char* text : {"", "-", "01", "1.", ".5", "1e", "+1", "1 ", "0x1", "NaN", "1e5x"}) {
        EXPECT_FALSE(is_json_number(text)) << text;
    }
}

}  // namespace
}  // namespace sosw::sim
