#include "sim/scenario/check_tables.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "backends/sqlite/sosw_tables.hpp"
#include "core/base/strings.hpp"

namespace sosw::sim {
namespace {

using Words = std::vector<std::string_view>;

Words index_names(const std::vector<SecondaryIndex>& indexes) {
    Words names;
    for (const SecondaryIndex& index : indexes) {
        names.emplace_back(index.index_name);
    }
    return names;
}

void check_indexes(
    const ScenarioReader& reader, const ConfigValue& object, const CreateTableInput& table
) {
    const ConfigValue* indexes = ConfigReader::given(object, "indexes");
    if (indexes == nullptr) {
        return;
    }
    const Words global = index_names(table.global_secondary_indexes);
    const Words local = index_names(table.local_secondary_indexes);
    for (const ConfigMember& member : indexes->members) {
        if (std::ranges::find(local, member.name) != local.end()) {
            reader.problem(
                member.value,
                fmt::format(
                    "{} is a local index: it shares the table's capacity and never lags; leave it "
                    "out",
                    quoted(std::string_view{member.name})
                )
            );
        } else if (std::ranges::find(global, member.name) == global.end()) {
            reader.problem(
                member.value,
                fmt::format(
                    "the table has no index {}.{}",
                    quoted(std::string_view{member.name}),
                    global.empty()
                        ? std::string{" It has none"}
                        : fmt::format(
                              "{} Known are: {}", did_you_mean(member.name, global), listed(global)
                          )
                )
            );
        }
    }
}

/// Figures of throttled requests speak of tables, or of global indexes.
void check_throttled_figures(
    const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario, Words names
) {
    for (std::size_t i = 0; i < scenario.expect.size(); ++i) {
        const Figure& figure = scenario.expect[i].figure;
        if (figure.family == FigureFamily::Throttled && !figure.name.empty() &&
            std::ranges::find(names, figure.name) == names.end()) {
            reader.problem(
                root.find("expect")->items[i],
                fmt::format(
                    "sosw has no table or global index {} in this configuration.{} Known are: {}",
                    quoted(std::string_view{figure.name}),
                    did_you_mean(figure.name, names),
                    listed(names)
                )
            );
        }
    }
}

}  // namespace

void check_tables(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario) {
    const auto known = sqlite::sosw_tables(scenario.config.orchestrator.task_manager);
    Words names;
    Words with_indexes;
    for (const CreateTableInput& table : known) {
        names.emplace_back(table.table_name);
        with_indexes.emplace_back(table.table_name);
        std::ranges::copy(
            index_names(table.global_secondary_indexes), std::back_inserter(with_indexes)
        );
    }
    check_throttled_figures(reader, root, scenario, with_indexes);
    const ConfigValue* tables = ConfigReader::given(root, "tables");
    if (tables == nullptr) {
        return;
    }
    for (const ConfigMember& member : tables->members) {
        const auto found = std::ranges::find(known, member.name, &CreateTableInput::table_name);
        if (found != known.end()) {
            check_indexes(reader, member.value, *found);
            continue;
        }
        reader.problem(
            member.value,
            fmt::format(
                "sosw has no table {} in this configuration.{} Known are: {}",
                quoted(std::string_view{member.name}),
                did_you_mean(member.name, names),
                listed(names)
            )
        );
    }
}

}  // namespace sosw::sim
