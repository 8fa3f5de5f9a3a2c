#pragma once

#include <optional>
#include <string>

#include "gui/model/commands.hpp"
#include "gui/widgets/theme.hpp"

/// What a change amounts to, as a diff of the user's own files, and the files to write: the tuned
/// configuration, the scenario, tracks as CSV, the record, a picture of the window.

namespace sosw::gui {

struct ExporterView {
    std::string config_path = "sosw_tuned.json";
    std::string scenario_path = "scenario_tuned.json";
    std::string csv_path = "tracks.csv";
    std::string record_path = "run.db";
    std::string picture_path = "dashboard.png";
    /// A picture that is wished for; the window takes it after the frame.
    std::optional<std::string> picture_wanted{};
    /// Of the changes, for which the diff was asked.
    std::string asked_for{};
};

void draw_exporter(
    const Theme& theme, const Snapshot& snapshot, ExporterView& view, Commands& commands
);

}  // namespace sosw::gui
