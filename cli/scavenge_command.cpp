#include "cli/scavenge_command.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/operation.hpp"
#include "cli/pass_json.hpp"
#include "cli/scavenger_text.hpp"
#include "cli/task_kit.hpp"
#include "cli/write_consent.hpp"

namespace sosw::cli {

namespace {

struct ScavengeOptions {
    PlaceOptions place{};
    bool dry_run = false;
};

ScavengerPass run_pass(OperationPorts ports, const SoswConfig& config) {
    TaskKit kit{ports, config.task_manager};
    Scavenger scavenger{ports.clock, kit.tasks(), ports.sns, config.scavenger};
    return scavenger.run_once();
}

void tell(const ScavengerPass& pass, const SoswConfig& config, const ScavengeOptions& options) {
    const PassKind kind = options.dry_run ? PassKind::DryRun : PassKind::Real;
    fmt::print(
        "{}",
        options.place.json
            ? scavenger_json(pass, kind)
            : scavenger_text(pass, kind, config.scavenger.sns_topic_arn, style_of_output())
    );
}

ExitCode scavenge(const ScavengeOptions& options) {
    Diagnostics problems;
    const Place place = open_place_with_tables(options.place, problems);
    if (!problems.empty()) {
        complain(problems);
        return ExitCode::WrongInput;
    }
    if (!options.dry_run) {
        if (const auto refusal = refusal_to_write(*place.backend, options.place, "move tasks")) {
            return *refusal;
        }
    }
    DryPorts dry{place.backend->ports()};
    const ScavengerPass pass =
        run_pass(options.dry_run ? dry.ports() : place.backend->ports(), *place.config);
    if (!options.dry_run) {
        place.backend->commit();
    }
    tell(pass, *place.config, options);
    return pass.failed() ? ExitCode::NotAsExpected : ExitCode::Done;
}

constexpr std::string_view kExamples =
    "\nArchives completed tasks, sends expired ones to wait for another attempt or closes them as\n"
    "dead, and puts those back into the queue whose waiting is over.\n"
    "\nExamples:\n"
    "  sosw scavenge --db dev.db --config orchestrator.json\n"
    "  sosw scavenge --db dev.db --config orchestrator.json --dry-run --now +1h   in an hour\n"
    "\nExit codes: 0 done, 1 a labourer or a task failed, 2 the input is wrong, 3 the place cannot "
    "be used.";

}  // namespace

void add_scavenge(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<ScavengeOptions>();
    CLI::App* command = app.add_subcommand("scavenge", "Archive, retry or close tasks: one pass");
    command->footer(std::string{kExamples})->group(std::string{kOperations});
    options->place.deployed.function = "sosw_scavenger";
    add_place(*command, options->place, ConfigNeed::Required);
    command->add_flag("--dry-run", options->dry_run, "Show what would be done and change nothing");
    commands.add(*command, [options] { return scavenge(*options); });
}

}  // namespace sosw::cli
