#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

#include "core/base/ensure.hpp"
#include "sim/report/chart_lines.hpp"
#include "sim/report/csv_export.hpp"
#include "sim/report/summary.hpp"
#include "sim/report/task_figures.hpp"

namespace sosw::sim {

namespace {

constexpr std::size_t kViolationsShown = 10;

/// A run that was killed has no end; its last rows tell how far it came.
constexpr std::string_view kRun = R"sql(
SELECT version, scenario, description, seed, start_us, duration_us,
       COALESCE(end_us,
                (SELECT MAX(at_us) FROM (SELECT MAX(at_us) AS at_us FROM sample
                                         UNION ALL SELECT MAX(at_us) FROM task_event)),
                start_us),
       finished, COALESCE(events, 0),
       COALESCE(row_count, 0), COALESCE(event_log_hash, '')
FROM run)sql";

constexpr std::string_view kWallSeconds =
    "SELECT CAST(value AS REAL) FROM environment WHERE name = 'wall_seconds'";

constexpr std::string_view kLive = "SELECT value FROM environment WHERE name = 'live'";

constexpr std::string_view kLabourers =
    "SELECT labourer, function, max_simultaneous FROM labourer ORDER BY position";

constexpr std::string_view kHealthMetrics =
    "SELECT labourer, metric, series, comparison FROM health_metric ORDER BY labourer, position";

constexpr std::string_view kFeelings =
    "SELECT labourer, metric, status, target FROM feeling ORDER BY labourer, metric, status DESC";

constexpr std::array kCountMembers{
    &TaskCounts::created,
    &TaskCounts::invoked,
    &TaskCounts::refused,
    &TaskCounts::taken_back,
    &TaskCounts::stranded,
    &TaskCounts::skipped,
    &TaskCounts::started,
    &TaskCounts::failed,
    &TaskCounts::errors,
    &TaskCounts::timeouts,
    &TaskCounts::completed,
    &TaskCounts::reports_lost,
    &TaskCounts::expired,
    &TaskCounts::retried,
    &TaskCounts::dead,
    &TaskCounts::invalid,
};

/// The last sample of each labourer: where its tasks are when the run ends.
constexpr std::string_view kAtEnd = R"sql(
SELECT labourer, queued, running, retry FROM sample
WHERE rowid IN (SELECT MAX(rowid) FROM sample GROUP BY labourer))sql";

constexpr std::string_view kMetricValues =
    "SELECT series AS key, value FROM metric_point"
    " WHERE at_us >= (SELECT start_us FROM run)";

constexpr std::string_view kSeries =
    "SELECT series, namespace, name, dimensions FROM metric_series ORDER BY series";

constexpr std::string_view kPasses = R"sql(
SELECT essential, COUNT(*), SUM(failed), COUNT(*) FILTER (WHERE finished_us IS NULL),
       SUM(overlapped),
       COALESCE((SELECT error FROM pass first WHERE first.essential = pass.essential
                 AND first.error IS NOT NULL ORDER BY first.pass LIMIT 1), '')
FROM pass GROUP BY essential ORDER BY essential)sql";

constexpr std::string_view kJobs =
    "SELECT COUNT(DISTINCT job), COUNT(DISTINCT job) FILTER (WHERE rows_done = rows) FROM job";

/// Nobody but the Scheduler creates tasks within a pass.
constexpr std::string_view kTasksOfJobs =
    "SELECT COUNT(*) FROM task_event WHERE event = 'created' AND pass IS NOT NULL";

constexpr std::string_view kLimitRaces =
    "SELECT labourer, COUNT(*) FROM limit_race GROUP BY labourer";

template <typename Use>
void for_each_row(sqlite::Database& database, std::string_view sql, const Use& use) {
    sqlite::Statement statement{database, sql};
    while (statement.step()) {
        use(statement);
    }
}

std::int64_t count_rows(sqlite::Database& database, std::string_view sql) {
    sqlite::Statement statement{database, sql};
    ENSURE(statement.step());
    return statement.column_int64(0);
}

std::optional<Statistics> find(const StatisticsByKey& statistics, std::string_view key) {
    const auto found = statistics.find(key);
    return found != statistics.end() ? std::optional{found->second} : std::nullopt;
}

