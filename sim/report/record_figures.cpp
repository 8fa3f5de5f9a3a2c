#include "sim/report/record_figures.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "sim/report/csv_export.hpp"
#include "sim/report/figure_names.hpp"
#include "sim/report/levels_in_span.hpp"
#include "sim/report/task_counter.hpp"

namespace sosw::sim {

namespace {

/// Two times to compare with: `at_us >= ?1 AND at_us < ?2`.
std::int64_t count_rows(sqlite::Database& record, std::string_view sql, const TimeSpan& span) {
    sqlite::Statement row{record, sql};
    row.bind(1, epoch_microseconds(span.from)).bind(2, epoch_microseconds(span.to));
    return row.step() ? row.column_int64(0) : 0;
}

/// A text within SQL.
std::string quoted_sql(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c == '\'' ? "''" : std::string(1, c);
    }
    return quoted + "'";
}

std::string within(const TimeSpan& span) {
    return fmt::format(
        "at_us >= {} AND at_us < {}", epoch_microseconds(span.from), epoch_microseconds(span.to)
    );
}

/// Rows with a key, a value and a time, of which a figure is a statistic; empty where it is of
/// another kind.
std::string values_of(const Figure& figure, const TimeSpan& span) {
    if (figure.family == FigureFamily::Metric && figure.metric) {
        return fmt::format(
            "SELECT '' AS key, value, at_us FROM metric_point WHERE series = {} AND {}",
            *figure.metric + 1,
            within(span)
        );
    }
    if (figure.family == FigureFamily::QueueWait) {
        return fmt::format(
            "SELECT '' AS key, wait_us / 1e6 AS value, at_us FROM task_event"
            " WHERE event = 'invoked' AND wait_us IS NOT NULL AND {}{}",
            within(span),
            figure.name.empty() ? "" : " AND labourer = " + quoted_sql(figure.name)
        );
    }
    return {};
}

std::optional<double> statistic_of(
    sqlite::Database& record, const Figure& figure, const TimeSpan& span
) {
    const std::string values = values_of(figure, span);
    if (values.empty()) {
        return std::nullopt;
    }
    const auto statistics = statistics_by_key(record, values);
    return statistics.empty() ? std::nullopt
                              : statistic_named(statistics.begin()->second, figure.statistic);
}

std::optional<double> status_figure(const Figure& figure, const StatusesInSpan& statuses) {
    std::size_t number = 0;
    const std::string& text = figure.statistic;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number < statuses.time_in_status.size()
               ? std::optional{to_seconds(statuses.time_in_status.at(number))}
               : std::nullopt;
}

Level level_of(const Figure& figure) {
    return figure.family == FigureFamily::Queue ? Level::Queue : Level::Running;
}

/// Whether the summary has it already.
bool is_in_summary(const Figure& figure) {
    switch (figure.family) {
        case FigureFamily::Tasks:
        case FigureFamily::Labourer:
        case FigureFamily::QueueWait:
        case FigureFamily::Metric:
        case FigureFamily::Running:
        case FigureFamily::Queue:
        case FigureFamily::TimeInStatus:
        case FigureFamily::LimitRace:
        case FigureFamily::Violations:
            return figure.window.kind == WindowKind::Whole;
        default:
            return false;
    }
}

}  // namespace

std::optional<TimeSpan> RecordFigures::span_of(const FigureWindow& window) const {
    // What happens in the last moment belongs to the run.
    TimeSpan span{.from = summary_.start, .to = summary_.end + Duration{1}};
    switch (window.kind) {
        case WindowKind::Whole:
            break;
        case WindowKind::After:
            span.from = summary_.start + window.from;
            break;
        case WindowKind::Before:
            span.to = std::min(summary_.start + window.to, span.to);
            break;
        case WindowKind::Between:
            span.from = summary_.start + window.from;
            span.to = std::min(summary_.start + window.to, span.to);
            break;
        case WindowKind::Last:
            span.from = std::max(summary_.end - window.from, summary_.start);
            break;
    }
    return span.from < span.to ? std::optional{span} : std::nullopt;
}

std::optional<double> RecordFigures::figure(const Figure& figure) const {
    if (is_in_summary(figure)) {
        return SummaryFigures{summary_}.figure(figure);
    }
    const std::optional<TimeSpan> span = span_of(figure.window);
    return span ? in_span(figure, *span) : std::nullopt;
}

std::optional<double> RecordFigures::in_span(const Figure& figure, const TimeSpan& span) const {
    switch (figure.family) {
        case FigureFamily::Tasks:
        case FigureFamily::Labourer:
            return count(figure, span);
        case FigureFamily::QueueWait:
        case FigureFamily::Metric:
            return statistic_of(record_, figure, span);
        case FigureFamily::Running:
        case FigureFamily::Queue:
            return level(figure, span);
        case FigureFamily::TimeInStatus:
            return status_figure(figure, statuses_in_span(record_, figure.name, span));
        case FigureFamily::ShareInStatus: {
            // The moment behind the run's end has no length.
            const TimeSpan measured{.from = span.from, .to = std::min(span.to, summary_.end)};
            const auto seconds =
                status_figure(figure, statuses_in_span(record_, figure.name, measured));
            return seconds && measured.length() > Duration::zero()
                       ? std::optional{100 * *seconds / to_seconds(measured.length())}
                       : std::nullopt;
        }
        case FigureFamily::Flaps:
            return static_cast<double>(statuses_in_span(record_, figure.name, span).flaps);
        case FigureFamily::LimitRace:
            return static_cast<double>(count_rows(
                record_, "SELECT COUNT(*) FROM limit_race WHERE at_us >= ?1 AND at_us < ?2", span
            ));
        case FigureFamily::Violations:
            return static_cast<double>(count_rows(
                record_, "SELECT COUNT(*) FROM violation WHERE at_us >= ?1 AND at_us < ?2", span
            ));
        case FigureFamily::Faults:
            return faults(figure, span);
        case FigureFamily::Throttled:
            return throttles(figure, span);
        case FigureFamily::Cost:
            return cost(figure, span);
    }
    return std::nullopt;
}

