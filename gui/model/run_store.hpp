#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gui/model/snapshot.hpp"
#include "gui/model/stored_run.hpp"

/// The runs there are: the one that is shown, the one before as its ghost, the one that is being
/// simulated to be shown next, and those that the user keeps.

namespace sosw::gui {

class RunStore {
public:
    /// Null: there is none.
    StoredRun* shown() const { return shown_; }
    StoredRun* ghost() const { return ghost_; }
    /// The newest: the one that is shown, or that will be.
    StoredRun* active() const { return active_; }
    bool waits_to_be_shown() const { return active_ != shown_; }

    RunId next_id() { return ++last_id_; }
    /// Forgets all.
    void clear();
    /// Makes `run` the active one, in place of one that was not shown yet.
    void begin(std::unique_ptr<StoredRun> run);
    /// Shows the active one, with `ghost`, or none, beside it.
    void show_active(StoredRun* ghost);
    /// Shows `run` instead, and nothing is being simulated.
    void show(StoredRun* run, StoredRun* ghost);
    void set_ghost(StoredRun* ghost) { ghost_ = ghost; }
    /// Keeps these until others are held; null is nothing.
    void hold(std::vector<const StoredRun*> held) { held_ = std::move(held); }

    StoredRun* find(RunId id) const;
    /// A finished run of the same recipe.
    StoredRun* find(const RunRecipe& recipe) const;
    /// Drops what nobody shows, keeps or needs.
    void collect();

    std::vector<RunEntry> entries() const;
    /// Of the ghost and the shown one, once both have finished; the same one while they are.
    std::shared_ptr<const Comparison> comparison();

private:
    std::vector<std::unique_ptr<StoredRun>> runs_;
    StoredRun* shown_ = nullptr;
    StoredRun* ghost_ = nullptr;
    StoredRun* active_ = nullptr;
    std::vector<const StoredRun*> held_;
    RunId last_id_ = 0;
    std::shared_ptr<const Comparison> comparison_;
};

}  // namespace sosw::gui
