#include "sim/scenario/loader.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "backends/time_zone.hpp"
#include "core/config/read_config.hpp"
#include "sim/scenario/check_jobs.hpp"
#include "sim/scenario/check_tables.hpp"
#include "sim/scenario/check_traces.hpp"
#include "sim/scenario/cross_checks.hpp"
#include "sim/scenario/fault_checks.hpp"
#include "sim/scenario/keys.hpp"
#include "sim/scenario/scenario_parts.hpp"
#include "sim/scenario/scenario_reader.hpp"
#include "sim/scenario/scenario_tree.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

constexpr Timestamp kDefaultStart = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

/// A pass per second for ten years is far beyond what a run could do; this is a slip of the pen
/// sooner.
constexpr Duration kShortest = std::chrono::seconds{1};

constexpr std::int64_t kScalingRateMax = 1'000'000;

/// One scenario being read from its tree.
class Loader {
public:
    Loader(const ScenarioTree& tree, const ScenarioReader& reader)
        : tree_{tree}, root_{*tree.root}, reader_{reader} {}

    Scenario read() {
        reader_.refuse_unknown(root_, "a scenario", keys::kScenario);
        Scenario scenario;
        read_head(scenario);
        scenario.functions = read_functions(reader_, root_);
        scenario.workload = read_workload(reader_, root_);
        scenario.metrics = read_metrics(reader_, root_, tree_.documents[0].file);
        scenario.service_metrics_model = read_service_metrics(reader_, root_);
        scenario.prices = read_prices(reader_, root_);
        scenario.rules = read_rules(reader_, root_);
        scenario.essentials = read_essentials(reader_, root_);
        scenario.latency = read_latency(reader_, root_);
        scenario.completion = read_completion(reader_, root_);
        scenario.faults = read_faults(reader_, root_);
        scenario.tables = read_tables(reader_, root_);
        scenario.expect = read_expectations(reader_, root_);
        check_world(reader_, root_, scenario);
        read_configuration(scenario);
        trace_problems_ = check_traces(
            reader_, root_, tree_.documents[0].file, tree_.config_is_complete, scenario
        );
        check_faults(reader_, root_, scenario);
        for (const ConfigDocument& document : tree_.documents) {
            scenario.documents.push_back({.name = document.file, .text = document.text});
        }
        return scenario;
    }

    /// What is wrong inside the traces, with line and column.
    Diagnostics take_trace_problems() { return std::move(trace_problems_); }

private:
    void read_head(Scenario& scenario) const {
        constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
        std::string schema;
        reader_.read(root_, "$schema", schema);
        scenario.name = std::filesystem::path{tree_.documents[0].file}.stem().string();
        reader_.read(root_, "name", scenario.name);
        reader_.read(root_, "description", scenario.description);
        std::int64_t seed = 1;
        reader_.read(root_, "seed", {.min = 0, .max = kMax}, seed);
        scenario.seed = static_cast<std::uint64_t>(seed);
        scenario.start = kDefaultStart;
        reader_.read(root_, "start", scenario.start);
        reader_.required(root_, "duration", "a scenario", "how long it lasts, such as \"2h\"");
        reader_.read(root_, "duration", {.min = kShortest}, scenario.duration);
        reader_.read(
            root_, "account_concurrency", {.min = 1, .max = kMax}, scenario.account_concurrency
        );
        reader_.read(
            root_,
            "concurrency_scaling_rate",
            {.min = 0, .max = kScalingRateMax},
            scenario.concurrency_scaling_rate
        );
        reader_.read(root_, "shuffle_ties", scenario.shuffle_ties);
    }

    /// The document `name`, empty where it is not given.
    ConfigValue document(const ConfigValue& config, std::string_view name) const {
        const ConfigValue* value = ConfigReader::given(config, name);
        if (value == nullptr) {
            return {.kind = Kind::Object, .document = config.document, .pointer = config.pointer};
        }
        if (!value->is(Kind::Object)) {
            reader_.problem(
                *value,
                "expected a configuration as an object, or the path of one relative to the "
                "scenario's file, found " +
                    quoted(*value)
            );
            return {.kind = Kind::Object, .document = value->document, .pointer = value->pointer};
        }
        return *value;
    }

