#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/moment_maker.hpp"
#include "gui/model/pace.hpp"
#include "gui/model/run_store.hpp"
#include "gui/model/source.hpp"
#include "gui/model/studio.hpp"

/// The inside of a studio, in the files `studio.cpp` (work and snapshots), `studio_runs.cpp`
/// (opening, running again, tuning) and `studio_files.cpp` (what is written).

namespace sosw::gui {

struct Studio::Parts {
    Parts(const Clock& real_clock, StudioOptions chosen)
        : clock{real_clock}, options{std::move(chosen)} {}

    // Commands.
    void handle(const command::Open& wish);
    void handle(const command::SetSeed& wish);
    void handle(const command::SetSpeed& wish);
    void handle(const command::Play& wish);
    void handle(const command::Pause& wish);
    void handle(const command::StepPass& wish);
    void handle(const command::Restart& wish);
    void handle(const command::SetMoment& wish);
    void handle(const command::SelectRange& wish);
    void handle(const command::DragThreshold& wish);
    void handle(const command::SetThreshold& wish);
    void handle(const command::ResetThreshold& wish);
    void handle(const command::SetValue& wish);
    void handle(const command::ResetValue& wish);
    void handle(const command::ResetAll& wish);
    void handle(const command::Undo& wish);
    void handle(const command::Redo& wish);
    void handle(const command::KeepRun& wish);
    void handle(const command::RenameRun& wish);
    void handle(const command::DropRun& wish);
    void handle(const command::CompareRuns& wish);
    void handle(const command::FilterTasks& wish);
    void handle(const command::ShowTask& wish);
    void handle(const command::PrepareExport& wish);
    void handle(const command::WriteConfig& wish);
    void handle(const command::WriteScenario& wish);
    void handle(const command::WriteCsv& wish);
    void handle(const command::WriteRecord& wish);

    // Runs.
    void open_record(const std::string& path);
    void open_scenario(const command::Open& wish);
    void forget_all();
    /// A new run of the source as it stands; null where that fails, which is then told.
    std::unique_ptr<StoredRun> make_run();
    /// What the next run is compared with: the last one that was there before the changes.
    StoredRun* base_of_tuning() const;
    /// Runs the source again from the start, up to where `base` is, which becomes the ghost.
    void run_again(StoredRun* base);
    void tuned();
    void value_tuned(bool changed);
    void end_drag();
    bool is_quick() const;

    // Work.
    NextWork work();
    NextWork catch_up();
    NextWork step_pass();
    NextWork play();
    void promote();
    void finish_active();
    void go_on_from_here();

    // Snapshots.
    std::shared_ptr<const Snapshot> snapshot();
    void refresh_moment();
    RunControl control();
    void measure_rates();
    void tell(Notice::Kind kind, std::string text);
    void complain(std::string text) { tell(Notice::Kind::Problem, std::move(text)); }
    void write_file(const std::string& path, const std::string& text, std::string_view what);

    const Clock& clock;
    StudioOptions options;

    std::optional<Source> source;
    std::string file;
    RunStore runs;
    Pace pace;
    bool playing = false;
    bool stepping = false;
    std::optional<Duration> catch_up_to;  ///< Where the active run hurries to.
    StoredRun* next_ghost = nullptr;      ///< Of the active run, once it is shown.
    Timestamp hurried_since{};
    StoredRun* drag_base = nullptr;   ///< Shown when a line was taken.
    StoredRun* drag_ghost = nullptr;  ///< Its ghost then.

    std::optional<Duration> cursor;
    TaskWishes wishes;
    std::optional<sim::TaskNumber> task;
    MomentMaker moments;

    // What is published, and what of it is out of date.
    bool changed = true;
    bool moment_changed = true;
    std::shared_ptr<const Snapshot> published = empty_snapshot();
    std::shared_ptr<const RunView> moment_run;
    std::shared_ptr<const Moment> moment;
    std::shared_ptr<const TuningView> tuning = std::make_shared<const TuningView>();
    std::shared_ptr<const ExportView> exported;
    std::shared_ptr<const TaskLife> task_life;
    Diagnostics diagnostics;
    Diagnostics tuning_problems;
    std::string refused_pointer;
    std::vector<Notice> notices;
    std::int64_t last_notice = 0;
    Timestamp published_at{};
    Timestamp ordered_at{};

    Timestamp rates_since{};
    std::int64_t rates_tasks = 0;
    std::int64_t rates_events = 0;
    double tasks_per_second = 0;
    double events_per_second = 0;
};

}  // namespace sosw::gui
