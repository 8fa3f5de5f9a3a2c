#include "gui/model/log_reader.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "gui/model/record_heads.hpp"
#include "sim/report/csv_export.hpp"

namespace sosw::gui {

namespace {

using Kind = sim::TaskEventKind;

constexpr std::string_view kCapacity = R"sql(
SELECT rowid, at_us, table_name || COALESCE('/' || index_name, '') || ' ' || operation,
       COALESCE(reason, ''), throttled
FROM capacity WHERE rowid > ?1 AND throttled > 0 ORDER BY rowid)sql";

constexpr std::string_view kThrottles =
    "SELECT rowid, minute_us, function, reason, count FROM throttle WHERE rowid > ?1"
    " ORDER BY rowid";

constexpr Duration kMinute = std::chrono::minutes{1};

/// What an event is called in the log; nothing where it is none of the troubles.
std::optional<std::string_view> trouble_of(const sim::TaskEvent& event) {
    switch (event.event) {
        case Kind::Refused:
            return "Lambda refused its invocation";
        case Kind::Stranded:
            return "marked and not known to run";
        case Kind::Failed:
            return "an execution failed";
        case Kind::ReportLost:
            return "the worker's report was lost";
        case Kind::Closed:
            if (event.reason == "dead") {
                return "closed without attempts left";
            }
            return event.reason == "invalid" ? std::optional{"closed as invalid"} : std::nullopt;
        default:
            return std::nullopt;
    }
}

}  // namespace

/// A table of which every row is an entry: rowid, time, labourer, task, pass, text.
struct LogReader::Source {
    std::string_view table;
    LogKind kind = LogKind::Error;
    std::string_view sql;
};

const std::array<LogReader::Source, 4> LogReader::kSources{{
    {"fault", LogKind::Fault, R"sql(
SELECT f.rowid, f.at_us, t.labourer, f.task, f.pass,
       f.kind || COALESCE(': ' || f.service || ' ' || f.operation, '')
       || COALESCE(' of ' || f.resource, '') || ', ' || f.caller || COALESCE(': ' || f.detail, '')
FROM fault AS f LEFT JOIN task AS t USING (task) WHERE f.rowid > ?1 ORDER BY f.rowid)sql"},
    {"limit_race", LogKind::LimitRace, R"sql(
SELECT rowid, at_us, labourer, task, pass,
       printf('%d running, the maximum is %d, %d other passes ran', running, max, overlapping)
FROM limit_race WHERE rowid > ?1 ORDER BY rowid)sql"},
    {"violation", LogKind::Violation, R"sql(
SELECT rowid, at_us, labourer, task, NULL, invariant || ': ' || message
FROM violation WHERE rowid > ?1 ORDER BY rowid)sql"},
    {"rule_event", LogKind::Rule, R"sql(
SELECT rowid, at_us, NULL, NULL, NULL, essential || ': the rule''s tick was ' || event
FROM rule_event WHERE rowid > ?1 ORDER BY rowid)sql"},
}};

LogReader::LogReader(sqlite::Database& record, const RunView& heads)
    : record_{record}, heads_{heads} {}

void LogReader::add(const sim::TaskEvent& event, LabourerIndex labourer) {
    const auto trouble = trouble_of(event);
    if (!trouble) {
        return;
    }
    const bool says_all = event.event == Kind::Closed || event.reason.empty();
    fresh_.push_back({
        .at = event.at - heads_.start,
        .kind = event.event == Kind::Closed ? LogKind::Dead : LogKind::Error,
        .labourer = labourer,
        .task = event.task,
        .pass = event.pass.value_or(0),
        .text = says_all ? std::string{*trouble} : fmt::format("{}: {}", *trouble, event.reason),
    });
}

void LogReader::add_pass(std::int64_t pass, Timestamp started, std::string text) {
    fresh_.push_back({
        .at = started - heads_.start,
        .kind = LogKind::Error,
        .pass = pass,
        .text = std::move(text),
    });
}

void LogReader::read(const Source& source, std::int64_t& last) {
    if (!sim::has_table(record_, source.table)) {
        return;
    }
    sqlite::Statement row{record_, source.sql};
    row.bind(1, last);
    while (row.step()) {
        last = row.column_int64(0);
        fresh_.push_back({
            .at = from_epoch_microseconds(row.column_int64(1)) - heads_.start,
            .kind = source.kind,
            .labourer = find_labourer(heads_, row.column_text(2)).value_or(kNoLabourer),
            .task = row.column_int64(3),
            .pass = row.column_int64(4),
            .text = std::string{row.column_text(5)},
        });
    }
}

void LogReader::add_throttle(ThrottleMark mark) {
    fresh_.push_back({
        .at = mark.at,
        .kind = LogKind::Throttle,
        .labourer = mark.labourer,
        .count = mark.count,
        .text = fmt::format("{}: {}", mark.source, mark.reason),
    });
    const auto place = std::ranges::upper_bound(throttles_, mark.at, {}, &ThrottleMark::at);
    throttles_.insert(place, std::move(mark));
}

void LogReader::read_throttles() {
    if (sim::has_table(record_, "capacity")) {
        sqlite::Statement row{record_, kCapacity};
        row.bind(1, last_capacity_);
        while (row.step()) {
            last_capacity_ = row.column_int64(0);
            const Duration end = from_epoch_microseconds(row.column_int64(1)) - heads_.start;
            add_throttle({
                .at = std::max(end - kMinute, Duration::zero()),
                .source = std::string{row.column_text(2)},
                .reason = std::string{row.column_text(3)},
                .count = row.column_int64(4),
            });
        }
    }
    if (!sim::has_table(record_, "throttle")) {
        return;
    }
    sqlite::Statement row{record_, kThrottles};
    row.bind(1, last_throttle_);
    while (row.step()) {
        last_throttle_ = row.column_int64(0);
        const auto found =
            std::ranges::find(heads_.labourers, row.column_text(2), &LabourerInfo::function);
        add_throttle({
            .at = std::max(
                from_epoch_microseconds(row.column_int64(1)) - heads_.start, Duration::zero()
            ),
            .labourer = found != heads_.labourers.end()
                            ? static_cast<LabourerIndex>(found - heads_.labourers.begin())
                            : kNoLabourer,
            .source = std::string{row.column_text(2)},
            .reason = std::string{row.column_text(3)},
            .count = row.column_int64(4),
        });
    }
}

void LogReader::read() {
    for (std::size_t index = 0; index < kSources.size(); ++index) {
        read(kSources.at(index), last_.at(index));
    }
    read_throttles();
    settle();
}

/// What is new may be older than what was read last: the end is put in order again.
void LogReader::settle() {
    if (fresh_.empty()) {
        return;
    }
    const Duration from = std::ranges::min_element(fresh_, {}, &LogEntry::at)->at;
    std::size_t keep = entries_.size();
    while (keep > 0 && entries_[keep - 1].at > from) {
        --keep;
    }
    std::vector<LogEntry> tail;
    for (std::size_t index = keep; index < entries_.size(); ++index) {
        tail.push_back(entries_[index]);
    }
    entries_.truncate(keep);
    std::ranges::move(fresh_, std::back_inserter(tail));
    fresh_.clear();
    std::ranges::stable_sort(tail, {}, &LogEntry::at);
    for (LogEntry& entry : tail) {
        entries_.append(std::move(entry));
    }
}

}  // namespace sosw::gui
