#pragma once

#include <utility>
#include <vector>

#include "core/config/config_value.hpp"
#include "gui/model/tuning_view.hpp"

/// Which values of a scenario can be edited.

namespace sosw::gui {

/// Of workload, functions, limits, metrics, rules, latency, and the labourers' settings: numbers,
/// durations, rates and switches that the file has, in its order, each with the value it comes
/// from. `root` is the tree of the scenario and must outlive the values. Thresholds are not among
/// them.
std::vector<std::pair<EditableView, const ConfigValue*>> find_editables(const ConfigValue& root);

}  // namespace sosw::gui
