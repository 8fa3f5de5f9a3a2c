#include "cli/commands.hpp"

#include <CLI/CLI.hpp>

#include "cli/complete_command.hpp"
#include "cli/create_command.hpp"
#include "cli/functions_command.hpp"
#include "cli/metrics_command.hpp"
#include "cli/orchestrate_command.hpp"
#include "cli/record_command.hpp"
#include "cli/scavenge_command.hpp"
#include "cli/schedule_command.hpp"
#include "cli/tables_command.hpp"
#include "cli/tasks_command.hpp"
#include "core/base/strings.hpp"

namespace sosw::cli {

namespace {

std::vector<const CLI::App*> all_commands(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

}  // namespace

std::optional<ExitCode> Commands::run() const {
    for (const auto& [command, action] : commands_) {
        if (command->parsed()) {
            return action();
        }
    }
    return std::nullopt;
}

void add_operations(CLI::App& app, Commands& commands) {
    add_tables(app, commands);
    add_functions(app, commands);
    add_metrics(app, commands);
    add_create(app, commands);
    add_schedule(app, commands);
    add_orchestrate(app, commands);
    add_scavenge(app, commands);
    add_complete(app, commands);
    add_tasks(app, commands);
    add_record(app, commands);
}

const CLI::App& innermost(const CLI::App& app) {
    const std::vector<const CLI::App*> given =
        app.get_subcommands([](const CLI::App* command) { return command->parsed(); });
    return given.empty() ? app : innermost(*given.front());
}

std::string listed_commands(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : all_commands(app)) {
        names.push_back(command->get_name());
    }
    return join(names, ", ");
}

std::vector<std::string> words_of(const CLI::App& app) {
    std::vector<std::string> words;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            words.push_back("--" + name);
        }
    }
    for (const CLI::App* command : all_commands(app)) {
        words.push_back(command->get_name());
        for (std::string& word : words_of(*command)) {
            words.push_back(std::move(word));
        }
    }
    return words;
}

}  // namespace sosw::cli
