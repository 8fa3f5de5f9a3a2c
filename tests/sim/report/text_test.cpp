#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/report/chart_text.hpp"
#include "sim/report/text_style.hpp"
#include "sim/report/text_summary.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', begin)) {
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

/// A run with everything in it, under the longest names that are reasonable.
Summary busy_summary() {
    RecordWriter record;
    const std::string labourer = "a_labourer_with_quite_a_long_name_of_its_own";
    record.labourer(labourer, 1000);
    record.labourer("b", 2);
    record.series(1, "CPUUtilizationOfSomethingWithALongName");
    record.health_metric(labourer, "DatabaseConnectionsOfTheReplica", 1);
    for (int i = 0; i < 60; ++i) {
        record.point(1, i * 60, 1234567.0 * i);
        record.decide(labourer, i * 60 + 1, i % 5);
    }
    record.pass("sosw_orchestrator", 0, 1, std::string(300, 'x'));
    record.limit_race(labourer, 3);
    record.violation("broken");
    record.event(record.create(labourer, 0), TaskEventKind::Invoked, 3000, {.wait_seconds = 3000});
    record.create("b", 1);
    record.sample("b", 3600, 1, 0);
    record.end(3600);
    Summary summary = summarise(record.database());
    judge(summary, record.database(), std::vector{*parse_expectation("tasks.dead >= 1")});
    return summary;
}

