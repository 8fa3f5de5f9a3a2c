#include "sim/scenario/expectation.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"

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

TEST(Expectation, ReadsCallsAsPaths) {
    EXPECT_EQ(figure_of("time_in_status(a, Bad) >= 5m"), figure_of("time_in_status.a.0 >= 5m"));
    EXPECT_EQ(
        figure_of("share_in_status( a , 3 ) >= 5%"),
        (Figure{.family = FigureFamily::ShareInStatus, .name = "a", .statistic = "3"})
    );
    EXPECT_EQ(
        figure_of("flaps(a, b) < 5"),
        (Figure{.family = FigureFamily::Flaps, .name = "a, b", .statistic = "count"})
    );
}

TEST(Expectation, ReadsTheFiguresOfLimitsFaultsAndCost) {
    EXPECT_EQ(
        figure_of("throttled.sosw_tasks.count == 0"),
        (Figure{.family = FigureFamily::Throttled, .name = "sosw_tasks", .statistic = "count"})
    );
    EXPECT_EQ(
        figure_of("faults.count > 0"),
        (Figure{.family = FigureFamily::Faults, .statistic = "count"})
    );
    EXPECT_EQ(
        figure_of("cost.lambda <= 0.5"),
        (Figure{.family = FigureFamily::Cost, .statistic = "lambda"})
    );
    EXPECT_EQ(figure_of("violations.count == 0").family, FigureFamily::Violations);
}

TEST(Expectation, ReadsTheStretchOfTime) {
    using std::chrono::minutes;
    const auto window = [](const char* text) { return figure_of(text).window; };
    EXPECT_EQ(
        window("tasks.dead == 0 after 30m"),
        (FigureWindow{.kind = WindowKind::After, .from = minutes{30}})
    );
    EXPECT_EQ(
        window("tasks.dead == 0 before 1h"),
        (FigureWindow{.kind = WindowKind::Before, .to = minutes{60}})
    );
    EXPECT_EQ(
        window("tasks.dead == 0 between  30m and 1h "),
        (FigureWindow{.kind = WindowKind::Between, .from = minutes{30}, .to = minutes{60}})
    );
    EXPECT_EQ(
        window("tasks.dead == 0 in the last 10m"),
        (FigureWindow{.kind = WindowKind::Last, .from = minutes{10}})
    );
}

TEST(Expectation, NamesThePlaceOfWhatIsWrong) {
    const auto problem = [](const char* text) { return parse_expectation(text).error(); };
    EXPECT_EQ(
        problem("queue_wait.p59 <= 10m"),
        "\"queue_wait\" has no figure \"p59\". Did you mean \"p50\"? Known are: max, mean, min, "
        "p50, "
        "p95, p99, count, sum (at character 12)"
    );
    EXPECT_EQ(
        problem("flaps(a) <= 4 durign 3m"),
        "expected nothing more, or \"after 30m\", \"before 1h\", \"between 30m and 1h\" or \"in "
        "the "
        "last 10m\", found \"durign 3m\". (at character 15)"
    );
    EXPECT_EQ(
        problem("tasks.dead == 0 between 2h and 1h"),
        "expected a time after 2h, found \"1h\" (at character 32)"
    );
    EXPECT_EQ(
        problem("share_in_status(a, Bad) <= 5"),
        "expected a share such as \"5%\" after the comparison, found \"5\" (at character 28)"
    );
}

/// A random expectation, as `to_string` writes it.
Expectation any_expectation(Random& random) {
    const auto one_of = [&](const auto& words) {
        return std::string{words[random.below(std::size(words))]};
    };
    const std::vector<std::string> figures{
        "tasks." + one_of(std::array{"dead", "created", "queued"}),
        "labourer.x.y." + one_of(std::array{"failed", "running"}),
        "queue_wait.p95",
        "queue_wait.a b.sum",
        "queue_wait.count",
        "metric.Cpu." + one_of(std::array{"max", "count", "sum"}),
        "running.a.end",
        "queue.a.p99",
        "time_in_status(a, Bad)",
        "share_in_status(a-b, High)",
        "flaps(a)",
        "limit_race.count",
        "cost." + one_of(std::array{"total", "dynamodb"}),
        "faults.lost_reply.count",
        "throttled.count",
        "violations.count"};
    const std::string figure = one_of(figures);
    const bool duration = figure.starts_with("time_") ||
                          (figure.starts_with("queue_wait") && !figure.ends_with("count"));
    const auto any_time = [&](std::uint64_t from) {
        return format_duration(std::chrono::milliseconds{from + random.below(10'000'000)});
    };
    std::string value = fmt::format("{}", static_cast<double>(random.below(1'000'000)) / 64);
    if (duration) {
        value = any_time(0);
    } else if (figure.starts_with("share")) {
        value += "%";
    }
    const std::vector<std::string> windows{
        "",
        " after " + any_time(0),
        " before " + any_time(0),
        " between " + any_time(0) + " and " + any_time(10'000'001),
        " in the last " + any_time(0)};
    const std::string text = fmt::format(
        "{} {} {}{}",
        figure,
        one_of(std::array{"<", "<=", ">", ">=", "==", "!="}),
        value,
        one_of(windows)
    );
    const auto parsed = parse_expectation(text);
    EXPECT_TRUE(parsed.has_value()) << text << ": " << (parsed ? "" : parsed.error());
    return parsed.value_or(Expectation{});
}

TEST(Expectation, IsReadAsItIsWritten) {
    Random random{11};
    for (int round = 0; round < 2'000; ++round) {
        const Expectation expectation = any_expectation(random);
        const std::string text = to_string(expectation);
        EXPECT_EQ(text, expectation.text);
        const auto again = parse_expectation(text);
        ASSERT_TRUE(again.has_value()) << text;
        ASSERT_EQ(again->figure, expectation.figure) << text;
        ASSERT_EQ(again->value, expectation.value) << text;
        ASSERT_EQ(again->comparison, expectation.comparison) << text;
    }
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

/// A maximum at a known moment.
class MaximumAt : public OneFigure {
public:
    using OneFigure::OneFigure;
    std::optional<Timestamp> occurred(const Figure& /*figure*/) const override {
        return parse_timestamp("2026-03-02T09:12:00Z");
    }
};

TEST(Expectation, SaysWhenAMaximumOccurred) {
    const Verdict verdict =
        evaluate(parse_expectation("metric.Cpu.max <= 80").value(), MaximumAt{91.25});
    EXPECT_EQ(verdict.message, "expected metric.Cpu.max <= 80, was 91.25 at 2026-03-02T09:12:00Z");
    EXPECT_EQ(verdict.at, parse_timestamp("2026-03-02T09:12:00Z"));
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
          "tasks.dead =< 1",
          "flaps( < 1",
          "flaps() < 1",
          "flaps)a( < 1",
          "tasks(a) < 1",
          "time_in_status(Bad) < 1m",
          "share_in_status(a, 3) < %",
          "tasks.dead < 1 in",
          "tasks.dead < 1 in the last",
          "tasks.dead < 1 between",
          "tasks.dead < 1 between 1m",
          "tasks.dead < 1 between 1m and",
          "tasks.dead < 1 after 1m 2m",
          "tasks.dead < 1 after -1m"}) {
        EXPECT_FALSE(parse_expectation(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace sosw::sim
