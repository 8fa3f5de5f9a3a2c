#include "gui/model/run_view.hpp"

namespace sosw::gui {

bool feels_like(double value, const std::string& comparison, double target) {
    if (comparison == "<=") {
        return value <= target;
    }
    if (comparison == "<") {
        return value < target;
    }
    if (comparison == ">=") {
        return value >= target;
    }
    if (comparison == ">") {
        return value > target;
    }
    return (value == target) == (comparison == "==");
}

int MetricTrack::feeling_of(double value) const {
    for (const FeelingLine& feeling : feelings) {
        if (feels_like(value, comparison, feeling.target)) {
            return feeling.status;
        }
    }
    return 0;
}

std::optional<std::size_t> RunView::decision_at(LabourerIndex labourer, Duration at) const {
    std::size_t index =
        first_not_below(decisions, at + Duration{1}, [](const Decision& row) { return row.at; });
    while (index > 0) {
        --index;
        if (decisions[index].labourer == labourer) {
            return index;
        }
    }
    return std::nullopt;
}

}  // namespace sosw::gui
