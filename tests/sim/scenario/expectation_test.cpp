#include "sim/scenario/expectation.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

/// One number for whatever is asked.
class OneFigure : public FigureSource {
public:
    explicit OneFigure(std::optional<double> value) : value_{value} {}
    std::optional<double> figure(const Figure& /*figure*/) const override { return value_; }

private:
    std::optional<double> value_;
};

Figure figure_of(std::string_view text) {
    const auto expectation = parse_expectation(text);
    EXPECT_TRUE(expectation.has_value()) << (expectation ? "" : expectation.error());
    return expectation ? expectation->figure : Figure{};
}

Verdict verdict(std::string_view text, std::optional<double> found) {
    return evaluate(parse_expectation(text).value(), OneFigure{found});
}

TEST(Expectation, NamesEachFamilyOfFigures) {
    EXPECT_EQ(
        figure_of("tasks.dead == 0"), (Figure{.family = FigureFamily::Tasks, .statistic = "dead"})
    );
    EXPECT_EQ(
        figure_of("labourer.a.invoked > 1"),
        (Figure{.family = FigureFamily::Labourer, .name = "a", .statistic = "invoked"})
    );
    EXPECT_EQ(
        figure_of("queue_wait.p95 <= 10m"),
        (Figure{.family = FigureFamily::QueueWait, .statistic = "p95"})
    );
    EXPECT_EQ(
        figure_of("queue_wait.a.max <= 10m"),
        (Figure{.family = FigureFamily::QueueWait, .name = "a", .statistic = "max"})
    );
    EXPECT_EQ(
        figure_of("metric.Cpu.mean != 3"),
        (Figure{.family = FigureFamily::Metric, .name = "Cpu", .statistic = "mean"})
    );
    EXPECT_EQ(
        figure_of("running.a.max < 5"),
        (Figure{.family = FigureFamily::Running, .name = "a", .statistic = "max"})
    );
    EXPECT_EQ(
        figure_of("queue.a.end == 0"),
        (Figure{.family = FigureFamily::Queue, .name = "a", .statistic = "end"})
    );
    EXPECT_EQ(
        figure_of("limit_race.count >= 1"),
        (Figure{.family = FigureFamily::LimitRace, .statistic = "count"})
    );
}

TEST(Expectation, KnowsAStatusByNameAndByNumber) {
    const Figure bad{.family = FigureFamily::TimeInStatus, .name = "a", .statistic = "0"};
    EXPECT_EQ(figure_of("time_in_status.a.Bad >= 5m"), bad);
    EXPECT_EQ(figure_of("time_in_status.a.0 >= 5m"), bad);
    EXPECT_EQ(figure_of("time_in_status.a.High >= 5m").statistic, "4");
}

TEST(Expectation, AllowsDotsInNames) {
    EXPECT_EQ(figure_of("metric.a.b.c.max < 1").name, "a.b.c");
    EXPECT_EQ(figure_of("queue_wait.a.b.max < 1s").name, "a.b");
}

TEST(Expectation, ReadsDurationsAsSeconds) {
    const auto expectation = parse_expectation("  queue_wait.p95<=1m30s ");
    ASSERT_TRUE(expectation.has_value());
    EXPECT_EQ(expectation->text, "queue_wait.p95<=1m30s");
    EXPECT_EQ(expectation->value, 90);
    EXPECT_TRUE(expectation->is_duration);
    EXPECT_EQ(expectation->comparison, Comparison::LessOrEqual);
}

TEST(Expectation, ComparesInSixWays) {
    const std::map<std::string, std::string> met_for{
        {"<", "1"}, {"<=", "12"}, {">", "3"}, {">=", "23"}, {"==", "2"}, {"!=", "13"}};
    for (const auto& [comparison, values] : met_for) {
        for (const double found : {1.0, 2.0, 3.0}) {
            const bool expected =
                values.find(std::to_string(static_cast<int>(found))) != std::string::npos;
            EXPECT_EQ(verdict("tasks.dead " + comparison + " 2", found).met, expected)
                << found << comparison;
        }
    }
}

TEST(Expectation, SaysWhatWasFound) {
    EXPECT_EQ(
        verdict("queue_wait.p95 <= 10m", 723).message, "expected queue_wait.p95 <= 10m, was 12m3s"
    );
    EXPECT_EQ(
        verdict("queue_wait.p95 <= 10m", 1.23456789).message,
        "expected queue_wait.p95 <= 10m, was 1s235ms"
    );
    EXPECT_EQ(verdict("tasks.dead == 0", 3).message, "expected tasks.dead == 0, was 3");
    EXPECT_EQ(
        verdict("metric.Cpu.max <= 80", 91.25).message, "expected metric.Cpu.max <= 80, was 91.25"
    );
    EXPECT_EQ(verdict("tasks.dead == 0", 3).found, 3);
}

TEST(Expectation, OfANumberThatTheRunDoesNotHaveIsNotMet) {
    const Verdict missing = verdict("queue_wait.p95 <= 10m", std::nullopt);
    EXPECT_FALSE(missing.met);
    EXPECT_EQ(missing.message, "expected queue_wait.p95 <= 10m, but the run has no such figure");
}

TEST(Expectation, NeverCrashesOnWhatItCannotRead) {
    for (const char* text :
         {"",
          " ",
          ".",
          "<",
          "<=",
          "a<",
          "tasks",
          "tasks.",
          "tasks. < 1",
          "tasks.. < 1",
          "queue_wait. < 1s",
          "queue_wait..p95 < 1s",
          "time_in_status..0 > 1s",
          "tasks.dead <",
          "tasks.dead < nan",
          "tasks.dead < inf",
          "tasks.dead < 1e999",
          "tasks.dead =< 1"}) {
        EXPECT_FALSE(parse_expectation(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace sosw::sim
