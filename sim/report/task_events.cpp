#include "sim/report/task_events.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kEvents =
    "SELECT at_us, task, labourer, event, reason, wait_us, pass FROM task_event ORDER BY rowid";

/// The kind that `word` stands for; nothing for other words.
std::optional<TaskEventKind> kind_of(std::string_view word) {
    for (int number = 0; number <= static_cast<int>(TaskEventKind::Closed); ++number) {
        const auto kind = static_cast<TaskEventKind>(number);
        if (to_string(kind) == word) {
            return kind;
        }
    }
    return std::nullopt;
}

}  // namespace

void for_each_task_event(
    sqlite::Database& database, const std::function<void(const TaskEvent&)>& use
) {
    sqlite::Statement rows{database, kEvents};
    while (rows.step()) {
        const std::optional<TaskEventKind> kind = kind_of(rows.column_text(3));
        if (!kind) {
            continue;
        }
        TaskEvent event{
            .at = from_epoch_microseconds(rows.column_int64(0)),
            .task = rows.column_int64(1),
            .labourer = rows.column_text(2),
            .event = *kind,
            .reason = rows.column_text(4),
        };
        if (!rows.column_is_null(5)) {
            event.wait = Duration{rows.column_int64(5)};
        }
        if (!rows.column_is_null(6)) {
            event.pass = rows.column_int64(6);
        }
        use(event);
    }
}

}  // namespace sosw::sim