std::optional<double> RecordFigures::count(const Figure& figure, const TimeSpan& span) const {
    const bool of_all = figure.family == FigureFamily::Tasks;
    TaskCounts sum;
    if (figure.statistic == "queued" || figure.statistic == "running") {
        const Level level = figure.statistic == "queued" ? Level::Queue : Level::Running;
        for (const LabourerSummary& labourer : summary_.labourers) {
            if (of_all || labourer.labourer == figure.name) {
                const auto levels = levels_in_span(record_, labourer.labourer, level, span);
                sum.queued_at_end += levels.at_end;
                sum.running_at_end += levels.at_end;
            }
        }
        return count_named(sum, figure.statistic);
    }
    TaskCounter counter;
    for_each_task_event(record_, [&](const TaskEvent& event) {
        if (event.at >= span.from && event.at < span.to &&
            (of_all || event.labourer == figure.name)) {
            counter.count(event, sum);
        }
    });
    return count_named(sum, figure.statistic);
}

std::optional<double> RecordFigures::level(const Figure& figure, const TimeSpan& span) const {
    const LevelsInSpan levels = levels_in_span(record_, figure.name, level_of(figure), span);
    return figure.statistic == "end" ? std::optional{static_cast<double>(levels.at_end)}
                                     : statistic_named(levels.statistics, figure.statistic);
}

std::optional<double> RecordFigures::faults(const Figure& figure, const TimeSpan& span) const {
    if (!has_table(record_, "fault")) {
        return std::nullopt;
    }
    const std::string kind = figure.name.empty() ? "" : " AND kind = " + quoted_sql(figure.name);
    return static_cast<double>(count_rows(
        record_, "SELECT COUNT(*) FROM fault WHERE at_us >= ?1 AND at_us < ?2" + kind, span
    ));
}

std::optional<double> RecordFigures::cost(const Figure& figure, const TimeSpan& span) const {
    if (summary_.cost.empty()) {
        return std::nullopt;  // the run has no prices
    }
    return cost_of(cost_by_service(record_, span), figure.statistic).value_or(0);
}

std::optional<double> RecordFigures::throttles(const Figure& figure, const TimeSpan& span) const {
    const std::string name = quoted_sql(figure.name);
    std::int64_t total = count_rows(
        record_,
        "SELECT COUNT(*) FROM task_event AS e JOIN labourer AS l USING (labourer)"
        " WHERE e.at_us >= ?1 AND e.at_us < ?2 AND e.event = 'refused'"
        " AND e.reason LIKE '%TooManyRequests%'" +
            (figure.name.empty() ? "" : " AND l.function = " + name),
        span
    );
    if (has_table(record_, "capacity")) {
        total += count_rows(
            record_,
            "SELECT COALESCE(SUM(throttled), 0) FROM capacity WHERE at_us >= ?1 AND at_us < ?2" +
                (figure.name.empty()
                     ? ""
                     : fmt::format(" AND (table_name = {0} OR index_name = {0})", name)),
            span
        );
    }
    return static_cast<double>(total);
}

std::optional<Timestamp> RecordFigures::occurred(const Figure& figure) const {
    const bool is_max = figure.statistic == "max";
    const std::optional<TimeSpan> span = span_of(figure.window);
    if (!span || (!is_max && figure.statistic != "min")) {
        return std::nullopt;
    }
    if (figure.family == FigureFamily::Running || figure.family == FigureFamily::Queue) {
        const LabourerSummary* labourer = summary_.find_labourer(figure.name);
        if (is_max && figure.window.kind == WindowKind::Whole && labourer != nullptr) {
            return figure.family == FigureFamily::Running ? labourer->running_max_at
                                                          : labourer->queue_max_at;
        }
        const LevelsInSpan levels = levels_in_span(record_, figure.name, level_of(figure), *span);
        return is_max ? levels.highest_at : levels.lowest_at;
    }
    const std::string values = values_of(figure, *span);
    if (values.empty()) {
        return std::nullopt;
    }
    sqlite::Statement row{
        record_,
        fmt::format(
            "SELECT at_us FROM ({}) ORDER BY value {}, at_us LIMIT 1",
            values,
            is_max ? "DESC" : "ASC"
        )};
    return row.step() ? std::optional{from_epoch_microseconds(row.column_int64(0))} : std::nullopt;
}

void judge(Summary& summary, sqlite::Database& record, std::span<const Expectation> expectations) {
    const RecordFigures figures{record, summary};
    std::vector<ExpectationSummary> judged;
    judged.reserve(expectations.size());
    for (const Expectation& expectation : expectations) {
        judged.push_back({.expectation = expectation, .verdict = evaluate(expectation, figures)});
    }
    summary.expectations = std::move(judged);
}

}  // namespace sosw::sim
