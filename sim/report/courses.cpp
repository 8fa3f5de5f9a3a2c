#include "sim/report/courses.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "sim/report/level_changes.hpp"

namespace sosw::sim {

namespace {

/// Wide enough that a percentile of a column means something.
constexpr int kWaitColumns = 120;

constexpr std::string_view kDecisions = R"sql(
SELECT labourer, at_us, status, max * coefficient, desired, invoked, decided
FROM decision ORDER BY labourer, at_us, pass)sql";

constexpr std::string_view kPoints =
    "SELECT at_us, value FROM metric_point WHERE series = ?1 AND at_us >= ?2 ORDER BY at_us";

constexpr std::string_view kReadings =
    "SELECT at_us, value FROM decision_metric WHERE labourer = ?1 AND metric = ?2"
    " AND value IS NOT NULL ORDER BY at_us";

/// Waits by labourer and column: `<column> <labourer>`.
constexpr std::string_view kWaits =
    "SELECT ((at_us - {}) / {}) || ' ' || labourer AS key, wait_us / 1e6 AS value"
    " FROM task_event WHERE event = 'invoked' AND wait_us IS NOT NULL";

std::optional<std::size_t> index_of(const Summary& summary, std::string_view labourer) {
    const auto found = std::ranges::find(summary.labourers, labourer, &LabourerSummary::labourer);
    return found != summary.labourers.end()
               ? std::optional{static_cast<std::size_t>(found - summary.labourers.begin())}
               : std::nullopt;
}

Duration length_of(const Summary& summary) {
    return std::max(summary.end - summary.start, Duration{1});
}

/// Steps say a value only where it changes.
void add_step(Course& course, Duration at, double value) {
    if (course.empty() || course.back().value != value) {
        course.push_back({.at = at, .value = value});
    }
}

/// The points of one column while it is read.
class ColumnPoints {
public:
    void add(const CoursePoint& point) {
        if (!first_) {
            first_ = lowest_ = highest_ = point;
        }
        if (point.value < lowest_->value) {
            lowest_ = point;
        }
        if (point.value > highest_->value) {
            highest_ = point;
        }
        last_ = point;
    }
    void flush(Course& into) {
        if (!first_) {
            return;
        }
        Course points{*first_, *lowest_, *highest_, *last_};
        std::ranges::stable_sort(points, {}, &CoursePoint::at);
        points.erase(std::unique(points.begin(), points.end()), points.end());
        into.insert(into.end(), points.begin(), points.end());
        first_.reset();
    }

private:
    std::optional<CoursePoint> first_;
    std::optional<CoursePoint> lowest_;
    std::optional<CoursePoint> highest_;
    std::optional<CoursePoint> last_;
};

void read_decisions(
    sqlite::Database& database, const Summary& summary, std::vector<LabourerCourses>& courses
) {
    sqlite::Statement rows{database, kDecisions};
    while (rows.step()) {
        const auto index = index_of(summary, rows.column_text(0));
        if (!index) {
            continue;
        }
        LabourerCourses& course = courses[*index];
        const Duration at = from_epoch_microseconds(rows.column_int64(1)) - summary.start;
        course.invoked.push_back({.at = at, .value = rows.column_double(5)});
        if (rows.column_int64(6) == 1) {
            add_step(course.status, at, rows.column_double(2));
            add_step(course.allowed, at, std::floor(rows.column_double(3)));
            add_step(course.desired, at, rows.column_double(4));
        }
    }
}

Course& course_of(LabourerCourses& courses, Level level) {
    switch (level) {
        case Level::Queue:
            return courses.queue;
        case Level::Running:
            return courses.running;
        case Level::Retry:
            return courses.retry;
        case Level::Executing:
            break;
    }
    return courses.executing;
}

void read_levels(
    sqlite::Database& database, const Summary& summary, std::vector<LabourerCourses>& courses
) {
    const auto use = [&](const LevelChange& change) {
        const auto index = index_of(summary, change.labourer);
        if (index && change.at < summary.end) {  // Who leaves at the end only leaves the record.
            Course& course = course_of(courses[*index], change.level);
            if (course.empty()) {
                course.push_back({});
            }
            const double value = course.back().value + static_cast<double>(change.change);
            course.push_back({.at = change.at - summary.start, .value = value});
        }
    };
    for_each_level_change(database, summary.end, use);
    for_each_execution_change(database, summary.end, use);
}

void read_waits(
    sqlite::Database& database, const Summary& summary, std::vector<LabourerCourses>& courses
) {
    const Duration column = length_of(summary) / kWaitColumns + Duration{1};
    const auto waits = statistics_by_key(
        database, fmt::format(kWaits, epoch_microseconds(summary.start), column.count())
    );
    std::map<std::int64_t, std::vector<std::pair<std::size_t, Statistics>>> by_column;
    for (const auto& [key, statistics] : waits) {
        const std::size_t blank = key.find(' ');
        std::int64_t number = 0;
        std::from_chars(key.data(), key.data() + blank, number);
        if (const auto index = index_of(summary, std::string_view{key}.substr(blank + 1))) {
            by_column[number].emplace_back(*index, statistics);
        }
    }
    for (const auto& [number, found] : by_column) {
        for (const auto& [index, statistics] : found) {
            courses[index].wait_column = column;
            courses[index].wait_p50.push_back({.at = number * column, .value = statistics.p50});
            courses[index].wait_p95.push_back({.at = number * column, .value = statistics.p95});
        }
    }
}

Course read_points(sqlite::Statement& rows, const Summary& summary, int columns) {
    Course course;
    while (rows.step()) {
        const Duration at = from_epoch_microseconds(rows.column_int64(0)) - summary.start;
        course.push_back({.at = at, .value = rows.column_double(1)});
    }
    return thinned(course, length_of(summary), columns);
}

}  // namespace

Course thinned(const Course& course, Duration length, int columns) {
    ENSURE(columns > 0);
    const Duration width = std::max(length / columns, Duration{1});
    Course result;
    ColumnPoints column;
    std::int64_t current = 0;
    for (const CoursePoint& point : course) {
        if (point.at / width != current) {
            column.flush(result);
            current = point.at / width;
        }
        column.add(point);
    }
    column.flush(result);
    return result;
}

std::vector<LabourerCourses> labourer_courses(
    sqlite::Database& database, const Summary& summary, int columns
) {
    std::vector<LabourerCourses> courses(summary.labourers.size());
    read_decisions(database, summary, courses);
    read_levels(database, summary, courses);
    read_waits(database, summary, courses);
    for (LabourerCourses& labourer : courses) {
        for (Course* course :
             {&labourer.status,
              &labourer.allowed,
              &labourer.desired,
              &labourer.queue,
              &labourer.running,
              &labourer.retry,
              &labourer.executing,
              &labourer.invoked}) {
            *course = thinned(*course, length_of(summary), columns);
        }
    }
    return courses;
}

Course metric_course(
    sqlite::Database& database, const Summary& summary, std::int64_t series, int columns
) {
    sqlite::Statement rows{database, kPoints};
    rows.bind(1, series).bind(2, epoch_microseconds(summary.start));
    return read_points(rows, summary, columns);
}

Course reading_course(
    sqlite::Database& database,
    const Summary& summary,
    const std::string& labourer,
    const std::string& metric,
    int columns
) {
    sqlite::Statement rows{database, kReadings};
    rows.bind_text(1, labourer).bind_text(2, metric);
    return read_points(rows, summary, columns);
}

}  // namespace sosw::sim
