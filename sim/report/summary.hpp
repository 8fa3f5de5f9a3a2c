#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "core/base/time.hpp"
#include "sim/report/cost.hpp"
#include "sim/report/statistics.hpp"
#include "sim/report/throttle_summary.hpp"
#include "sim/scenario/expectation.hpp"

/// The summary of a run: everything that `sosw run` tells, computed from the record alone, by SQL.
///
///     Summary summary = summarise(recorder.database());
///     judge(summary, recorder.database(), scenario.expect);
///     std::cout << text_summary(summary, {});
///
/// What counts as what:
/// - `invoked` counts invocations that Lambda accepted, those of retries too; `failed` executions
///   that ended in an error or a timeout, Lambda's own repetitions too; `completed` tasks whose
///   completion was stored; `dead` tasks that were closed because they had no attempts left.
/// - The queue wait is the time from a task's creation, or from its return out of the retry table,
///   until Lambda accepted its invocation. Tasks that still wait at the end have no queue wait;
///   `oldest_waiting` tells of them.
/// - Running is a task from its invocation until it is completed, moved, or older than duration +
///   cooldown: what the Orchestrator counts against the maximum. Queued is a task that waits in the
///   queue. Both are followed from event to event, so that no peak is missed, and their mean and
///   percentiles are weighted by time.
/// - An eco status lasts from the beginning of the pass that decided on it until that of the next
///   pass that decided anything about that labourer.
/// - Metrics are the points that were reported from the run's start on.

namespace sosw::sim {

struct TaskCounts {
    std::int64_t created = 0;
    std::int64_t invoked = 0;
    std::int64_t refused = 0;     ///< By Lambda, after the task was marked.
    std::int64_t taken_back = 0;  ///< Marks, after a refusal.
    std::int64_t stranded = 0;    ///< Marked and not known to run.
    std::int64_t skipped = 0;     ///< Another pass was faster.
    std::int64_t started = 0;     ///< Executions.
    std::int64_t failed = 0;      ///< Executions; errors and timeouts.
    std::int64_t errors = 0;
    std::int64_t timeouts = 0;
    std::int64_t completed = 0;
    std::int64_t reports_lost = 0;  ///< Workers' reports that were refused or failed.
    std::int64_t expired = 0;       ///< Moved to the retry table.
    std::int64_t retried = 0;       ///< Moved back into the queue.
    std::int64_t dead = 0;
    std::int64_t invalid = 0;  ///< Closed because nobody could have worked on them.
    std::int64_t queued_at_end = 0;
    std::int64_t running_at_end = 0;
    std::int64_t retry_at_end = 0;

    TaskCounts& operator+=(const TaskCounts& other);
};

/// One line of the chart: a value per column, nothing where there is none.
using ChartLine = std::vector<std::optional<double>>;

struct HealthMetricSummary {
    std::string metric;  ///< Its name in the configuration.
    std::optional<std::int64_t> series{};
    std::string comparison{};
    std::vector<std::pair<int, double>> feelings{};  ///< Status and target, highest first.
    std::optional<Statistics> values{};
    ChartLine line{};  ///< The worst value: the highest, or the lowest where higher is better.
};

struct LabourerSummary {
    std::string labourer;
    std::string function{};
    double max_simultaneous = 0;
    TaskCounts tasks{};
    std::optional<Statistics> queue_wait{};    ///< Seconds.
    std::optional<Duration> oldest_waiting{};  ///< At the end.
    Statistics running{};
    Statistics queue{};
    std::optional<Timestamp> running_max_at{};  ///< When it was first reached.
    std::optional<Timestamp> queue_max_at{};
    std::array<Duration, 5> time_in_status{};
    Duration time_without_status{};  ///< Before the first decision.
    std::int64_t decisions = 0;
    std::int64_t limit_races = 0;
    std::vector<HealthMetricSummary> health_metrics{};

