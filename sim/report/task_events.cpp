#include "sim/report/task_events.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kEvents =
    "SELECT at_us, task, labourer, event, reason, wait_us, pass, attempt, rowid FROM task_event"
    " WHERE rowid > ?1 ORDER BY rowid";

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

/// The event in `row`; nothing where its kind is not known.
std::optional<TaskEvent> event_in(const sqlite::Statement& row) {
    const std::optional<TaskEventKind> kind = kind_of(row.column_text(3));
    if (!kind) {
        return std::nullopt;
    }
    TaskEvent event{
        .at = from_epoch_microseconds(row.column_int64(0)),
        .task = row.column_int64(1),
        .labourer = row.column_text(2),
        .event = *kind,
        .reason = row.column_text(4),
    };
    if (!row.column_is_null(5)) {
        event.wait = Duration{row.column_int64(5)};
    }
    if (!row.column_is_null(6)) {
        event.pass = row.column_int64(6);
    }
    if (!row.column_is_null(7)) {
        event.attempt = row.column_double(7);
    }
    return event;
}

}  // namespace

void for_each_task_event(
    sqlite::Database& database, const std::function<void(const TaskEvent&)>& use
) {
    for_task_events_after(database, 0, [&](const TaskEvent& event) {
        use(event);
        return true;
    });
}

std::int64_t for_task_events_after(
    sqlite::Database& database, std::int64_t after, const std::function<bool(const TaskEvent&)>& use
) {
    sqlite::Statement rows{database, kEvents};
    rows.bind(1, after);
    while (rows.step()) {
        const std::optional<TaskEvent> event = event_in(rows);
        if (event && !use(*event)) {
            break;
        }
        after = rows.column_int64(8);
    }
    return after;
}

}  // namespace sosw::sim
