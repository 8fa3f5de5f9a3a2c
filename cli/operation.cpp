#include "cli/operation.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/sqlite/sosw_tables.hpp"
#include "cli/shell_word.hpp"
#include "cli/text_file.hpp"
#include "core/base/strings.hpp"
#include "core/config/loader.hpp"

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

void add_aws(CLI::App& command, BackendOptions& options) {
    command.add_option("--backend", options.backend, "Where: `file`, as --db says, or `aws`")
        ->type_name("PLACE")
        ->check(CLI::IsMember({"file", "aws"}))
        ->envname("SOSW_BACKEND")
        ->capture_default_str();
    command.add_option("--profile", options.profile, "Of AWS's shared files; default: AWS_PROFILE")
        ->type_name("NAME");
    command.add_option("--region", options.region, "Of AWS; default: AWS_REGION, or the profile's")
        ->type_name("NAME");
    command.add_option("--endpoint-url", options.endpoint_url, "Another place than AWS itself")
        ->type_name("URL");
    command.add_flag("--yes", options.yes, "Change a real account without asking");
}

}  // namespace

void add_place(CLI::App& command, PlaceOptions& options, ConfigNeed need) {
    command
        .add_option("--db", options.backend.db, "An emulation file, as `sosw tables create` makes")
        ->type_name("FILE")
        ->envname("SOSW_DB");
    add_aws(command, options.backend);
    command
        .add_option(
            "--config", options.config, "Documents of sosw; later ones win over earlier ones"
        )
        ->type_name("FILE")
        ->envname("SOSW_CONFIG")
        ->allow_extra_args(false)
        ->required(need == ConfigNeed::Required);
    command
        .add_option("--now", options.backend.now, "Rehearse another time, e.g. +15m; default: now")
        ->type_name("TIME");
    command.add_flag("--json", options.json, "The outcome for programs");
}

Checked<SoswConfig> load_config_files(const std::vector<std::string>& files) {
    std::vector<ConfigDocument> documents;
    Diagnostics problems;
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
    std::optional<SoswConfig> config = keep(load_config(documents), problems);
    if (!problems.empty()) {
        return tl::make_unexpected(std::move(problems));
    }
    return *std::move(config);
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
    return text;
}

}  // namespace sosw::cli
