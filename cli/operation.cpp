#include "cli/operation.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/sqlite/sosw_tables.hpp"
#include "backends/time_zone.hpp"
#include "cli/deployed_config.hpp"
#include "cli/shell_word.hpp"
#include "cli/text_file.hpp"
#include "core/base/strings.hpp"

namespace sosw::cli {

namespace {

std::string listed_labourers(const SoswConfig& config) {
    std::vector<std::string> names;
    names.reserve(config.task_manager.labourers.size());
    for (const LabourerConfig& labourer : config.task_manager.labourers) {
        names.push_back(labourer.id);
    }
    return names.empty() ? "there are none" : "there are " + join(names, ", ");
}

std::string nearest_labourer(const SoswConfig& config, const std::string& name) {
    std::vector<std::string_view> names;
    names.reserve(config.task_manager.labourers.size());
    for (const LabourerConfig& labourer : config.task_manager.labourers) {
        names.push_back(labourer.id);
    }
    return did_you_mean(name, names);
}

}  // namespace

void add_aws(CLI::App& command, BackendOptions& options) {
    command.add_option("--profile", options.profile, "Of AWS's shared files; default: AWS_PROFILE")
        ->type_name("NAME");
    command.add_option("--region", options.region, "Of AWS; default: AWS_REGION, or the profile's")
        ->type_name("NAME");
    command.add_option("--endpoint-url", options.endpoint_url, "Another place than AWS itself")
        ->type_name("URL");
    command.add_flag("--yes", options.yes, "Change a real account without asking");
}

namespace {

void add_deployed(CLI::App& command, DeployedOptions& options) {
    command
        .add_option(
            "--config-source",
            options.source,
            "Below --config, what a deployed function reads: `dynamo`, the table config, or `ssm`"
        )
        ->type_name("SOURCE")
        ->check(CLI::IsMember({"dynamo", "ssm"}, CLI::ignore_case))
        ->envname("SOSW_CONFIG_SOURCE");
    command
        .add_option(
            "--function-name", options.function, "Whose document NAME_config --config-source reads"
        )
        ->type_name("NAME")
        ->capture_default_str();
    command
        .add_option("--stage", options.stage, "`production`, or else documents are those of dev")
        ->type_name("NAME")
        ->envname("STAGE");
}

/// The texts of `files`; those that cannot be read join `problems`.
std::vector<ConfigDocument> read_documents(
    const std::vector<std::string>& files, Diagnostics& problems
) {
    std::vector<ConfigDocument> documents;
    for (const std::string& file : files) {
        tl::expected<std::string, std::string> text = read_text_file(file);
        if (text) {
            documents.push_back({.file = file, .text = *std::move(text)});
        } else {
            problems.push_back(
                {.file = file,
                 .message = fmt::format(
                     "cannot be read: {}. Expected a configuration of sosw", text.error()
                 )}
            );
        }
    }
    return documents;
}

/// What the deployed function reads, or nothing, and `problems` says why.
std::vector<ConfigDocument> read_deployed(
    const DeployedOptions& options, Backend& backend, Diagnostics& problems
) {
    const std::unique_ptr<ConfigSource> source = open_config_source(
        *parse_config_store(options.source), backend.ports(), config_env(options.stage)
    );
    Result<std::vector<ConfigDocument>> documents = read_function_config(*source, options.function);
    if (!documents && exit_code_of(documents.error()) == ExitCode::Environment) {
        throw std::runtime_error{to_string(documents.error())};
    }
    if (!documents || documents->empty()) {
        problems.push_back(
            {.file = "--config-source " + options.source,
             .message = documents ? missing_documents(*source, options.function)
                                  : to_string(documents.error())}
        );
        return {};
    }
    return *std::move(documents);
}

void read_config(const PlaceOptions& options, Place& place, Diagnostics& problems) {
    const bool is_deployed = !options.deployed.source.empty();
    if (options.config_need == ConfigNeed::Required && options.config.empty() && !is_deployed) {
        problems.push_back(
            {.file = "--config",
             .message = "is required, a file with a configuration of sosw; or --config-source"}
        );
        return;
    }
    Diagnostics of_documents;
    if (is_deployed && place.backend != nullptr) {
        place.documents = read_deployed(options.deployed, *place.backend, of_documents);
    }
    std::ranges::move(
        read_documents(options.config, of_documents), std::back_inserter(place.documents)
    );
    std::optional<SoswConfig> config =
        keep(load_config(place.documents, {.knows_time_zone = &knows_time_zone}), of_documents);
    if (of_documents.empty()) {
        place.config = std::move(config);
    }
    problems.insert(problems.end(), of_documents.begin(), of_documents.end());
}

/// Says which of the three tables of tasks are missing, and how to make them. Throws
/// `std::runtime_error` where the place cannot be reached.
void require_tables(
    Backend& backend, const PlaceOptions& place, const SoswConfig& config, Diagnostics& problems
) {
    const Result<std::vector<std::string>> present = backend.ports().dynamo_db.list_tables();
    if (!present && exit_code_of(present.error()) == ExitCode::Environment) {
        throw std::runtime_error{to_string(present.error())};
    }
    if (!present) {
        problems.push_back(
            {.file = place_name(place.backend),
             .message = "its tables: " + to_string(present.error())}
        );
        return;
    }
    const TaskManagerConfig& tasks = config.task_manager;
    std::vector<std::string> missing;
    for (const std::string& table :
         {tasks.dynamo_db.table_name,
          tasks.sosw_retry_tasks_table,
          tasks.sosw_closed_tasks_table}) {
        if (std::ranges::find(*present, table) == present->end()) {
            missing.push_back(table);
        }
    }
    if (!missing.empty()) {
        problems.push_back(
            {.file = place_name(place.backend),
             .message = fmt::format(
                 "{} missing: {}. Make them with: sosw tables create {}",
                 missing.size() == 1 ? "a table is" : "tables are",
                 join(missing, ", "),
                 same_place(place)
             )}
        );
    }
}

}  // namespace

void add_place(CLI::App& command, PlaceOptions& options, ConfigNeed need) {
    command
        .add_option("--db", options.backend.db, "An emulation file, as `sosw tables create` makes")
        ->type_name("FILE")
        ->envname("SOSW_DB");
    command
        .add_option("--backend", options.backend.backend, "Where: `file`, as --db says, or `aws`")
        ->type_name("PLACE")
        ->check(CLI::IsMember({"file", "aws"}))
        ->envname("SOSW_BACKEND")
        ->capture_default_str();
    add_aws(command, options.backend);
    command
        .add_option(
            "--config", options.config, "Documents of sosw; later ones win over earlier ones"
        )
        ->type_name("FILE")
        ->envname("SOSW_CONFIG")
        ->allow_extra_args(false);
    options.config_need = need;
    add_deployed(command, options.deployed);
    command
        .add_option("--now", options.backend.now, "Rehearse another time, e.g. +15m; default: now")
        ->type_name("TIME");
    command.add_flag("--json", options.json, "The outcome for programs");
}

Place open_place(const PlaceOptions& options, FilePresence presence, Diagnostics& problems) {
    Diagnostics of_backend;
    Place place;
    if (auto backend = keep(open_backend(options.backend, presence), of_backend)) {
        place.backend = *std::move(backend);
    }
    read_config(options, place, problems);
    problems.insert(problems.end(), of_backend.begin(), of_backend.end());
    return place;
}

Place open_no_place(const PlaceOptions& options, Diagnostics& problems) {
    Place place;
    read_config(options, place, problems);
    return place;
}

Place open_place_with_tables(const PlaceOptions& options, Diagnostics& problems) {
    Place place = open_place(options, FilePresence::MustExist, problems);
    if (place.config && place.backend != nullptr) {
        require_tables(*place.backend, options, *place.config, problems);
    }
    return place;
}

const LabourerConfig* find_labourer(
    const SoswConfig& config,
    const std::string& name,
    const std::string& argument,
    Diagnostics& problems
) {
    const std::vector<LabourerConfig>& labourers = config.task_manager.labourers;
    const auto found = std::ranges::find(labourers, name, &LabourerConfig::id);
    if (found != labourers.end()) {
        return &*found;
    }
    problems.push_back(
        {.file = argument,
         .message = fmt::format(
             "no labourer \"{}\" is configured; {}.{}",
             name,
             listed_labourers(config),
             nearest_labourer(config, name)
         )}
    );
    return nullptr;
}

ExitCode exit_code_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::NotFound:
        case ErrorCode::InvalidRequest:
        case ErrorCode::AccessDenied:
            return ExitCode::WrongInput;
        case ErrorCode::Unavailable:
        case ErrorCode::OutcomeUnknown:
            return ExitCode::Environment;
        case ErrorCode::ConditionFailed:
        case ErrorCode::Throttled:
            break;
    }
    return ExitCode::NotAsExpected;
}

std::string same_place(const PlaceOptions& place) {
    std::string text = place_arguments(place.backend);
    for (const std::string& file : place.config) {
        text += " --config " + shell_word(file);
    }
    const DeployedOptions& deployed = place.deployed;
    if (!deployed.source.empty()) {
        text += " --config-source " + deployed.source + " --function-name " +
                shell_word(deployed.function);
        text += deployed.stage.empty() ? std::string{} : " --stage " + shell_word(deployed.stage);
    }
    return text;
}

}  // namespace sosw::cli
