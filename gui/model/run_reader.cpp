#include "gui/model/run_reader.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace sosw::gui {

namespace {

constexpr std::string_view kPasses =
    "SELECT pass, essential, started_us, finished_us, failed, COALESCE(error, '') FROM pass"
    " WHERE pass > ?1 ORDER BY pass";

constexpr std::string_view kDecisions = R"sql(
SELECT pass, at_us, labourer, decided, status, coefficient, max, running, desired, fetched, invoked,
       skipped, errors, COALESCE(error, ''), explanation
FROM decision WHERE pass > ?1 AND pass <= ?2 ORDER BY pass)sql";

constexpr std::string_view kReadings =
    "SELECT metric, value, feeling, missing FROM decision_metric"
    " WHERE pass = ?1 AND labourer = ?2";

constexpr std::string_view kPoints =
    "SELECT rowid, at_us, series, value FROM metric_point WHERE rowid > ?1 ORDER BY rowid";

constexpr std::string_view kTaskIds = "SELECT task_id FROM task WHERE task > ?1 ORDER BY task";

constexpr std::string_view kOrchestrator = "sosw_orchestrator";

RunView heads_of(sqlite::Database& record, const RunReaderOptions& options) {
    RunView view;
    view.id = options.id;
    view.greenfield_step = options.greenfield_step;
    read_heads(record, view);
    view.finished = false;
    for (LabourerInfo& labourer : view.labourers) {
        labourer.coefficients = options.coefficients;
    }
    return view;
}

std::vector<TrackBuilders> builders_of(const RunView& view) {
    std::vector<TrackBuilders> builders;
    builders.reserve(view.tracks.size());
    for (const LabourerTracks& tracks : view.tracks) {
        builders.emplace_back(tracks.metrics.size(), view.duration);
    }
    return builders;
}

/// Of a pass that did not go well; empty where it did.
std::string pass_trouble(const sqlite::Statement& row) {
    const std::string_view essential = row.column_text(1);
    if (row.column_is_null(3)) {
        return fmt::format("a pass of {} was cut off", essential);
    }
    return row.column_int64(4) == 1
               ? fmt::format("a pass of {} failed: {}", essential, row.column_text(5))
               : std::string{};
}

Decision decision_in(const sqlite::Statement& row, Timestamp start) {
    return {
        .pass = row.column_int64(0),
        .at = from_epoch_microseconds(row.column_int64(1)) - start,
        .decided = row.column_int64(3) == 1,
        .status = static_cast<int>(row.column_int64(4)),
        .coefficient = row.column_double(5),
        .max = row.column_double(6),
        .running = row.column_int64(7),
        .desired = row.column_int64(8),
        .fetched = row.column_int64(9),
        .invoked = row.column_int64(10),
        .skipped = row.column_int64(11),
        .errors = row.column_int64(12),
        .error = std::string{row.column_text(13)},
        .explanation = std::string{row.column_text(14)},
    };
}

}  // namespace

RunReader::RunReader(sqlite::Database& record, const RunReaderOptions& options)
    : record_{record},
      view_{heads_of(record, options)},
      places_{series_places(record, view_)},
      tracks_{builders_of(view_)},
      log_{record, view_},
      tasks_{view_.start, slots_of(view_)},
      use_level_{[this](const sim::LevelChange& change) {
          if (const auto index = find_labourer(view_, change.labourer)) {
              tracks_[*index].add_change(change.level, change.at - view_.start, change.change);
          }
      }},
      levels_{record, use_level_} {}

void RunReader::read(Timestamp now) { read_part(now, false); }

void RunReader::read_to_the_end(Timestamp end) {
    read_part(end, true);
    levels_.advance(end);
    for (TrackBuilders& tracks : tracks_) {
        tracks.waits().finish();
    }
}

void RunReader::read_part(Timestamp now, bool everything) {
    read_passes(everything);
    read_decisions();
    read_task_ids();
    const Timestamp known = read_events(now, everything);
    levels_.advance(known);
    for (TrackBuilders& tracks : tracks_) {
        tracks.waits().advance(known - view_.start);
    }
    read_points();
    log_.read();
    view_.now = now - view_.start;
    tasks_.settle(view_.now);
}

void RunReader::read_passes(bool everything) {
    sqlite::Statement row{record_, kPasses};
    row.bind(1, settled_pass_);
    while (row.step()) {
        const std::int64_t number = row.column_int64(0);
        if (!ended_passes_.insert(number).second) {
            continue;
        }
        const Timestamp started = from_epoch_microseconds(row.column_int64(2));
        pass_starts_.resize(
            std::max(pass_starts_.size(), static_cast<std::size_t>(number) + 1), Timestamp::max()
        );
        pass_starts_[static_cast<std::size_t>(number)] = started;
        levels_.add_pass(number, started);
        orchestrator_passes_ += row.column_text(1) == kOrchestrator ? 1 : 0;
        if (std::string trouble = pass_trouble(row); !trouble.empty()) {
            log_.add_pass(number, started, std::move(trouble));
        }
    }
    while (!ended_passes_.empty() && (everything || *ended_passes_.begin() == settled_pass_ + 1)) {
        settled_pass_ = *ended_passes_.begin();
        ended_passes_.erase(ended_passes_.begin());
    }
}

