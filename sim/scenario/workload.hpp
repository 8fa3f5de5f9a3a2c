#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/schedule_expression.hpp"
#include "sim/scenario/count_distribution.hpp"
#include "sim/scenario/distribution.hpp"

/// Who creates tasks, when and with which payload. Part of a `Scenario`; docs/scenarios.md teaches
/// the format.
///
/// A workload has phases, or else one of the other patterns.

namespace sosw::sim {

enum class Arrivals {
    Poisson,  ///< Independent of each other.
    Even,     ///< At equal distances, the first one after half a distance.
};

/// A stretch of time in which tasks are created at a rate, or at one that changes in a straight
/// line.
struct WorkloadPhase {
    Duration duration{};
    double rate_per_second = 0;
    double ramp_to_per_second = 0;  ///< The rate at the end; without a ramp the rate itself.
    Arrivals arrivals = Arrivals::Poisson;
};

/// Independent arrivals whose rate follows the time of day and the day of the week, in UTC:
/// rate · weekday · (1 + amplitude · cos(2π · (time of day − peak) / 24 h)).
struct DiurnalArrivals {
    double rate_per_second = 0;                           ///< The mean of a day whose factor is 1.
    double amplitude = 0.5;                               ///< 0 to 1 of the mean.
    Duration peak = std::chrono::hours{14};               ///< Since midnight.
    std::array<double, 7> weekdays{1, 1, 1, 1, 1, 1, 1};  ///< Monday first.
};

/// Many tasks at once, again and again.
struct BurstArrivals {
    Duration every{};
    Duration jitter{};  ///< Each burst begins at random between its time and that much later.
    CountDistribution size{};
    Duration spread{};  ///< The tasks of a burst come at random within it.
};

/// Independent arrivals at a rate that jumps between two, each of which lasts for a time without
/// memory: a Markov modulated Poisson process.
struct OnOffArrivals {
    struct State {
        Duration mean{};
        double rate_per_second = 0;
    };
    State on{};
    State off{};
};

/// Tasks at an instant that was written down.
struct ListedTasks {
    Duration at{};  ///< Since the workload's start.
    std::int64_t count = 1;
    std::optional<std::string> payload{};  ///< Instead of the workload's own.
};

/// In order of time.
using ListedArrivals = std::vector<ListedTasks>;

enum class TraceFormat { Sosw, Azure2019, Azure2021 };

/// Tasks that somebody once had, from a CSV file; see `sim/workload/trace_reader.hpp`.
struct TraceReplay {
    std::string file{};            ///< As it can be opened.
    std::string durations_file{};  ///< Of `Azure2019`: percentiles of durations. Empty: none.
    TraceFormat format = TraceFormat::Sosw;
    double speed = 1;   ///< Trace time per scenario time; durations stay as they are.
    Duration offset{};  ///< What comes earlier in the trace is left out.
    double scale = 1;   ///< How many tasks one of the trace becomes, on average.
    /// From a name in the trace to a labourer.
    std::vector<std::pair<std::string, std::string>> functions{};
    std::vector<std::string> columns{};  ///< That placeholders may name, in their order.
};

/// A business job that is given to the Scheduler on schedule, which makes tasks out of it.
struct ScheduledJob {
    /// JSON text of an event as `extract_jobs` takes it, numbers as they were written.
    std::string event{};
    ScheduleExpression schedule{};
};

/// `monostate`: the phases.
using ArrivalPattern = std::variant<
    std::monostate,
    DiurnalArrivals,
    BurstArrivals,
    OnOffArrivals,
    ListedArrivals,
    TraceReplay,
    ScheduledJob>;

/// Who creates tasks for a labourer, when, and with which payload.
struct Workload {
    std::string labourer{};  ///< Empty where a trace or a job names the labourers.
    /// JSON text of an object, numbers as they were written; placeholders as in
    /// `sim/workload/payload_template.hpp`.
    std::string payload = "{}";
    Duration start{};             ///< Since the scenario's start.
    Duration end = kDurationMax;  ///< No task from then on, since the scenario's start.
    std::vector<WorkloadPhase> phases{};
    bool repeat = false;  ///< After the end of the phases or the trace it begins again.
    ArrivalPattern pattern{};
};

}  // namespace sosw::sim