TEST(TextSummary, SaysWhatWasThrottledAndWhy) {
    RecordWriter record;
    record.labourer("b", 2);
    for (int minute = 1; minute <= 2; ++minute) {
        record.recorder().record(CapacityRow{
            .at = from_epoch_seconds(1'772'438'400) + std::chrono::minutes{minute},
            .table = "sosw_tasks",
            .index = "sosw_tasks_greenfield",
            .operation = "write",
            .units_per_second = 5,
            .throttled = 617,
            .reason = "IndexWriteProvisionedThroughputExceeded"});
    }
    record.end(3600);
    EXPECT_THAT(
        text_summary(summarise(record.database()), {}),
        HasSubstr("1,234 writes of sosw_tasks/sosw_tasks_greenfield at 5 units/s: "
                  "IndexWriteProvisionedThroughputExceeded\n")
    );
}

TEST(TextStyle, NumbersHaveAboutThreeDigits) {
    EXPECT_EQ(short_number(0), "0");
    EXPECT_EQ(short_number(0.12345), "0.123");
    EXPECT_EQ(short_number(14.249), "14.2");
    EXPECT_EQ(short_number(80), "80");
    EXPECT_EQ(short_number(100.04), "100");
    EXPECT_EQ(short_number(1234567.8), "1,234,568");
    EXPECT_EQ(short_number(-1234), "-1,234");
    EXPECT_EQ(with_thousands(-1234567), "-1,234,567");
    EXPECT_EQ(with_thousands(999), "999");
}

TEST(TextStyle, DurationsHaveTwoUnits) {
    using namespace std::chrono_literals;
    EXPECT_EQ(short_duration(0s), "0s");
    EXPECT_EQ(short_duration(350ms), "350ms");
    EXPECT_EQ(short_duration(45200ms), "45.2s");
    EXPECT_EQ(short_duration(59990ms), "1m00s");
    EXPECT_EQ(short_duration(750s), "12m30s");
    EXPECT_EQ(short_duration(3599900ms), "1h00m");
    EXPECT_EQ(short_duration(125min), "2h05m");
    EXPECT_EQ(short_duration(49h), "2d01h");
    EXPECT_EQ(short_duration(-2s), "-2s");
}

TEST(TextStyle, WidthsAreCountedInCharacters) {
    EXPECT_EQ(display_width("▁▂é"), 3);
    EXPECT_EQ(shortened("▁▂▃▄", 3), "▁▂…");
    EXPECT_EQ(shortened("abc", 3), "abc");
    EXPECT_EQ(left_aligned("é", 3), "é  ");
    EXPECT_EQ(right_aligned("é", 3), "  é");
    EXPECT_EQ(wrapped("one two three", 7), "one two\nthree");
    EXPECT_EQ(wrapped("unbreakable", 3), "unbreakable");
}

TEST(TextStyle, ColoursAreOptional) {
    EXPECT_EQ(Paint{false}.status(0, "0"), "0");
    EXPECT_THAT(Paint{true}.status(0, "0"), HasSubstr("\033["));
}

TEST(Chart, DrawsValuesAsBlocks) {
    const ChartLine line{0, 1, 7, std::nullopt, 3.5};
    EXPECT_EQ(sparkline(line, {.low = 0, .high = 7}), "▁▂█ ▅");
    EXPECT_EQ(sparkline(line, {.low = 0, .high = 7, .is_count = true}), "·▂█ ▅");
    EXPECT_EQ(sparkline({5, 5}, {.low = 5, .high = 5}), "▁▁");
}

TEST(Chart, MarksRoundTimesWhereTheyFall) {
    const Timestamp eight = *parse_timestamp("2026-03-02T08:00:00Z");
    EXPECT_EQ(
        time_axis({.start = eight, .column = std::chrono::minutes{5}, .columns = 30}),
        "|08:00      |09:00      |10:00"
    );
    EXPECT_EQ(
        time_axis(
            {.start = eight + std::chrono::minutes{50},
             .column = std::chrono::minutes{5},
             .columns = 12}
        ),
        "  |09:00    "
    );
    EXPECT_EQ(
        time_axis({.start = eight, .column = std::chrono::seconds{1}, .columns = 14}),
        "|08:00:00     "
    );
    EXPECT_EQ(
        time_axis({.start = eight, .column = std::chrono::hours{2}, .columns = 24}),
        "        |2026-03-03     "
    );
    const std::string decades =
        time_axis({.start = eight, .column = std::chrono::hours{2000}, .columns = 40});
    EXPECT_EQ(decades.size(), 40);
}

TEST(TextSummary, IsNeverWiderThanAHundredCharacters) {
    for (const std::string& line : lines_of(text_summary(busy_summary()))) {
        EXPECT_LE(display_width(line), 100) << line;
    }
}

TEST(TextSummary, HasAllThatHappened) {
    const std::string text = text_summary(busy_summary());
    for (const char* part :
         {"by_hand",
          "Written by a test",
          "1h from 2026-03-02T08:00:00Z, seed 7",
          "eco status",
          "0–1 of 1,000",
          "feels High",
          "50m00s",
          "limit races",
          "✗ NOT MET  tasks.dead >= 1",
          "one_place at 2026-03-02T08:00:00Z: broken",
          "At the end b has 1 task in the queue (the oldest for 59m59s)",
          "FAILED  1 of 1 expectation not met, 1 invariant broken"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
    EXPECT_THAT(text, Not(HasSubstr("\033")));
}

TEST(TextSummary, IsTheSameTextWithColours) {
    const Summary summary = busy_summary();
    std::string coloured = text_summary(summary, {.colours = true});
    EXPECT_THAT(coloured, HasSubstr("\033["));
    for (std::size_t at = coloured.find('\033'); at != coloured.npos; at = coloured.find('\033')) {
        coloured.erase(at, coloured.find('m', at) - at + 1);
    }
    EXPECT_EQ(coloured, text_summary(summary));
}

TEST(TextSummary, OfAStoppedRunSaysHowFarItCame) {
    RecordWriter record;
    record.end(600, /*finished=*/false);
    EXPECT_THAT(
        text_summary(summarise(record.database())),
        HasSubstr("INTERRUPTED after 10m of 1h; so far: nothing was expected")
    );
}

TEST(TextSummary, DrawsMetricsThatNobodyFeels) {
    RecordWriter record;
    record.labourer("a", 1);
    record.series(1, "CPUUtilization");
    record.point(1, 0, 10);
    record.point(1, 1800, 20);
    record.end(3600);
    const std::string text = text_summary(summarise(record.database(), {.columns = 4}));
    EXPECT_THAT(text, HasSubstr("metrics that nobody feels"));
    EXPECT_THAT(text, HasSubstr("  CPUUtilization   10–20          ▁▁██\n"));
}

TEST(LineSummary, NamesWhatWasNotMet) {
    EXPECT_EQ(
        line_summary(busy_summary()),
        "FAILED  by_hand: expected tasks.dead >= 1, was 0; broken invariant one_place: broken\n"
    );
    RecordWriter record;
    record.end(3600);
    EXPECT_EQ(line_summary(summarise(record.database())), "passed  by_hand\n");
}

TEST(Overview, HasALinePerScenario) {
    RecordWriter record;
    record.end(3600);
    const std::vector<Summary> summaries{summarise(record.database()), busy_summary()};
    const std::vector<std::string> lines = lines_of(overview(summaries));
    ASSERT_EQ(lines.size(), 4);
    EXPECT_THAT(lines[1], HasSubstr("passed"));
    EXPECT_THAT(lines[2], HasSubstr("FAILED"));
    EXPECT_EQ(lines[3], "1 of 2 scenarios passed");
}

}  // namespace
}  // namespace sosw::sim
