#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gui/model/tuning_view.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_tree.hpp"

/// What the user changes of a scenario and its configuration: thresholds and other values, with
/// undo, and the documents with these changes.
///
/// Values are known by their JSON pointers in the scenario, through `/config/<document>` those of
/// its configuration, and changed as `sosw run --set` does it.

namespace sosw::gui {

/// Where a value was written.
struct ValueOrigin {
    std::size_t document = 0;  ///< Of the tree.
    std::string pointer{};     ///< Within it.
};

class Tuning {
public:
    /// `file` with `text`, as it was opened with `overrides`, and loads as `scenario`.
    Tuning(
        const std::string& file,
        const std::string& text,
        std::vector<std::string> overrides,
        const sim::Scenario& scenario
    );

    /// What to load the scenario with: those it was opened with, and all changes.
    std::vector<std::string> overrides() const;
    /// Of all changes, for people: `SomeDBCPU 3 Good: 50 → 40`.
    std::string changes_text() const;
    TuningView view() const;
    ExportView exported() const;

    /// Moves a threshold, within its limits, without a step of undo. False: there is none such, or
    /// it stays where it is.
    bool drag(const ThresholdId& id, double value);
    /// One step of undo from where it stood before it was dragged. False: nothing has changed.
    bool set(const ThresholdId& id, double value);
    bool reset(const ThresholdId& id);

    /// The change that `set_value` would make, to try it first; nothing for an unknown pointer.
    std::optional<std::vector<std::string>> overrides_with(
        const std::string& pointer, const std::string& value
    ) const;
    bool set_value(const std::string& pointer, const std::string& value);
    bool reset_value(const std::string& pointer);
    bool reset_all();
    bool undo();
    bool redo();

private:
    struct Threshold {
        ThresholdId id{};
        std::string comparison{};
        std::string pointer{};
        double original = 0;
        ValueOrigin origin{};
    };
    struct Editable {
        EditableView view{};
        ValueOrigin origin{};
    };
    /// JSON texts by pointer.
    using Values = std::map<std::string, std::string>;
    struct Step {
        Values before{};
        Values after{};
        std::string text{};
    };

    void find_thresholds(const sim::Scenario& scenario);
    const Threshold* find(const ThresholdId& id) const;
    double value_of(const Threshold& threshold, const Values& values) const;
    ThresholdView view_of(const Threshold& threshold) const;
    std::string text_of(const Threshold& threshold, double from, double to) const;
    std::string json_of(const Editable& editable, const std::string& value) const;
    bool commit(Values after, std::string text);
    const ValueOrigin* origin_of(const std::string& pointer) const;
    bool was_given_by_hand(const ValueOrigin& origin) const;
    void add_config(ExportView& view) const;

    std::vector<std::string> base_overrides_;
    sim::ScenarioTree tree_;
    std::vector<Threshold> thresholds_;
    std::vector<Editable> editables_;
    Values settled_;  ///< At the last step.
    Values values_;   ///< With what is being dragged.
    std::vector<Step> steps_;
    std::size_t done_ = 0;  ///< Steps that are not undone.
};

}  // namespace sosw::gui
