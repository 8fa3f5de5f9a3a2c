#include "gui/model/task_life.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/report/text_style.hpp"

namespace sosw::gui {

namespace {

constexpr std::string_view kTask =
    "SELECT task_id, labourer, COALESCE((SELECT payload FROM task_payload AS p"
    " WHERE p.task = task.task), '') FROM task WHERE task = ?1";

constexpr std::string_view kEvents =
    "SELECT at_us, event, attempt, COALESCE(reason, ''), wait_us, COALESCE(pass, 0)"
    " FROM task_event WHERE task = ?1 ORDER BY rowid";

constexpr std::string_view kExecutions =
    "SELECT request_id, execution, queued_us, started_us, finished_us, outcome, cold_start,"
    " duplicate FROM invocation WHERE task = ?1 ORDER BY queued_us, execution";

struct Meaning {
    std::string_view event;
    std::string_view text;
    std::string_view wait;  ///< What its length of time tells; `{}` stands for it.
};

constexpr std::array<Meaning, 13> kMeanings{{
    {"created", "put into the queue", ""},
    {"invoked", "marked, and Lambda accepted its invocation", "{} in the queue"},
    {"refused", "marked, but Lambda did not accept", ""},
    {"taken_back", "the mark was taken back, it is next in line again", ""},
    {"stranded", "marked and not known to run, comes back when it expires", ""},
    {"skipped", "another pass was faster", ""},
    {"started", "its function began an execution", "{} in Lambda's own queue"},
    {"failed", "an execution ended without success", "after {}"},
    {"completed", "the worker's report took effect", "{} since it was invoked"},
    {"report_lost", "the worker's report did not arrive", ""},
    {"expired", "out of time, moved to the retry table", "due in {}"},
    {"retried", "back at the front of the queue", ""},
    {"closed", "moved to the closed table", "{} since it was created"},
}};

std::string text_of(const sqlite::Statement& row) {
    std::string text;
    std::string_view wait;
    for (const Meaning& meaning : kMeanings) {
        if (meaning.event == row.column_text(1)) {
            text = meaning.text;
            wait = meaning.wait;
        }
    }
    if (const std::string_view reason = row.column_text(3); !reason.empty()) {
        text += fmt::format(": {}", reason);
    }
    if (!wait.empty() && !row.column_is_null(4)) {
        const std::string length = sim::short_duration(Duration{row.column_int64(4)});
        text += ", " + fmt::format(fmt::runtime(wait), length);
    }
    return text;
}

void read_events(sqlite::Database& record, TaskLife& life, Timestamp start) {
    sqlite::Statement row{record, kEvents};
    row.bind(1, life.task);
    while (row.step()) {
        TaskLifeEvent event{
            .at = from_epoch_microseconds(row.column_int64(0)) - start,
            .event = std::string{row.column_text(1)},
            .text = text_of(row),
            .pass = row.column_int64(5),
        };
        if (!row.column_is_null(2)) {
            event.attempt = row.column_double(2);
        }
        life.events.push_back(std::move(event));
    }
}

std::optional<Duration> time_in(const sqlite::Statement& row, int column, Timestamp start) {
    return row.column_is_null(column)
               ? std::nullopt
               : std::optional{from_epoch_microseconds(row.column_int64(column)) - start};
}

void read_executions(sqlite::Database& record, TaskLife& life, Timestamp start) {
    sqlite::Statement row{record, kExecutions};
    row.bind(1, life.task);
    while (row.step()) {
        life.executions.push_back({
            .request_id = std::string{row.column_text(0)},
            .execution = row.column_int64(1),
            .queued = from_epoch_microseconds(row.column_int64(2)) - start,
            .started = time_in(row, 3, start),
            .finished = time_in(row, 4, start),
            .outcome = std::string{row.column_text(5)},
            .cold_start = row.column_int64(6) == 1,
            .duplicate = row.column_int64(7) == 1,
        });
    }
}

}  // namespace

std::optional<TaskLife> read_task_life(
    sqlite::Database& record, sim::TaskNumber task, Timestamp start
) {
    TaskLife life{.task = task};
    sqlite::Statement row{record, kTask};
    row.bind(1, task);
    if (!row.step()) {
        return std::nullopt;
    }
    life.id = row.column_text(0);
    life.labourer = row.column_text(1);
    life.payload = row.column_text(2);
    read_events(record, life, start);
    read_executions(record, life, start);
    return life;
}

}  // namespace sosw::gui
