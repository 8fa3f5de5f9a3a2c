#include "cli/create_command.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/wire/json_writer.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/json_argument.hpp"
#include "cli/operation.hpp"
#include "cli/task_kit.hpp"
#include "cli/write_consent.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::cli {

namespace {

struct CreateOptions {
    PlaceOptions place{};
    std::string labourer{};
    std::string payload = "{}";
    std::int64_t count = 1;
    bool quiet = false;
    bool dry_run = false;
};

constexpr std::size_t kIdsShown = 20;

Result<std::vector<std::string>> create_tasks(
    OperationPorts ports,
    const SoswConfig& config,
    const AttributeValue& payload,
    const CreateOptions& options
) {
    TaskKit kit{ports, config.task_manager};
    std::vector<std::string> ids;
    ids.reserve(static_cast<std::size_t>(options.count));
    for (std::int64_t i = 0; i < options.count; ++i) {
        ids.push_back(TRY(kit.tasks().create_task(options.labourer, {.payload = payload})));
    }
    return ids;
}

std::string json_of(const std::vector<std::string>& ids, const CreateOptions& options) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    json.member("labourer", options.labourer);
    json.key("dry_run");
    json.boolean(options.dry_run);
    json.key("task_ids");
    json.begin_array();
    for (const std::string& id : ids) {
        json.string(id);
    }
    json.end_array();
    json.end_object();
    return text + "\n";
}

void tell(const std::vector<std::string>& ids, const CreateOptions& options) {
    if (options.dry_run && !options.place.json) {
        fmt::print(
            "Would create {} of {}, at the end of its queue; nothing is changed\n",
            sim::counted(std::ssize(ids), "task"),
            options.labourer
        );
        return;
    }
    if (options.place.json) {
        fmt::print("{}", json_of(ids, options));
        return;
    }
    if (!options.quiet) {
        fmt::print(
            "Created {} of {}, at the end of its queue:\n",
            sim::counted(std::ssize(ids), "task"),
            options.labourer
        );
    }
    const std::size_t shown = options.quiet ? ids.size() : std::min(ids.size(), kIdsShown);
    for (std::size_t i = 0; i < shown; ++i) {
        fmt::print("{}{}\n", options.quiet ? "" : "  ", ids[i]);
    }
    if (shown < ids.size()) {
        fmt::print("  … and {} more, which --quiet lists\n", ids.size() - shown);
    }
}

ExitCode create(const CreateOptions& options) {
    Diagnostics problems;
    const Place place = open_place_with_tables(options.place, problems);
    const auto payload = keep(json_argument("--payload", options.payload), problems);
    if (place.config) {
        find_labourer(*place.config, options.labourer, "LABOURER", problems);
    }
    if (!problems.empty()) {
        complain(problems);
        return ExitCode::WrongInput;
    }
    if (!options.dry_run) {
        if (const auto refusal = refusal_to_write(*place.backend, options.place, "create tasks")) {
            return *refusal;
        }
    }
    DryPorts dry{place.backend->ports()};
    const OperationPorts ports = options.dry_run ? dry.ports() : place.backend->ports();
    const auto ids = create_tasks(ports, *place.config, *payload, options);
    if (!ids) {
        complain(to_string(ids.error()));
        return exit_code_of(ids.error());
    }
    if (!options.dry_run) {
        place.backend->commit();
    }
    tell(*ids, options);
    return ExitCode::Done;
}

constexpr std::string_view kExamples =
    "\nThe payload is what the worker gets, beside the task's own fields: an object, or any other\n"
    "JSON, which then stands under \"payload\". @FILE reads a file, @- standard input.\n"
    "\nExamples:\n"
    "  sosw create reports --db dev.db --config orchestrator.json --payload '{\"day\": "
    "\"monday\"}'\n"
    "  sosw create reports --db dev.db --config orchestrator.json --payload @day.json --count 100\n"
    "  ID=$(sosw create reports --db dev.db --config orchestrator.json --quiet)";

}  // namespace

void add_create(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<CreateOptions>();
    CLI::App* command = app.add_subcommand("create", "Put tasks into the queue of a labourer");
    command->footer(std::string{kExamples})->group(std::string{kOperations});
    command->add_option("LABOURER", options->labourer, "Whose tasks, as it is configured")
        ->required();
    command->add_option("--payload", options->payload, "What the worker gets")
        ->type_name("JSON|@FILE")
        ->capture_default_str();
    command->add_option("--count", options->count, "How many tasks of this payload")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    add_place(*command, options->place, ConfigNeed::Required);
    command->add_flag("--dry-run", options->dry_run, "Only check; create nothing");
    command->add_flag("--quiet,-q", options->quiet, "Only the ids, one per line")
        ->excludes("--json");
    commands.add(*command, [options] { return create(*options); });
}

}  // namespace sosw::cli
