#include "sim/workload/export_trace.hpp"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sim/report/csv_export.hpp"

namespace sosw::sim {
namespace {

/// `count` of `unit`s as a decimal, without zeros at its end.
std::string decimal(std::int64_t count, std::int64_t unit, int digits) {
    if (count % unit == 0) {
        return fmt::format("{}", count / unit);
    }
    std::string text = fmt::format("{}.{:0{}}", count / unit, count % unit, digits);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

constexpr std::string_view kTasks = R"sql(
WITH ran AS (
    SELECT task,
        coalesce(
            max(CASE WHEN outcome = 'success' THEN finished_us - started_us END),
            max(finished_us - started_us)
        ) AS duration_us
    FROM invocation
    WHERE task IS NOT NULL AND started_us IS NOT NULL AND finished_us IS NOT NULL
    GROUP BY task
)
SELECT task.created_us - run.start_us, task.labourer, ran.duration_us, task_payload.payload
FROM run, task
LEFT JOIN ran ON ran.task = task.task
LEFT JOIN task_payload ON task_payload.task = task.task
ORDER BY task.task
)sql";

}  // namespace

std::int64_t export_trace(sqlite::Database& record, std::ostream& trace) {
    sqlite::Statement tasks{record, kTasks};
    std::int64_t count = 0;
    trace << "timestamp,labourer,duration_ms,payload\n";
    while (tasks.step()) {
        trace << decimal(tasks.column_int64(0), 1'000'000, 6) << ','
              << csv_cell(tasks.column_text(1)) << ',';
        if (!tasks.column_is_null(2)) {
            trace << decimal(tasks.column_int64(2), 1000, 3);
        }
        trace << ',';
        if (!tasks.column_is_null(3)) {
            trace << csv_cell(tasks.column_text(3));
        }
        trace << '\n';
        ++count;
    }
    return count;
}

}  // namespace sosw::sim