    ChartLine status_line{};   ///< The worst.
    ChartLine running_line{};  ///< The highest.
    ChartLine queue_line{};    ///< The highest.
    ChartLine invoked_line{};  ///< Invocations within the column.
};

struct MetricSummary {
    std::int64_t series = 0;
    std::string metric_namespace{};
    std::string name{};
    std::string dimensions{};  ///< `Name=value,Name=value`.
    std::optional<Statistics> values{};
    ChartLine line{};  ///< The highest value.
};

struct PassSummary {
    std::string essential;
    std::int64_t count = 0;
    std::int64_t failed = 0;
    std::int64_t cut_off = 0;  ///< By a timeout or the end of the run.
    std::int64_t overlapped = 0;
    std::string first_error{};
};

/// Business jobs that the workload gave to the Scheduler.
struct JobSummary {
    std::int64_t given = 0;
    std::int64_t finished = 0;  ///< All of their tasks were created.
    std::int64_t tasks = 0;     ///< Created by all of them.

    std::int64_t unfinished() const { return given - finished; }
};

struct ViolationSummary {
    Timestamp at{};
    std::string invariant{};
    std::string message{};
};

struct ExpectationSummary {
    Expectation expectation{};
    Verdict verdict{};
};

/// The time axis that the lines of the chart share.
struct ChartAxis {
    Timestamp start{};
    Duration column{};
    int columns = 0;
};

/// How often the scenario's faults of one kind struck.
struct StruckFaults {
    std::string kind;
    std::int64_t count = 0;
};

/// Attempts of one function that Lambda did not start at once, by reason.
struct LambdaThrottleSummary {
    std::string function;
    std::string reason;
    std::int64_t count = 0;
};

struct Summary {
    std::string version{};
    std::string scenario{};
    std::string description{};
    std::uint64_t seed = 0;
    Timestamp start{};
    Timestamp end{};           ///< How far it came.
    Duration duration{};       ///< As the scenario asks.
    bool interrupted = false;  ///< It was stopped or killed before its end.
    std::int64_t events = 0;
    std::int64_t rows = 0;
    std::string event_log_hash{};
    std::optional<double> wall_seconds{};  ///< Real time.
    std::string live{};                    ///< Where a live run was; empty: it was simulated.

    TaskCounts tasks{};                      ///< Of all labourers.
    std::optional<Statistics> queue_wait{};  ///< Of all labourers, in seconds.
    std::vector<LabourerSummary> labourers{};
    std::vector<MetricSummary> metrics{};
    std::vector<PassSummary> passes{};
    JobSummary jobs{};
    std::vector<ThrottleSummary> throttles{};  ///< Of tables with limits.
    std::vector<StruckFaults> faults{};
    std::vector<LambdaThrottleSummary> lambda_throttles{};
    std::vector<ServiceCost> cost{};  ///< Empty for a run without prices.
    std::int64_t limit_races = 0;
    std::int64_t sns_messages = 0;
    std::int64_t violations = 0;
    std::vector<ViolationSummary> first_violations{};  ///< At most ten.
    std::vector<ExpectationSummary> expectations{};    ///< Set by `judge`.
    ChartAxis axis{};

    /// Null where there is none of that name.
    LabourerSummary* find_labourer(std::string_view labourer);
    const LabourerSummary* find_labourer(std::string_view labourer) const;
    /// Whether it is a health metric of some labourer.
    bool is_felt(const MetricSummary& metric) const;
    /// No invariant was broken and all expectations are met.
    bool passed() const;
    std::int64_t expectations_met() const;
};

struct SummaryOptions {
    int columns = 66;  ///< Of the chart, at least 1.
};

/// Reads a record, finished or not. Throws `sqlite::DatabaseError` where the database is none.
Summary summarise(sqlite::Database& database, const SummaryOptions& options = {});

/// The figures that expectations are about, as far as a summary has them: over the whole run.
class SummaryFigures final : public FigureSource {
public:
    explicit SummaryFigures(const Summary& summary) : summary_{summary} {}
    std::optional<double> figure(const Figure& figure) const override;

private:
    const Summary& summary_;
};

/// Compares what the scenario expects with what the record of the run says, and keeps the verdicts
/// in its summary.
void judge(Summary& summary, sqlite::Database& record, std::span<const Expectation> expectations);

}  // namespace sosw::sim
