#include "cli/check_command.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "backends/time_zone.hpp"
#include "cli/complain.hpp"
#include "core/base/strings.hpp"
#include "core/config/config_value.hpp"
#include "sim/report/text_style.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_tree.hpp"
#include "sim/world/world.hpp"

namespace sosw::cli {

namespace {

/// What only a scenario has.
constexpr std::array<std::string_view, 8> kScenarioKeys{
    "config", "functions", "workload", "metrics", "rules", "expect", "duration", "latency"};
/// What only a configuration has.
constexpr std::array<std::string_view, 8> kConfigKeys{
    "task_config",
    "dynamo_db_config",
    "invocation_number_coefficient",
    "retry_tasks_limit",
    "sns_config",
    "ecology_config",
    "job_schema",
    "max_simultaneous_invocations"};

enum class DocumentKind { Scenario, Configuration, Unknown };

template <typename Keys>
std::ptrdiff_t keys_of(const ConfigValue& root, const Keys& keys) {
    return std::ranges::count_if(keys, [&](std::string_view key) {
        return root.find(key) != nullptr;
    });
}

DocumentKind kind_of(const ConfigValue& root) {
    const auto scenario = keys_of(root, kScenarioKeys);
    const auto config = keys_of(root, kConfigKeys);
    if (scenario == 0 && config == 0) {
        return DocumentKind::Unknown;
    }
    return scenario >= config ? DocumentKind::Scenario : DocumentKind::Configuration;
}

std::string labourers_text(const std::vector<LabourerConfig>& labourers) {
    std::vector<std::string> names;
    names.reserve(labourers.size());
    for (const LabourerConfig& labourer : labourers) {
        names.push_back(labourer.id);
    }
    return sim::counted(std::ssize(labourers), "labourer") +
           (names.empty() ? "" : " (" + sim::shortened(join(names, ", "), 60) + ")");
}

std::string describe(const sim::Scenario& scenario) {
    return fmt::format(
        "scenario {}: {}, {}, {}, {}",
        scenario.name,
        format_duration(scenario.duration),
        labourers_text(scenario.config.orchestrator.task_manager.labourers),
        sim::counted(std::ssize(scenario.metrics), "metric"),
        sim::counted(std::ssize(scenario.expect), "expectation")
    );
}

std::string describe(const SoswConfig& config) {
    std::int64_t metrics = 0;
    for (const LabourerConfig& labourer : config.task_manager.labourers) {
        metrics += std::ssize(labourer.health_metrics);
    }
    return fmt::format(
        "sosw configuration: {}, {}",
        labourers_text(config.task_manager.labourers),
        sim::counted(metrics, "health metric")
    );
}

/// The description of a file, or its problems.
using Outcome = Checked<std::string>;

Outcome problem(const std::string& file, std::string message) {
    return tl::make_unexpected(Diagnostics{{.file = file, .message = std::move(message)}});
}

Outcome check_configuration(const std::string& file, const std::string& text) {
    const std::array<ConfigDocument, 1> documents{{{.file = file, .text = text}}};
    Checked<SoswConfig> config = load_config(documents, {.knows_time_zone = &knows_time_zone});
    if (!config) {
        return tl::make_unexpected(std::move(config).error());
    }
    return describe(*config);
}

Outcome check_file(const std::string& file, const std::vector<std::string>& changes) {
    const tl::expected<std::string, std::string> text = sim::read_text(file);
    if (!text) {
        return problem(
            file,
            fmt::format(
                "cannot be read: {}. Expected a scenario or a configuration of sosw", text.error()
            )
        );
    }
    const std::array<ConfigDocument, 1> documents{{{.file = file, .text = *text}}};
    ConfigProblems problems{documents};
    const std::optional<ConfigValue> root = parse_config(documents, 0, problems);
    if (!root) {
        return tl::make_unexpected(problems.take());
    }
    switch (kind_of(*root)) {
        case DocumentKind::Scenario:
            return check_scenario(file, *text, changes);
        case DocumentKind::Configuration:
            return check_configuration(file, *text);
        case DocumentKind::Unknown:
            break;
    }
    return problem(
        file,
        "is neither a scenario, which has \"config\", \"functions\" and \"duration\", nor a "
        "configuration of sosw, which has \"task_config\""
    );
}

}  // namespace

Checked<std::string> check_scenario(
    const std::string& file, const std::string& text, const std::vector<std::string>& changes
) {
    Checked<sim::Scenario> scenario = sim::load_scenario_text(file, text, changes);
    if (!scenario) {
        return tl::make_unexpected(std::move(scenario).error());
    }
    std::string description = describe(*scenario);
    // What Lambda refuses is found by asking it.
    const auto world = sim::World::create(std::move(*scenario));
    if (!world) {
        return problem(file, to_string(world.error()));
    }
    return description;
}

ExitCode check(const CheckOptions& options) {
    ExitCode code = ExitCode::Done;
    for (const std::string& file : options.files) {
        const Outcome outcome = check_file(file, options.changes);
        if (outcome) {
            fmt::print("{}: ok, {}\n", file, *outcome);
        } else {
            complain(outcome.error());
            code = ExitCode::WrongInput;
        }
    }
    return code;
}

}  // namespace sosw::cli