void read_run(sqlite::Database& database, Summary& summary) {
    for_each_row(database, kRun, [&](const sqlite::Statement& row) {
        summary.version = row.column_text(0);
        summary.scenario = row.column_text(1);
        summary.description = row.column_text(2);
        summary.seed = std::bit_cast<std::uint64_t>(row.column_int64(3));
        summary.start = from_epoch_microseconds(row.column_int64(4));
        summary.duration = Duration{row.column_int64(5)};
        summary.end = from_epoch_microseconds(row.column_int64(6));
        summary.interrupted = row.column_int64(7) == 0;
        summary.events = row.column_int64(8);
        summary.rows = row.column_int64(9);
        summary.event_log_hash = row.column_text(10);
    });
    for_each_row(database, kWallSeconds, [&](const sqlite::Statement& row) {
        summary.wall_seconds = row.column_double(0);
    });
    for_each_row(database, kLive, [&](const sqlite::Statement& row) {
        summary.live = row.column_text(0);
    });
}

void set_axis(Summary& summary, int columns) {
    ENSURE(columns > 0);
    const Duration length = std::max(summary.end - summary.start, Duration{columns});
    summary.axis = {
        .start = summary.start,
        .column = (length + Duration{columns - 1}) / columns,
        .columns = columns,
    };
}

void read_labourers(sqlite::Database& database, Summary& summary) {
    for_each_row(database, kLabourers, [&](const sqlite::Statement& row) {
        summary.labourers.push_back({
            .labourer = std::string{row.column_text(0)},
            .function = std::string{row.column_text(1)},
            .max_simultaneous = row.column_double(2),
        });
    });
    for_each_row(database, kHealthMetrics, [&](const sqlite::Statement& row) {
        if (LabourerSummary* labourer = summary.find_labourer(row.column_text(0))) {
            HealthMetricSummary metric{
                .metric = std::string{row.column_text(1)},
                .comparison = std::string{row.column_text(3)},
            };
            if (!row.column_is_null(2)) {
                metric.series = row.column_int64(2);
            }
            labourer->health_metrics.push_back(std::move(metric));
        }
    });
    for_each_row(database, kFeelings, [&](const sqlite::Statement& row) {
        if (LabourerSummary* labourer = summary.find_labourer(row.column_text(0))) {
            const auto metric = std::ranges::find(
                labourer->health_metrics, row.column_text(1), &HealthMetricSummary::metric
            );
            if (metric != labourer->health_metrics.end()) {
                metric->feelings.emplace_back(
                    static_cast<int>(row.column_int64(2)), row.column_double(3)
                );
            }
        }
    });
}

void read_ends(sqlite::Database& database, Summary& summary) {
    for_each_row(database, kAtEnd, [&](const sqlite::Statement& row) {
        if (LabourerSummary* labourer = summary.find_labourer(row.column_text(0))) {
            labourer->tasks.queued_at_end = row.column_int64(1);
            labourer->tasks.running_at_end = row.column_int64(2);
            labourer->tasks.retry_at_end = row.column_int64(3);
        }
    });
    for (const LabourerSummary& labourer : summary.labourers) {
        summary.tasks += labourer.tasks;
    }
}

void read_metrics(sqlite::Database& database, Summary& summary) {
    const auto values = statistics_by_key(database, kMetricValues);
    for_each_row(database, kSeries, [&](const sqlite::Statement& row) {
        summary.metrics.push_back({
            .series = row.column_int64(0),
            .metric_namespace = std::string{row.column_text(1)},
            .name = std::string{row.column_text(2)},
            .dimensions = std::string{row.column_text(3)},
            .values = find(values, row.column_text(0)),
        });
    });
    for (LabourerSummary& labourer : summary.labourers) {
        for (HealthMetricSummary& metric : labourer.health_metrics) {
            if (metric.series) {
                metric.values = find(values, std::to_string(*metric.series));
            }
        }
    }
}

