#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gui/model/snapshot.hpp"

/// What a user wishes. Panels push commands while they draw; the window hands them to the worker
/// after the frame.

namespace sosw::gui {

namespace command {

/// A scenario or a record of `sosw run --db`; which of them the file itself says. A scenario is
/// played at once.
struct Open {
    std::string path{};
    std::vector<std::string> overrides{};  ///< `POINTER=VALUE`, as `sosw run --set`.
    bool play = true;
};
struct SetSeed {
    std::uint64_t seed = 0;
};
struct SetSpeed {
    std::optional<double> speed{};  ///< Nothing: as fast as possible.
};
struct Play {};
struct Pause {};
/// Runs until one more pass of the Orchestrator has ended, and pauses.
struct StepPass {};
struct Restart {};

/// Puts the cursor; nothing: the end of what was simulated.
struct SetMoment {
    std::optional<Duration> at{};
};
struct SelectRange {
    std::optional<TimeRange> range{};
};

/// While a line is dragged: shown at once, run live where that is quick, no step of undo.
struct DragThreshold {
    ThresholdId id{};
    double value = 0;
};
/// A line was released, nudged or typed: one step of undo, and the scenario is run again.
struct SetThreshold {
    ThresholdId id{};
    double value = 0;
};
struct ResetThreshold {
    ThresholdId id{};
};
/// Another value of the scenario, as the user wrote it.
struct SetValue {
    std::string pointer{};
    std::string value{};
};
struct ResetValue {
    std::string pointer{};
};
struct ResetAll {};
struct Undo {};
struct Redo {};

/// Keeps the current run under a name; empty: the one it has.
struct KeepRun {
    std::string name{};
};
struct RenameRun {
    RunId id = 0;
    std::string name{};
};
struct DropRun {
    RunId id = 0;
};
/// Two runs of `Snapshot::runs`: A becomes the ghost and B the one shown.
struct CompareRuns {
    RunId a = 0;
    RunId b = 0;
};

struct FilterTasks {
    TaskFilter filter{};
};
struct ShowTask {
    std::optional<sim::TaskNumber> task{};
};

/// Asks for `Snapshot::exported`.
struct PrepareExport {};
struct WriteConfig {
    std::string path{};
};
struct WriteScenario {
    std::string path{};
};
/// The tracks of the labourers named, of all where none is, within the selected range.
struct WriteCsv {
    std::string path{};
    std::vector<std::string> labourers{};
};
/// The record of the current run, for `sosw report` and the user's own SQL.
struct WriteRecord {
    std::string path{};
};

}  // namespace command

using Command = std::variant<
    command::Open,
    command::SetSeed,
    command::SetSpeed,
    command::Play,
    command::Pause,
    command::StepPass,
    command::Restart,
    command::SetMoment,
    command::SelectRange,
    command::DragThreshold,
    command::SetThreshold,
    command::ResetThreshold,
    command::SetValue,
    command::ResetValue,
    command::ResetAll,
    command::Undo,
    command::Redo,
    command::KeepRun,
    command::RenameRun,
    command::DropRun,
    command::CompareRuns,
    command::FilterTasks,
    command::ShowTask,
    command::PrepareExport,
    command::WriteConfig,
    command::WriteScenario,
    command::WriteCsv,
    command::WriteRecord>;

/// The commands of a frame, in order.
class Commands {
public:
    void push(Command command) { commands_.push_back(std::move(command)); }
    bool empty() const { return commands_.empty(); }
    const std::vector<Command>& all() const { return commands_; }
    std::vector<Command> take() { return std::exchange(commands_, {}); }

private:
    std::vector<Command> commands_;
};

}  // namespace sosw::gui
