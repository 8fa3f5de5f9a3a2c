#include "sim/workload/export_trace.hpp"

#include <string_view>

#include "sim/workload/sosw_trace_writer.hpp"

namespace sosw::sim {
namespace {

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
    SoswTraceWriter writer{trace, SoswTraceWriter::Attempts::LeaveOut};
    while (tasks.step()) {
        TraceRow row{.at = Duration{tasks.column_int64(0)}, .labourer = tasks.column_text(1)};
        if (!tasks.column_is_null(2)) {
            row.duration = Duration{tasks.column_int64(2)};
        }
        if (!tasks.column_is_null(3)) {
            row.payload = tasks.column_text(3);
        }
        writer.write(row);
        ++count;
    }
    return count;
}

}  // namespace sosw::sim
