#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"

/// What can be changed, and what it is changed to.

namespace sosw::gui {

/// Which threshold: of a labourer's health metric, the target of a status.
struct ThresholdId {
    std::string labourer{};
    std::string metric{};
    int status = 0;
    auto operator<=>(const ThresholdId&) const = default;
};

struct ThresholdView {
    ThresholdId id{};
    std::string comparison{};
    double value = 0;     ///< As it stands, also while it is dragged.
    double original = 0;  ///< In the file.
    /// The neighbours keep it from going beyond; nothing on a side without one.
    std::optional<double> low{};
    std::optional<double> high{};
    bool changed() const { return value != original; }
    /// `value` within the limits.
    double clamped(double wanted) const;
};

enum class EditKind { Number, Whole, Duration, Rate, Boolean, Text };

/// A value of the scenario that can be edited.
struct EditableView {
    std::string pointer{};  ///< JSON pointer, its name for `SetValue`.
    std::string section{};  ///< `workload`, `functions`, `limits`, `labourers`, `run`, …
    std::string label{};    ///< For people: `some_function, phase 2: rate`.
    EditKind kind = EditKind::Number;
    std::string value{};     ///< As it stands, without quotes.
    std::string original{};  ///< In the file.
    std::string problem{};   ///< Why the last wish for it was refused; empty: it was not.
    bool changed() const { return value != original; }
};

/// One document with its changed values replaced, everything else as the user wrote it.
struct ChangedDocument {
    std::string file{};  ///< As it was found.
    bool is_scenario = false;
    std::string before{};
    std::string after{};
    std::string diff{};  ///< Unified, three lines of context.
};

struct TuningView {
    bool available = false;  ///< False: a record without its scenario file.
    std::vector<ThresholdView> thresholds{};
    std::vector<EditableView> editables{};
    Diagnostics problems{};  ///< Of the last wish that was refused.
    bool can_undo = false;
    bool can_redo = false;
    std::string undo_text{};  ///< `SomeDBCPU 3 Good: 50 → 40`.
    std::string redo_text{};
    int changes = 0;  ///< Values that differ from the files.

    const ThresholdView* find(const ThresholdId& id) const;
};

/// What an export would write; made on request.
struct ExportView {
    std::vector<ChangedDocument> documents{};  ///< Those that changed.
    std::string config{};       ///< The user's sosw configuration, changed; a document of its own.
    std::string config_diff{};  ///< Of it alone.
    std::string scenario{};     ///< The scenario, changed.
    std::string scenario_diff{};
    std::vector<std::string> notes{};  ///< What cannot be written into a file, and why.
};

}  // namespace sosw::gui
