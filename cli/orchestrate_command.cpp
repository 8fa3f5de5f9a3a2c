#include "cli/orchestrate_command.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/sqlite/lambda_backlog.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/operation.hpp"
#include "cli/orchestrator_text.hpp"
#include "cli/parallel_invokes.hpp"
#include "cli/pass_json.hpp"
#include "cli/shell_word.hpp"
#include "cli/task_kit.hpp"
#include "cli/write_consent.hpp"

namespace sosw::cli {

namespace {

struct OrchestrateOptions {
    PlaceOptions place{};
    std::vector<std::string> labourers{};   ///< Empty: all.
    std::optional<std::size_t> parallel{};  ///< Absent: as the environment says.
    bool dry_run = false;
};

/// Leaves only the labourers that the user named, in the order of the configuration.
void narrow(SoswConfig& config, const std::vector<std::string>& names, Diagnostics& problems) {
    for (const std::string& name : names) {
        find_labourer(config, name, "--labourer", problems);
    }
    if (!names.empty()) {
        std::erase_if(config.task_manager.labourers, [&](const LabourerConfig& labourer) {
            return std::ranges::find(names, labourer.id) == names.end();
        });
    }
}

OrchestratorPass run_pass(OperationPorts ports, const SoswConfig& config, std::size_t parallel) {
    TaskKit kit{ports, config.task_manager};
    invoke_in_parallel(kit.tasks(), ports, parallel);
    Orchestrator orchestrator{ports.clock, kit.tasks(), config.orchestrator};
    return orchestrator.run_once();
}

bool lacks_a_function(const OrchestratorPass& pass) {
    return std::ranges::any_of(pass.decisions, [](const LabourerDecision& decision) {
        return decision.error && decision.error->code == ErrorCode::NotFound &&
               decision.error->message.find("unction") != std::string::npos;
    });
}

/// What the user may want to do next.
std::string advice(const OrchestratorPass& pass, Backend& backend, const PlaceOptions& place) {
    std::string text;
    EmulatedFunctions* functions = backend.functions();
    if (functions == nullptr) {
        return text;
    }
    if (lacks_a_function(pass)) {
        text += fmt::format(
            "\nA function is missing. Declare those of all labourers with:\n"
            "  sosw functions put {}\n",
            same_place(place)
        );
    }
    for (const std::string& metric : metrics_without_data(pass)) {
        text += fmt::format(
            "\n{0} had no data. Give it some with:\n  sosw metrics put {1} VALUE {2}\n",
            metric,
            shell_word(metric),
            same_place(place)
        );
    }
    const std::size_t waiting = functions->backlog.waiting().size();
    if (waiting > 0) {
        text += fmt::format(
            "\n{} in Lambda's queue: no worker runs here. `sosw serve {}` delivers them to "
            "workers,\nor do the work yourself and say `sosw complete TASK_ID`.\n",
            waiting == 1 ? "1 invocation waits" : fmt::format("{} invocations wait", waiting),
            backend.arguments()
        );
    }
    return text;
}

void tell(const OrchestratorPass& pass, Backend& backend, const OrchestrateOptions& options) {
    const PassKind kind = options.dry_run ? PassKind::DryRun : PassKind::Real;
    if (options.place.json) {
        fmt::print("{}", orchestrator_json(pass, kind));
        return;
    }
    fmt::print("{}", orchestrator_text(pass, kind, style_of_output()));
    fmt::print("{}", advice(pass, backend, options.place));
}

ExitCode orchestrate(const OrchestrateOptions& options) {
    Diagnostics problems;
    Place place = open_place_with_tables(options.place, problems);
    const auto parallel =
        options.parallel ? options.parallel : keep(parallel_of_environment(), problems);
    if (place.config) {
        narrow(*place.config, options.labourers, problems);
    }
    if (!problems.empty()) {
        complain(problems);
        return ExitCode::WrongInput;
    }
    if (!options.dry_run) {
        if (const auto refusal = refusal_to_write(*place.backend, options.place, "invoke tasks")) {
            return *refusal;
        }
    }
    DryPorts dry{place.backend->ports()};
    const OrchestratorPass pass =
        run_pass(options.dry_run ? dry.ports() : place.backend->ports(), *place.config, *parallel);
    if (!options.dry_run) {
        place.backend->commit();
    }
    tell(pass, *place.backend, options);
    return pass.failed() ? ExitCode::NotAsExpected : ExitCode::Done;
}

constexpr std::string_view kExamples =
    "\nReads the metrics, decides how many tasks of each labourer may run, and invokes as many "
    "from\n"
    "the front of the queue. In an emulation file an invocation stays in Lambda's queue until\n"
    "`sosw serve` delivers it or `sosw complete` says that the work is done.\n"
    "\nExamples:\n"
    "  sosw orchestrate --db dev.db --config orchestrator.json\n"
    "  sosw orchestrate --db dev.db --config orchestrator.json --dry-run   what it would do\n"
    "  sosw orchestrate --db dev.db --config orchestrator.json --labourer reports --json\n"
    "  sosw orchestrate --backend aws --profile work --config orchestrator.json --dry-run\n"
    "\nExit codes: 0 done, 1 a labourer or a task failed, 2 the input is wrong, 3 the place cannot "
    "be used.";

}  // namespace

void add_orchestrate(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<OrchestrateOptions>();
    CLI::App* command = app.add_subcommand(
        "orchestrate", "Decide how many tasks may run, and invoke them: one pass"
    );
    command->footer(std::string{kExamples})->group(std::string{kOperations});
    add_place(*command, options->place, ConfigNeed::Required);
    command->add_option("--labourer", options->labourers, "Only this one; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command
        ->add_option(
            "--parallel",
            options->parallel,
            "Invoke so many tasks at once, on aws; default: SOSW_PARALLEL, or 8"
        )
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, kParallelMax));
    command->add_flag("--dry-run", options->dry_run, "Show the decision and change nothing");
    commands.add(*command, [options] { return orchestrate(*options); });
}

}  // namespace sosw::cli
