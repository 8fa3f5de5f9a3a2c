#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/run_reader.hpp"
#include "sim/report/summary.hpp"
#include "sim/world/world.hpp"

/// A run with its record: one that is being simulated, one that was, or an opened file.

namespace sosw::gui {

/// What makes two runs the same.
struct RunRecipe {
    std::vector<std::string> overrides{};
    std::optional<std::uint64_t> seed{};
    bool operator==(const RunRecipe&) const = default;
};

struct RunSetup {
    RunId id = 0;
    std::string name{};
    std::string changes{};
    std::string version{};
    RunRecipe recipe{};
};

class StoredRun {
public:
    /// Errors: as `World::create`.
    static Result<std::unique_ptr<StoredRun>> begin(sim::Scenario scenario, RunSetup setup);
    /// Reads a whole record.
    static std::unique_ptr<StoredRun> open(
        std::unique_ptr<sqlite::Database> record, RunSetup setup
    );
    StoredRun(const StoredRun&) = delete;
    StoredRun& operator=(const StoredRun&) = delete;
    ~StoredRun();

    /// At most `events` events up to `until`, since the run's start. False when none is left up to
    /// then: it has come there.
    bool run(int events, Duration until);
    /// The same until a pass of the Orchestrator has ended, which gives true.
    bool run_to_next_pass(int events);
    /// Ends the run and reads the rest. Once, at its end.
    void finish();

    /// Reads what is new, for `view`.
    void refresh();
    const std::shared_ptr<const RunView>& view() const { return view_; }
    TaskStates& tasks() { return reader_->tasks(); }
    sqlite::Database& record();
    /// Of a run that has finished.
    const sim::Summary& summary() const { return summary_; }

    bool finished() const { return finished_; }
    bool has_world() const { return world_ != nullptr; }
    Duration now() const;
    Duration length() const { return reader_->heads().duration; }
    std::int64_t events() const;

    const RunSetup& setup() const { return setup_; }
    void set_name(std::string name);
    bool is_kept() const { return kept_; }
    void keep(bool kept) { kept_ = kept; }
    /// Real time that was spent on running it.
    Duration real_time() const { return real_time_; }
    void add_real_time(Duration spent) { real_time_ += spent; }

private:
    explicit StoredRun(RunSetup setup) : setup_{std::move(setup)} {}

    void begin_reading(const sim::Scenario* scenario);
    void complete(const std::vector<sim::Expectation>& expectations);

    RunSetup setup_;
    std::unique_ptr<sim::World> world_;
    std::unique_ptr<sqlite::Database> opened_;  ///< Instead of a world's.
    std::unique_ptr<RunReader> reader_;         ///< After what it reads.
    std::shared_ptr<const RunView> view_;
    sim::Summary summary_;
    bool finished_ = false;
    bool kept_ = false;
    Duration real_time_{};
};

}  // namespace sosw::gui