void read_passes(sqlite::Database& database, Summary& summary) {
    for_each_row(database, kPasses, [&](const sqlite::Statement& row) {
        summary.passes.push_back({
            .essential = std::string{row.column_text(0)},
            .count = row.column_int64(1),
            .failed = row.column_int64(2),
            .cut_off = row.column_int64(3),
            .overlapped = row.column_int64(4),
            .first_error = std::string{row.column_text(5)},
        });
    });
    for_each_row(database, kLimitRaces, [&](const sqlite::Statement& row) {
        const std::int64_t races = row.column_int64(1);
        summary.limit_races += races;
        if (LabourerSummary* labourer = summary.find_labourer(row.column_text(0))) {
            labourer->limit_races = races;
        }
    });
}

void read_jobs(sqlite::Database& database, JobSummary& jobs) {
    if (!has_table(database, "job")) {
        return;  // a record of an earlier version
    }
    sqlite::Statement row{database, kJobs};
    row.step();
    jobs.given = row.column_int64(0);
    jobs.finished = row.column_int64(1);
    jobs.tasks = jobs.given > 0 ? count_rows(database, kTasksOfJobs) : 0;
}

void read_violations(sqlite::Database& database, Summary& summary) {
    summary.violations = count_rows(database, "SELECT COUNT(*) FROM violation");
    sqlite::Statement rows{
        database, "SELECT at_us, invariant, message FROM violation ORDER BY rowid LIMIT ?1"};
    rows.bind(1, static_cast<std::int64_t>(kViolationsShown));
    while (rows.step()) {
        summary.first_violations.push_back({
            .at = from_epoch_microseconds(rows.column_int64(0)),
            .invariant = std::string{rows.column_text(1)},
            .message = std::string{rows.column_text(2)},
        });
    }
}

void read_faults(sqlite::Database& database, Summary& summary) {
    sqlite::Statement faults{
        database, "SELECT kind, COUNT(*) FROM fault GROUP BY kind ORDER BY kind"};
    while (faults.step()) {
        summary.faults.push_back(
            {.kind = std::string{faults.column_text(0)}, .count = faults.column_int64(1)}
        );
    }
    sqlite::Statement throttles{
        database, "SELECT function, reason, SUM(count) FROM throttle GROUP BY 1, 2 ORDER BY 1, 2"};
    while (throttles.step()) {
        summary.lambda_throttles.push_back({
            .function = std::string{throttles.column_text(0)},
            .reason = std::string{throttles.column_text(1)},
            .count = throttles.column_int64(2),
        });
    }
}

}  // namespace

TaskCounts& TaskCounts::operator+=(const TaskCounts& other) {
    for (const auto member : kCountMembers) {
        this->*member += other.*member;
    }
    queued_at_end += other.queued_at_end;
    running_at_end += other.running_at_end;
    retry_at_end += other.retry_at_end;
    return *this;
}

LabourerSummary* Summary::find_labourer(std::string_view labourer) {
    return const_cast<LabourerSummary*>(std::as_const(*this).find_labourer(labourer));
}

const LabourerSummary* Summary::find_labourer(std::string_view labourer) const {
    const auto found = std::ranges::find(labourers, labourer, &LabourerSummary::labourer);
    return found != labourers.end() ? &*found : nullptr;
}

bool Summary::is_felt(const MetricSummary& metric) const {
    return std::ranges::any_of(labourers, [&](const LabourerSummary& labourer) {
        return std::ranges::any_of(labourer.health_metrics, [&](const HealthMetricSummary& felt) {
            return felt.series == metric.series;
        });
    });
}

bool Summary::passed() const {
    return violations == 0 && expectations_met() == std::ssize(expectations);
}

std::int64_t Summary::expectations_met() const {
    return std::ranges::count_if(expectations, [](const ExpectationSummary& expectation) {
        return expectation.verdict.met;
    });
}

Summary summarise(sqlite::Database& database, const SummaryOptions& options) {
    Summary summary;
    read_run(database, summary);
    set_axis(summary, options.columns);
    read_labourers(database, summary);
    add_task_figures(database, summary);
    read_ends(database, summary);
    read_metrics(database, summary);
    read_passes(database, summary);
    read_jobs(database, summary.jobs);
    read_violations(database, summary);
    summary.throttles = read_throttles(database);
    read_faults(database, summary);
    summary.sns_messages = count_rows(database, "SELECT COUNT(*) FROM sns_message");
    summary.cost = cost_by_service(database);
    add_levels(database, summary);
    add_statuses(database, summary);
    add_metric_lines(database, summary);
    return summary;
}

}  // namespace sosw::sim
