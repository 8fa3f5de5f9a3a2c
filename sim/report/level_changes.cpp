#include "sim/report/level_changes.hpp"

namespace sosw::sim {

namespace {

/// Where tasks were: in the queue (0), running as the Orchestrator counts (1; K4: to the second,
/// counted from the pass that marked them), or waiting for a retry (2).
constexpr std::string_view kTaskLevels = R"sql(
WITH change AS MATERIALIZED (
    SELECT e.labourer, e.event, e.at_us, e.pass,
           LEAD(e.at_us, 1, ?1) OVER (PARTITION BY e.task ORDER BY e.rowid) AS next_us
    FROM task_event e
    WHERE e.event IN ('created', 'invoked', 'stranded', 'completed', 'expired', 'retried', 'closed')
),
stay AS MATERIALIZED (
    SELECT labourer, 0 AS place, at_us AS from_us, next_us AS to_us
    FROM change WHERE event IN ('created', 'retried')
    UNION ALL
    SELECT c.labourer, 1, c.at_us,
           MIN(c.next_us, (COALESCE(p.started_us, c.at_us) / 1000000
                           + (l.duration_us + l.cooldown_us) / 1000000 + 1) * 1000000)
    FROM change c
    JOIN labourer l ON l.labourer = c.labourer
    LEFT JOIN pass p ON p.pass = c.pass
    WHERE c.event = 'invoked'
    UNION ALL
    SELECT labourer, 2, at_us, next_us FROM change WHERE event = 'expired'
),
step AS (
    SELECT labourer, place, from_us AS at_us, 1 AS change FROM stay WHERE to_us > from_us
    UNION ALL
    SELECT labourer, place, MIN(to_us, ?1), -1 FROM stay WHERE to_us > from_us
)
SELECT labourer, place, at_us, SUM(change) FROM step
GROUP BY labourer, place, at_us ORDER BY labourer, place, at_us)sql";

constexpr std::string_view kExecutions = R"sql(
WITH step AS (
    SELECT labourer, started_us AS at_us, 1 AS change FROM invocation
    WHERE started_us IS NOT NULL AND labourer IS NOT NULL
    UNION ALL
    SELECT labourer, MIN(COALESCE(finished_us, ?1), ?1), -1 FROM invocation
    WHERE started_us IS NOT NULL AND labourer IS NOT NULL
)
SELECT labourer, 3, at_us, SUM(change) FROM step
GROUP BY labourer, at_us ORDER BY labourer, at_us)sql";

void for_each(
    sqlite::Database& database,
    std::string_view sql,
    Timestamp end,
    const std::function<void(const LevelChange&)>& use
) {
    sqlite::Statement rows{database, sql};
    rows.bind(1, epoch_microseconds(end));
    while (rows.step()) {
        use({
            .labourer = rows.column_text(0),
            .level = static_cast<Level>(rows.column_int64(1)),
            .at = from_epoch_microseconds(rows.column_int64(2)),
            .change = rows.column_int64(3),
        });
    }
}

}  // namespace

void for_each_level_change(
    sqlite::Database& database, Timestamp end, const std::function<void(const LevelChange&)>& use
) {
    for_each(database, kTaskLevels, end, use);
}

void for_each_execution_change(
    sqlite::Database& database, Timestamp end, const std::function<void(const LevelChange&)>& use
) {
    for_each(database, kExecutions, end, use);
}

}  // namespace sosw::sim