void RunReader::read_decisions() {
    sqlite::Statement readings{record_, kReadings};
    sqlite::Statement row{record_, kDecisions};
    row.bind(1, decided_pass_).bind(2, settled_pass_);
    while (row.step()) {
        if (const auto labourer = find_labourer(view_, row.column_text(2))) {
            Decision decision = decision_in(row, view_.start);
            decision.labourer = *labourer;
            read_readings(readings, decision);
            add_decision(std::move(decision));
        }
    }
    decided_pass_ = settled_pass_;
}

void RunReader::read_readings(sqlite::Statement& row, Decision& decision) const {
    row.bind(1, decision.pass).bind_text(2, view_.labourers[decision.labourer].name);
    while (row.step()) {
        DecisionReading reading{
            .metric = std::string{row.column_text(0)}, .missing = row.column_int64(3) == 1};
        if (!row.column_is_null(1)) {
            reading.value = row.column_double(1);
        }
        if (!row.column_is_null(2)) {
            reading.feeling = static_cast<int>(row.column_int64(2));
        }
        decision.readings.push_back(std::move(reading));
    }
    row.reset();
}

void RunReader::add_decision(Decision decision) {
    tracks_[decision.labourer].add(decision, view_.tracks[decision.labourer].metrics);
    if (decision.decided && decision.status >= 0 && decision.status < 5) {
        view_.labourers[decision.labourer].coefficients.at(static_cast<std::size_t>(decision.status)
        ) = decision.coefficient;
    }
    decisions_.append(std::move(decision));
}

Timestamp RunReader::read_events(Timestamp now, bool everything) {
    Timestamp known = now;
    last_event_ =
        sim::for_task_events_after(record_, last_event_, [&](const sim::TaskEvent& event) {
            const auto pass = static_cast<std::size_t>(event.pass.value_or(0));
            const bool under_way =
                pass > 0 && (pass >= pass_starts_.size() || pass_starts_[pass] == Timestamp::max());
            if (under_way && !everything) {
                known = event.at;
                return false;
            }
            add_event(event);
            return true;
        });
    return known;
}

void RunReader::add_event(const sim::TaskEvent& event) {
    const auto labourer = find_labourer(view_, event.labourer);
    if (!labourer) {
        return;
    }
    const auto pass = static_cast<std::size_t>(event.pass.value_or(0));
    const bool has_start =
        pass > 0 && pass < pass_starts_.size() && pass_starts_[pass] != Timestamp::max();
    const TaskMark mark = tasks_.mark_of(
        event, *labourer, has_start ? pass_starts_[pass] : event.at, view_.greenfield_step
    );
    tasks_.add(mark);
    if (event.event == sim::TaskEventKind::Invoked && event.wait) {
        tracks_[*labourer].waits().add(mark.at, to_seconds(*event.wait));
    }
    marks_.append(mark);
    levels_.add(event);
    log_.add(event, *labourer);
}

void RunReader::read_task_ids() {
    sqlite::Statement row{record_, kTaskIds};
    row.bind(1, static_cast<std::int64_t>(task_ids_.size()));
    while (row.step()) {
        task_ids_.append(std::string{row.column_text(0)});
    }
}

void RunReader::read_points() {
    sqlite::Statement row{record_, kPoints};
    row.bind(1, last_point_);
    while (row.step()) {
        last_point_ = row.column_int64(0);
        const CoursePoint point{
            .at = from_epoch_microseconds(row.column_int64(1)) - view_.start,
            .value = row.column_double(3)};
        if (point.at < Duration::zero()) {
            continue;  // measured before the run's start
        }
        for (const SeriesPlace& place : places_) {
            if (place.series == row.column_int64(2)) {
                tracks_[place.labourer].add_point(place.metric, point);
            }
        }
    }
}

std::shared_ptr<const RunView> RunReader::view() {
    RunView view = view_;
    for (std::size_t index = 0; index < tracks_.size(); ++index) {
        tracks_[index].fill(view.tracks[index]);
    }
    view.decisions = decisions_.rows();
    view.marks = marks_.rows();
    view.task_ids = task_ids_.rows();
    view.log = log_.entries();
    view.throttles = log_.throttles();
    return std::make_shared<const RunView>(std::move(view));
}

}  // namespace sosw::gui
