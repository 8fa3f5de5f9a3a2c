#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/base/time.hpp"

/// What a scenario expects of its run: one line, one figure, one bound, and perhaps a stretch of
/// time.
///
///     queue_wait.p95 <= 10m
///     metric.SomeDBCPU.max <= 80 after 30m
///     labourer.some_function.invoked >= 100 between 30m and 1h
///     share_in_status(some_function, Bad) <= 5%
///     flaps(some_function) <= 4 in the last 1h
///
/// Figures are looked up by whoever has the record of the run (`FigureSource`); durations are
/// seconds there, shares are percents, cost is dollars.

namespace sosw::sim {

enum class FigureFamily {
    Tasks,          ///< `tasks.dead`: all labourers together.
    Labourer,       ///< `labourer.some_function.invoked`.
    QueueWait,      ///< `queue_wait.p95`, `queue_wait.some_function.max`: created until invoked.
    Metric,         ///< `metric.SomeDBCPU.max`: over the points that the metric reported.
    Running,        ///< `running.some_function.max`: invoked and not yet ended, over time.
    Queue,          ///< `queue.some_function.max`: tasks that wait in the queue, over time.
    TimeInStatus,   ///< `time_in_status.some_function.Bad`: until the next pass saw another status.
    LimitRace,      ///< `limit_race.count`: overlapping passes exceeded the maximum together.
    ShareInStatus,  ///< `share_in_status(some_function, Bad)`: of the time, in percent.
    Flaps,          ///< `flaps(some_function)`: the status changed back, against its last change.
    Cost,           ///< `cost.total`, `cost.lambda`: dollars.
    Faults,         ///< `faults.count`, `faults.lost_reply.count`: that struck.
    Throttled,      ///< `throttled.count`, `throttled.sosw_tasks.count`: refused requests.
    Violations,     ///< `violations.count`: broken invariants.
};

enum class WindowKind { Whole, After, Before, Between, Last };

/// The stretch of time that a figure is about, counted from the run's start.
struct FigureWindow {
    WindowKind kind = WindowKind::Whole;
    Duration from{};  ///< Of `After` and `Between`; the length of `Last`.
    Duration to{};    ///< Of `Before` and `Between`; the event at that moment is outside.
    bool operator==(const FigureWindow&) const = default;
};

/// Which number of a run is meant.
struct Figure {
    FigureFamily family = FigureFamily::Tasks;
    std::string name{};  ///< The labourer's id, or another name; empty: all together.
    /// `created invoked completed failed dead retried expired queued running` of tasks, `max mean
    /// min p50 p95 p99` and `count sum` or `end` of the others, `0` to `4` of a status, `total` or
    /// a service of cost, `count` of the rest.
    std::string statistic{};
    std::optional<std::size_t>
        metric{};  ///< Index of the metric in the scenario; set by the loader.
    FigureWindow window{};
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

/// Reads one expectation; on failure, what is wrong with it, where, and what would be right. That
/// its labourer or metric exists is the loader's to check.
tl::expected<Expectation, std::string> parse_expectation(std::string_view text);

/// How an expectation is written: `parse_expectation` reads the same from it.
std::string to_string(const Expectation& expectation);

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
    /// When a maximum or minimum was first reached; nothing of other figures.
    virtual std::optional<Timestamp> occurred(const Figure& /*figure*/) const {
        return std::nullopt;
    }
};

struct Verdict {
    bool met = false;
    std::optional<double> found{};
    std::optional<Timestamp> at{};  ///< When a maximum or minimum that was found occurred.
    std::string message{};          ///< `expected queue_wait.p95 <= 10m, was 12m3s`.
};

/// An expectation about a number that the run does not have is not met.
Verdict evaluate(const Expectation& expectation, const FigureSource& source);

/// Whether numbers of `figure` are durations.
bool is_duration(const Figure& figure);
/// Whether numbers of `figure` are percents.
bool is_share(const Figure& figure);

}  // namespace sosw::sim
