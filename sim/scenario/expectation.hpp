#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

/// What a scenario expects of its run: one line, one figure, one bound.
///
///     queue_wait.p95 <= 10m
///     metric.SomeDBCPU.max <= 80
///     labourer.some_function.invoked >= 100
///     time_in_status.some_function.Bad >= 5m
///
/// Figures are looked up by whoever has the record of the run (`FigureSource`); durations are
/// seconds there.

namespace sosw::sim {

enum class FigureFamily {
    Tasks,         ///< `tasks.dead`: all labourers together.
    Labourer,      ///< `labourer.some_function.invoked`.
    QueueWait,     ///< `queue_wait.p95`, `queue_wait.some_function.max`: created until invoked.
    Metric,        ///< `metric.SomeDBCPU.max`: over the points that the metric reported.
    Running,       ///< `running.some_function.max`: invoked and not yet ended, over time.
    Queue,         ///< `queue.some_function.max`: tasks that wait in the queue, over time.
    TimeInStatus,  ///< `time_in_status.some_function.Bad`: until the next pass saw another status.
    LimitRace,     ///< `limit_race.count`: overlapping passes exceeded the maximum together.
    Throttled,     ///< `throttled.sosw_tasks.count`: requests that a table or index refused.
};

/// Which number of a run is meant.
struct Figure {
    FigureFamily family = FigureFamily::Tasks;
    std::string name{};  ///< The labourer's id or the metric's name; empty: all together.
    /// `created invoked completed failed dead retried expired queued running` of tasks, `max mean
    /// min p50 p95 p99 end` of the others, `0` to `4` of a status, `count` of limit races and
    /// throttled requests.
    std::string statistic{};
    std::optional<std::size_t>
        metric{};  ///< Index of the metric in the scenario; set by the loader.
    bool operator==(const Figure&) const = default;
};

enum class Comparison { Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual };

struct Expectation {
    std::string text{};  ///< As it was written.
    Figure figure{};
    Comparison comparison = Comparison::Equal;
    double value = 0;  ///< Seconds where `is_duration`.
    bool is_duration = false;
};

/// Reads one expectation; on failure, what is wrong with it and what would be right. That its
/// labourer or metric exists is the loader's to check.
tl::expected<Expectation, std::string> parse_expectation(std::string_view text);

/// The numbers of a run.
class FigureSource {
public:
    FigureSource() = default;
    FigureSource(const FigureSource&) = delete;
    FigureSource& operator=(const FigureSource&) = delete;
    virtual ~FigureSource() = default;

    /// Durations in seconds. Nothing where the run has no such number, as the p95 of waits when
    /// nothing was invoked.
    virtual std::optional<double> figure(const Figure& figure) const = 0;
};

struct Verdict {
    bool met = false;
    std::optional<double> found{};
    std::string message{};  ///< `expected queue_wait.p95 <= 10m, was 12m3s`.
};

/// An expectation about a number that the run does not have is not met.
Verdict evaluate(const Expectation& expectation, const FigureSource& source);

/// Whether numbers of `figure` are durations.
bool is_duration(const Figure& figure);

}  // namespace sosw::sim
