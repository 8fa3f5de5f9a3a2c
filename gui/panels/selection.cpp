#include "gui/panels/selection.hpp"

namespace sosw::gui {

std::optional<std::size_t> selected_decision(const Snapshot& snapshot, const Selection& selection) {
    if (snapshot.run == nullptr || selection.labourer >= snapshot.run->labourers.size()) {
        return std::nullopt;
    }
    const Duration at =
        selection.decision.value_or(snapshot.moment ? snapshot.moment->at : snapshot.run->now);
    return snapshot.run->decision_at(selection.labourer, at);
}

void select_decision(
    const Snapshot& snapshot, LabourerIndex labourer, Duration at, Selection& selection
) {
    selection.labourer = labourer;
    selection.decision.reset();
    if (const auto index = snapshot.run->decision_at(labourer, at)) {
        selection.decision = snapshot.run->decisions[*index].at;
    }
}

std::optional<Duration> step_decision(const Snapshot& snapshot, int by, Selection& selection) {
    const auto index = selected_decision(snapshot, selection);
    if (!index) {
        return std::nullopt;
    }
    const Rows<Decision>& decisions = snapshot.run->decisions;
    const std::size_t step = by < 0 ? static_cast<std::size_t>(-1) : 1;
    for (std::size_t next = *index + step; next < decisions.size(); next += step) {
        if (decisions[next].labourer == selection.labourer) {
            selection.decision = decisions[next].at;
            return selection.decision;
        }
    }
    return std::nullopt;
}

}  // namespace sosw::gui
