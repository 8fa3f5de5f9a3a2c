#include "sim/report/chart_lines.hpp"

#include <algorithm>

#include "core/base/ensure.hpp"
#include "sim/report/level_changes.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kDecisions = R"sql(
SELECT labourer, at_us, status FROM decision WHERE decided = 1 ORDER BY labourer, at_us, pass)sql";

/// Points, and the shortest distance of two: for so long one holds, so that silence is seen.
constexpr std::string_view kMetricPoints = R"sql(
WITH point AS (
    SELECT series, at_us, value,
           LEAD(at_us) OVER (PARTITION BY series ORDER BY at_us) - at_us AS distance_us
    FROM metric_point WHERE at_us >= ?1
)
SELECT series, at_us, value, COALESCE(MIN(distance_us) OVER (PARTITION BY series), 1)
FROM point)sql";

std::size_t column_of(const ChartAxis& axis, std::int64_t slot) {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(slot, 0, axis.columns - 1));
}

std::size_t column_of(const ChartAxis& axis, Timestamp at) {
    return column_of(axis, (at - axis.start) / axis.column);
}

/// Draws a value that holds over time into the columns it touches; each column keeps the value that
/// `prefer` likes best.
template <typename Prefer>
void draw(
    const ChartAxis& axis,
    Timestamp from,
    Timestamp to,
    double value,
    const Prefer& prefer,
    ChartLine& line
) {
    if (to <= from) {
        return;
    }
    const std::size_t last = column_of(axis, to - Duration{1});
    for (std::size_t column = column_of(axis, from); column <= last; ++column) {
        std::optional<double>& best = line.at(column);
        best = best ? prefer(*best, value) : value;
    }
}

constexpr auto kHighest = [](double a, double b) { return std::max(a, b); };
constexpr auto kLowest = [](double a, double b) { return std::min(a, b); };

ChartLine empty_line(const ChartAxis& axis) {
    return ChartLine(static_cast<std::size_t>(axis.columns));
}

/// A count of tasks over the whole run, told of its changes in order of time.
class LevelTracker {
public:
    LevelTracker(
        const Summary& summary,
        Statistics& statistics,
        std::optional<Timestamp>& highest_at,
        ChartLine& line
    )
        : summary_{summary},
          statistics_{statistics},
          highest_at_{highest_at},
          line_{line},
          since_{summary.start} {}

    void change(Timestamp at, std::int64_t step) {
        until(at);
        level_ += step;
    }
    void finish() {
        until(summary_.end);
        statistics_ = histogram_.statistics();
    }

private:
    void until(Timestamp at) {
        histogram_.add(level_, at - since_);
        if (at > since_ && (!highest_at_ || level_ > highest_)) {
            highest_ = level_;
            highest_at_ = since_;
        }
        draw(summary_.axis, since_, at, static_cast<double>(level_), kHighest, line_);
        since_ = std::max(since_, at);
    }

    const Summary& summary_;
    Statistics& statistics_;
    std::optional<Timestamp>& highest_at_;
    ChartLine& line_;
    LevelHistogram histogram_;
    Timestamp since_;
    std::int64_t level_ = 0;
    std::int64_t highest_ = 0;
};

std::vector<HealthMetricSummary*> metrics_of(Summary& summary, std::int64_t series) {
    std::vector<HealthMetricSummary*> found;
    for (LabourerSummary& labourer : summary.labourers) {
        for (HealthMetricSummary& metric : labourer.health_metrics) {
            if (metric.series == series) {
                found.push_back(&metric);
            }
        }
    }
    return found;
}

}  // namespace

void add_levels(sqlite::Database& database, Summary& summary) {
    std::vector<LevelTracker> trackers;
    trackers.reserve(summary.labourers.size() * 2);
    for (LabourerSummary& labourer : summary.labourers) {
        labourer.queue_line = empty_line(summary.axis);
        labourer.running_line = empty_line(summary.axis);
        trackers.emplace_back(summary, labourer.queue, labourer.queue_max_at, labourer.queue_line);
        trackers.emplace_back(
            summary, labourer.running, labourer.running_max_at, labourer.running_line
        );
    }
    for_each_level_change(database, summary.end, [&](const LevelChange& change) {
        const LabourerSummary* labourer = summary.find_labourer(change.labourer);
        if (labourer != nullptr && change.level != Level::Retry) {
            const auto index = static_cast<std::size_t>(labourer - summary.labourers.data());
            trackers.at(index * 2 + (change.level == Level::Running ? 1 : 0))
                .change(change.at, change.change);
        }
    });
    for (LevelTracker& tracker : trackers) {
        tracker.finish();
    }
}

void add_statuses(sqlite::Database& database, Summary& summary) {
    struct Course {
        Timestamp since{};
        std::optional<std::size_t> status{};
    };
    std::vector<Course> courses(summary.labourers.size(), Course{.since = summary.start});
    const auto until = [&](std::size_t index, Timestamp at) {
        LabourerSummary& labourer = summary.labourers[index];
        Course& course = courses[index];
        const Duration length = at - course.since;
        if (course.status) {
            labourer.time_in_status.at(*course.status) += length;
            const auto status = static_cast<double>(*course.status);
            draw(summary.axis, course.since, at, status, kLowest, labourer.status_line);
        } else {
            labourer.time_without_status += length;
        }
        course.since = at;
    };
    for (LabourerSummary& labourer : summary.labourers) {
        labourer.status_line = empty_line(summary.axis);
    }
    sqlite::Statement rows{database, kDecisions};
    while (rows.step()) {
        LabourerSummary* labourer = summary.find_labourer(rows.column_text(0));
        if (labourer != nullptr) {
            const auto index = static_cast<std::size_t>(labourer - summary.labourers.data());
            until(index, from_epoch_microseconds(rows.column_int64(1)));
            courses[index].status = static_cast<std::size_t>(rows.column_int64(2));
            ++labourer->decisions;
        }
    }
    for (std::size_t index = 0; index < courses.size(); ++index) {
        until(index, summary.end);
    }
}

void add_metric_lines(sqlite::Database& database, Summary& summary) {
    for (MetricSummary& metric : summary.metrics) {
        metric.line = empty_line(summary.axis);
    }
    for (LabourerSummary& labourer : summary.labourers) {
        for (HealthMetricSummary& metric : labourer.health_metrics) {
            metric.line = empty_line(summary.axis);
        }
    }
    sqlite::Statement rows{database, kMetricPoints};
    rows.bind(1, epoch_microseconds(summary.axis.start));
    while (rows.step()) {
        const std::int64_t series = rows.column_int64(0);
        const Timestamp from = from_epoch_microseconds(rows.column_int64(1));
        const double value = rows.column_double(2);
        const Timestamp to = std::max(
            std::min(from + Duration{rows.column_int64(3)}, summary.end), from + Duration{1}
        );
        const auto metric = std::ranges::find(summary.metrics, series, &MetricSummary::series);
        if (metric != summary.metrics.end()) {
            draw(summary.axis, from, to, value, kHighest, metric->line);
        }
        for (HealthMetricSummary* felt : metrics_of(summary, series)) {
            const bool higher_is_better = felt->comparison.starts_with('>');
            const auto worst = [&](double a, double b) {
                return higher_is_better ? std::min(a, b) : std::max(a, b);
            };
            draw(summary.axis, from, to, value, worst, felt->line);
        }
    }
}

}  // namespace sosw::sim
