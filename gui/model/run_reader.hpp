#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "gui/model/log_reader.hpp"
#include "gui/model/record_heads.hpp"
#include "gui/model/run_view.hpp"
#include "gui/model/task_states.hpp"
#include "gui/model/track_builders.hpp"
#include "sim/report/level_changes.hpp"

/// Reads a record into a `RunView`, in parts while the run goes on: each part costs as much as what
/// is new.
///
/// A pass writes what it decided when it ends. Until then what it did to tasks is held back, so
/// that all is in order of time.

namespace sosw::gui {

struct RunReaderOptions {
    RunId id = 0;
    double greenfield_step = 1000;
    /// Of each eco status, where the configuration is known.
    std::array<std::optional<double>, 5> coefficients{};
};

class RunReader {
public:
    /// The record must outlive the reader and have its first rows.
    RunReader(sqlite::Database& record, const RunReaderOptions& options);
    RunReader(const RunReader&) = delete;
    RunReader& operator=(const RunReader&) = delete;

    /// Reads what is new; the run is at `now`.
    void read(Timestamp now);
    /// Reads the rest of a record to which nothing is added any more.
    void read_to_the_end(Timestamp end);

    /// What was read so far.
    std::shared_ptr<const RunView> view();
    /// Passes of the Orchestrator that have ended.
    std::int64_t orchestrator_passes() const { return orchestrator_passes_; }
    /// The tasks as they are where reading stopped.
    TaskStates& tasks() { return tasks_; }
    const RunView& heads() const { return view_; }

private:
    struct Pass {
        std::int64_t number = 0;
        Timestamp started{};
    };

    void read_part(Timestamp now, bool everything);
    void read_passes(bool everything);
    void read_decisions();
    void read_readings(sqlite::Statement& row, Decision& decision) const;
    void add_decision(Decision decision);
    /// The time up to which all is known.
    Timestamp read_events(Timestamp now, bool everything);
    void add_event(const sim::TaskEvent& event);
    void read_task_ids();
    void read_points();

    sqlite::Database& record_;
    RunView view_;
    std::vector<SeriesPlace> places_;
    std::vector<TrackBuilders> tracks_;
    RowsBuilder<Decision> decisions_;
    RowsBuilder<TaskMark> marks_;
    RowsBuilder<std::string> task_ids_;
    LogReader log_;
    TaskStates tasks_;
    sim::LevelFollower::Use use_level_;
    sim::LevelFollower levels_;

    std::int64_t settled_pass_ = 0;        ///< All up to it have ended.
    std::set<std::int64_t> ended_passes_;  ///< Behind it.
    std::int64_t decided_pass_ = 0;        ///< Its decisions were read.
    std::vector<Timestamp> pass_starts_;   ///< By number.
    std::int64_t orchestrator_passes_ = 0;
    std::int64_t last_event_ = 0;
    std::int64_t last_point_ = 0;
};

}  // namespace sosw::gui
