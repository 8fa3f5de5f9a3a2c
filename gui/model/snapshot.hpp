#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/moment.hpp"
#include "gui/model/run_view.hpp"
#include "gui/model/tuning_view.hpp"
#include "sim/report/run_difference.hpp"

/// Everything that a frame shows. Immutable: the worker publishes a new one, the window draws the
/// last one it was given and never waits.

namespace sosw::gui {

/// A part of a run, since its start.
struct TimeRange {
    Duration from{};
    Duration to{};
    bool operator==(const TimeRange&) const = default;
};

enum class PlayState { Empty, Playing, Paused, Finished };

struct RunControl {
    PlayState state = PlayState::Empty;
    bool is_record = false;         ///< A finished record without a world: it cannot be played.
    bool rerunning = false;         ///< The current run catches up after a change.
    std::optional<double> speed{};  ///< Simulated per real second; nothing: as fast as possible.
    std::uint64_t seed = 0;
    double fraction = 0;          ///< 0 … 1 of the simulated time.
    Duration real_time{};         ///< Spent on running it.
    double tasks_per_second = 0;  ///< Completed or closed, per real second of the last second.
    double events_per_second = 0;
    std::int64_t events = 0;
    std::int64_t tasks = 0;    ///< Created so far.
    bool live_tuning = false;  ///< Quick enough to be run again while a threshold is dragged.
};

/// A run that is kept.
struct RunEntry {
    RunId id = 0;
    std::string name{};
    std::string changes{};  ///< What was set otherwise than in the files; empty: nothing.
    std::uint64_t seed = 0;
    bool kept = false;
    bool current = false;
    bool ghost = false;
    bool finished = false;
};

/// Two runs side by side: A before, B after.
struct Comparison {
    RunId a = 0;
    RunId b = 0;
    std::string name_a{};
    std::string name_b{};
    sim::RunDifference difference{};
    /// Of the first decision that differs, in the decisions of B, if it is there.
    std::optional<std::size_t> decision_b{};
};

/// Something to tell the user.
struct Notice {
    enum class Kind { Information, Problem };
    Kind kind = Kind::Information;
    std::string text{};
    std::int64_t number = 0;  ///< Grows, so that a new one is known from an old one.
};

struct Snapshot {
    std::int64_t number = 0;  ///< Grows with every publication.
    std::string file{};       ///< That was opened; empty: nothing is.
    RunControl control{};
    std::shared_ptr<const RunView> run{};            ///< Null: nothing is open.
    std::shared_ptr<const RunView> ghost{};          ///< The run before; null: there is none.
    std::shared_ptr<const Moment> moment{};          ///< Null with `run`.
    std::shared_ptr<const TuningView> tuning{};      ///< Never null.
    std::shared_ptr<const Comparison> comparison{};  ///< Null: fewer than two finished runs.
    std::shared_ptr<const ExportView> exported{};    ///< Null until it is asked for.
    std::shared_ptr<const TaskLife> task{};          ///< Null: none is selected.
    std::vector<RunEntry> runs{};                    ///< In the order of their making.
    TaskFilter filter{};
    std::optional<TimeRange> range{};
    Diagnostics diagnostics{};      ///< Why the file that was asked for is not open.
    std::vector<Notice> notices{};  ///< The last few.
};

/// What there is before anything is opened.
std::shared_ptr<const Snapshot> empty_snapshot();

}  // namespace sosw::gui
