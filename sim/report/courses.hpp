#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "sim/report/summary.hpp"

/// How the figures of a run went over time, read from its record and thinned to what a drawing can
/// show: each column keeps its first, lowest, highest and last value, so that no peak is lost.

namespace sosw::sim {

struct CoursePoint {
    Duration at{};  ///< Since the run's start.
    double value = 0;
    bool operator==(const CoursePoint&) const = default;
};
/// In order of time.
using Course = std::vector<CoursePoint>;

/// At most four points per column of `length / columns`.
Course thinned(const Course& course, Duration length, int columns);

/// The courses of one labourer. Steps hold until the next point; there is none before the first.
struct LabourerCourses {
    Course status{};   ///< Steps: as decided.
    Course allowed{};  ///< Steps: floor(max × coefficient) of each decision.
    Course desired{};  ///< Steps: as each pass desired.
    Course queue{};    ///< Steps, from event to event; as the next three.
    Course running{};
    Course retry{};
    Course executing{};
    Course invoked{};   ///< Per pass.
    Course wait_p50{};  ///< Seconds, per column of `wait_column`, where anything was invoked.
    Course wait_p95{};
    Duration wait_column{};
};

/// In the order of `summary.labourers`.
std::vector<LabourerCourses> labourer_courses(
    sqlite::Database& database, const Summary& summary, int columns
);

/// The points of a series.
Course metric_course(
    sqlite::Database& database, const Summary& summary, std::int64_t series, int columns
);

/// What the passes read of a health metric; where they found no datapoints there is no point.
Course reading_course(
    sqlite::Database& database,
    const Summary& summary,
    const std::string& labourer,
    const std::string& metric,
    int columns
);

/// Something that went wrong, or was refused, how often in each column.
struct Trouble {
    std::string labourer{};  ///< Empty: of none of them.
    std::string what{};      ///< `failed: timeout`.
    std::int64_t count = 0;
    Timestamp first{};
    Timestamp last{};
    std::vector<std::int64_t> columns{};
};

/// Most frequent first, at most `kinds_max` per labourer; what is left out is counted in one more.
std::vector<Trouble> troubles(
    sqlite::Database& database, const Summary& summary, int columns, int kinds_max = 12
);

}  // namespace sosw::sim
