#include "sim/scenario/fault_checks.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/base/strings.hpp"

namespace sosw::sim {
namespace {

using Words = std::vector<std::string_view>;

Words functions_of(const Scenario& scenario) {
    Words names;
    for (const FunctionModel& function : scenario.functions) {
        names.emplace_back(function.name);
    }
    return names;
}

Words labourers_of(const Scenario& scenario) {
    Words ids;
    for (const LabourerConfig& labourer : scenario.config.orchestrator.task_manager.labourers) {
        ids.emplace_back(labourer.id);
    }
    return ids;
}

Words metrics_of(const Scenario& scenario) {
    Words names;
    for (const MetricModel& metric : scenario.metrics) {
        if (std::ranges::find(names, metric.name) == names.end()) {
            names.emplace_back(metric.name);
        }
    }
    return names;
}

Words tables_of(const Scenario& scenario) {
    const TaskManagerConfig& config = scenario.config.orchestrator.task_manager;
    return {
        config.dynamo_db.table_name, config.sosw_retry_tasks_table, config.sosw_closed_tasks_table};
}

/// The names that a fault may use under one key.
struct Known {
    std::string_view key;
    std::string_view what;
    Words names;

    void check(const ScenarioReader& reader, const ConfigValue& fault, std::string_view name)
        const {
        const ConfigValue* place = fault.find(key);
        if (place == nullptr || name.empty() || names.empty() ||
            std::ranges::find(names, name) != names.end()) {
            return;
        }
        reader.problem(
            *place,
            fmt::format(
                "there is no {} {}.{} Known are: {}",
                what,
                quoted(name),
                did_you_mean(name, names),
                listed(names)
            )
        );
    }
};

}  // namespace

void check_faults(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario) {
    const Known function{"function", "function", functions_of(scenario)};
    const Known labourer{"labourer", "labourer", labourers_of(scenario)};
    const Known metric{"metric", "metric", metrics_of(scenario)};
    const Known table{"table", "table", tables_of(scenario)};
    for (std::size_t index = 0; index < scenario.faults.size(); ++index) {
        const FaultModel& fault = scenario.faults[index];
        const ConfigValue& place = root.find("faults")->items[index];
        function.check(reader, place, fault.function);
        labourer.check(reader, place, fault.labourer);
        metric.check(reader, place, fault.metric);
        table.check(reader, place, fault.table);
    }
}

}  // namespace sosw::sim