    void read_configuration(Scenario& scenario) const {
        const ConfigValue* config = reader_.required(
            root_,
            "config",
            "a scenario",
            "such as {\"sosw_orchestrator_config\": \"orchestrator.json\"}"
        );
        if (config == nullptr || !reader_.is_object(*config, "the config", keys::kConfig)) {
            return;
        }
        const ConfigValue essential = document(*config, "sosw_essential_config");
        const ConfigValue orchestrator =
            merge(essential, document(*config, "sosw_orchestrator_config"));
        const ConfigValue scavenger =
            sibling_config(*config, "sosw_scavenger_config", essential, orchestrator);
        const ConfigValue scheduler =
            sibling_config(*config, "sosw_scheduler_config", essential, orchestrator);
        scenario.config.orchestrator = read_config(reader_, orchestrator);
        scenario.config.scavenger = read_config(reader_, scavenger);
        scenario.config.scheduler =
            read_config(reader_, scheduler, {.knows_time_zone = &knows_time_zone});
        if (!tree_.config_is_complete) {
            return;
        }
        check_has_labourers(
            *config, "sosw_scavenger_config", "Scavenger", scenario.config.scavenger, scenario
        );
        check_has_labourers(
            *config, "sosw_scheduler_config", "Scheduler", scenario.config.scheduler, scenario
        );
        check_read_by_scheduler(*config, scenario);
        check_labourers(reader_, {root_, orchestrator, scavenger}, scenario);
        check_tables(reader_, root_, scenario);
        check_jobs(reader_, root_, scenario);
    }

    /// An essential with a document of its own, `name`, needs the labourers in it.
    void check_has_labourers(
        const ConfigValue& config,
        std::string_view name,
        std::string_view essential,
        const SoswConfig& its_config,
        const Scenario& scenario
    ) const {
        if (its_config.task_manager.labourers.empty() &&
            !scenario.config.orchestrator.task_manager.labourers.empty()) {
            reader_.problem(
                *config.find(name),
                fmt::format(
                    "the {} would have no labourers, unlike the Orchestrator; move "
                    "\"task_config\" to sosw_essential_config, or repeat it here",
                    essential
                )
            );
        }
    }

    /// What says how jobs are cut does nothing in the Orchestrator's document.
    void check_read_by_scheduler(const ConfigValue& config, const Scenario& scenario) const {
        const bool has_jobs = std::ranges::any_of(scenario.workload, [](const Workload& workload) {
            return std::holds_alternative<ScheduledJob>(workload.pattern);
        });
        if (!has_jobs || ConfigReader::given(config, "sosw_scheduler_config") != nullptr) {
            return;
        }
        const ConfigValue orchestrator = document(config, "sosw_orchestrator_config");
        for (const char* key :
             {"job_schema",
              "job_schema_variants",
              "rows_to_process",
              "write_capacity_units",
              "time_zone"}) {
            if (const ConfigValue* value = orchestrator.find(key)) {
                reader_.problem(
                    *value,
                    "is the Scheduler's, which does not read the Orchestrator's document; move it "
                    "to sosw_scheduler_config or sosw_essential_config"
                );
            }
        }
    }

    /// Without a document of their own, `name`, the others look after the Orchestrator's labourers.
    ConfigValue sibling_config(
        const ConfigValue& config,
        std::string_view name,
        const ConfigValue& essential,
        const ConfigValue& orchestrator
    ) const {
        if (ConfigReader::given(config, name) != nullptr) {
            return merge(essential, document(config, name));
        }
        ConfigValue own{
            .kind = Kind::Object, .document = config.document, .pointer = config.pointer};
        if (const ConfigValue* task_config = orchestrator.find("task_config")) {
            own.members.push_back({.name = "task_config", .value = *task_config});
        }
        return merge(essential, std::move(own));
    }

    const ScenarioTree& tree_;
    const ConfigValue& root_;
    const ScenarioReader& reader_;
    Diagnostics trace_problems_;
};

}  // namespace

Checked<Scenario> load_scenario(const std::string& file, std::span<const std::string> overrides) {
    const tl::expected<std::string, std::string> text = read_text(file);
    if (!text) {
        return tl::make_unexpected(Diagnostics{
            {.file = file,
             .message = "cannot be read: " + text.error() + ". Expected a scenario file"}});
    }
    return load_scenario_text(file, *text, overrides);
}

Checked<Scenario> load_scenario_text(
    const std::string& file, const std::string& text, std::span<const std::string> overrides
) {
    ScenarioTree tree = read_tree(file, text, overrides);
    if (!tree.root) {
        return tl::make_unexpected(std::move(tree.problems));
    }
    ConfigProblems problems{tree.documents};
    const ScenarioReader reader{problems};
    Loader loader{tree, reader};
    Scenario scenario = loader.read();
    Diagnostics found = std::move(tree.problems);
    std::ranges::move(problems.take(), std::back_inserter(found));
    std::ranges::move(loader.take_trace_problems(), std::back_inserter(found));
    if (!found.empty()) {
        return tl::make_unexpected(std::move(found));
    }
    return scenario;
}

}  // namespace sosw::sim
