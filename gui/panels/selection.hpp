#pragma once

#include <optional>

#include "gui/model/snapshot.hpp"

/// What is looked at, shared by the panels.

namespace sosw::gui {

struct Selection {
    LabourerIndex labourer = 0;
    /// A decision about it, by its time, so that it means the same in another run; nothing: the
    /// last one at the moment shown.
    std::optional<Duration> decision{};
};

/// Index of the selected decision in the run shown.
std::optional<std::size_t> selected_decision(const Snapshot& snapshot, const Selection& selection);

/// Selects the decision about `labourer` in force at `at`, and remembers the labourer.
void select_decision(
    const Snapshot& snapshot, LabourerIndex labourer, Duration at, Selection& selection
);

/// Selects the decision `by` passes later, or earlier where it is negative, about the selected
/// labourer. Nothing where there is none, otherwise its time.
std::optional<Duration> step_decision(const Snapshot& snapshot, int by, Selection& selection);

}  // namespace sosw::gui
