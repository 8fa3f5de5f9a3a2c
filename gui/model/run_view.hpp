#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "gui/model/series_pyramid.hpp"
#include "gui/model/shared_rows.hpp"
#include "sim/record/rows.hpp"

/// One run as it is shown: tracks over time, decisions, what went wrong, and the figures.
///
/// Times are durations since the run's start. Labourers are known by their position in
/// `RunView::labourers`, in the order of the configuration. A pass and what it did show up when it
/// has ended.

namespace sosw::gui {

using RunId = std::int64_t;
using LabourerIndex = std::uint16_t;
inline constexpr LabourerIndex kNoLabourer = 0xffff;

/// A threshold of a health metric: on its good side the labourer feels at least `status`.
struct FeelingLine {
    int status = 0;  ///< 0 Bad … 4 High.
    double target = 0;
};

/// A health metric of a labourer with what was measured, in one track.
struct MetricTrack {
    std::string metric{};      ///< Its name in the configuration.
    std::string title{};       ///< `AWS/RDS CPUUtilization DBInstanceIdentifier=YOUR-DB, Average`.
    std::string comparison{};  ///< `<=`, `<`, `>=`, `>`, `==`, `!=`: `value <comparison> target`.
    std::vector<FeelingLine> feelings{};  ///< As this run had them, highest status first.
    SeriesPyramid points{};               ///< As it was published.
    SeriesPyramid readings{};             ///< As the passes read it.

    /// The highest status whose comparison holds for `value`, as sosw feels; 0 where none does.
    int feeling_of(double value) const;
};

/// Whether `value <comparison> target` holds.
bool feels_like(double value, const std::string& comparison, double target);

/// Steps hold until the next point; there is none before the first.
struct LabourerTracks {
    std::vector<MetricTrack> metrics{};
    SeriesPyramid status{};   ///< Steps, 0 … 4: as the passes decided.
    SeriesPyramid allowed{};  ///< Steps: the maximum × coefficient of the status.
    SeriesPyramid desired{};  ///< Steps.
    SeriesPyramid running{};  ///< Steps, as the next two; what counts against the maximum.
    SeriesPyramid queue{};
    SeriesPyramid retry{};
    SeriesPyramid invoked{};   ///< One point per pass.
    SeriesPyramid wait_p50{};  ///< Seconds in the queue, per column of `wait_column`.
    SeriesPyramid wait_p95{};
    Duration wait_column{};
};

/// What the configuration says of a labourer.
struct LabourerInfo {
    std::string name{};
    std::string function{};
    std::string arn{};
    double max_simultaneous = 0;
    std::int64_t max_attempts = 0;
    Duration duration{};
    Duration cooldown{};
    /// Of each eco status; nothing where it is not known, in a record that never had that status.
    std::array<std::optional<double>, 5> coefficients{};
};

/// Something refused for want of capacity, within a minute.
struct ThrottleMark {
    Duration at{};                         ///< Beginning of the minute.
    LabourerIndex labourer = kNoLabourer;  ///< Of a function; none: of a table.
    std::string source{};                  ///< The function, or `table/index write`.
    std::string reason{};                  ///< AWS's name.
    std::int64_t count = 0;
};

/// What a pass read of a health metric.
struct DecisionReading {
    std::string metric{};
    std::optional<double> value{};  ///< Nothing: no datapoints.
    std::optional<int> feeling{};   ///< Nothing: it did not take part.
    bool missing = false;           ///< The feeling comes from `treat_missing_data`.
};

/// What a pass of the Orchestrator decided about one labourer, and why.
struct Decision {
    sim::PassNumber pass = 0;
    Duration at{};  ///< Beginning of the pass.
    LabourerIndex labourer = 0;
    bool decided = false;  ///< False: an error came first; the fields up to `fetched` say nothing.
    int status = 0;
    double coefficient = 0;
    double max = 0;
    std::int64_t running = 0;
    std::int64_t desired = 0;
    std::int64_t fetched = 0;
    std::int64_t invoked = 0;
    std::int64_t skipped = 0;
    std::int64_t errors = 0;
    std::string error{};
    std::string explanation{};  ///< One sentence, the one of `sosw report`.
    std::vector<DecisionReading> readings{};
};

enum class LogKind { Fault, Throttle, Error, Dead, LimitRace, Violation, Rule };
std::string_view to_string(LogKind kind);

struct LogEntry {
    Duration at{};
    LogKind kind = LogKind::Error;
    LabourerIndex labourer = kNoLabourer;
    sim::TaskNumber task = 0;  ///< 0: of none.
    sim::PassNumber pass = 0;  ///< 0: of none.
    std::int64_t count = 1;
    std::string text{};
};

/// One event of a task, small, so that millions stay in memory and any moment can be rebuilt.
struct TaskMark {
    Duration at{};
    sim::TaskNumber task = 0;
    /// Created, Retried: its greenfield in the queue. Invoked: epoch seconds of the mark. Otherwise
    /// 0.
    double greenfield = 0;
    float wait_seconds = -1;  ///< Of Invoked; below 0: none.
    sim::TaskEventKind event = sim::TaskEventKind::Created;
    LabourerIndex labourer = 0;
    enum class End : std::uint8_t { None, Completed, Dead, Invalid } end = End::None;
    std::uint8_t attempt = 0;
};

/// A figure of a whole run.
struct RunFigure {
    std::string name{};
    std::string text{};  ///< With its unit.
};

/// Immutable. A run that goes on gets a new one every time it is published, which shares most of
/// its rows with the one before.
struct RunView {
    RunId id = 0;
    std::string name{};  ///< Given by the user or made of what was changed.
    std::string scenario{};
    std::string description{};
    std::string version{};
    std::uint64_t seed = 0;
    Timestamp start{};
    Duration duration{};  ///< As the scenario asks.
    Duration now{};       ///< How far it came.
    bool finished = false;
    bool passed = true;  ///< Finished, and all expectations are met.
    double greenfield_step = 1000;
    std::vector<LabourerInfo> labourers{};
    std::vector<LabourerTracks> tracks{};   ///< One per labourer.
    Rows<Decision> decisions{};             ///< In order of time.
    std::vector<ThrottleMark> throttles{};  ///< In order of time.
    Rows<LogEntry> log{};                   ///< In order of time.
    Rows<TaskMark> marks{};                 ///< In order of time.
    Rows<std::string> task_ids{};           ///< Of task `n` at `n - 1`.
    std::vector<RunFigure> figures{};       ///< Empty until it has finished.
    std::vector<std::string>
        expectations_failed{};  ///< `expected queue_wait.p95 <= 10m, was 12m3s`.

    /// Index of the last decision about `labourer` at or before `at`.
    std::optional<std::size_t> decision_at(LabourerIndex labourer, Duration at) const;
};

}  // namespace sosw::gui
