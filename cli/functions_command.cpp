#include "cli/functions_command.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/sqlite/lambda_backlog.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "backends/wire/json_writer.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/operation.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::cli {

namespace {

struct FunctionsOptions {
    PlaceOptions place{};
    std::vector<std::string> names{};  ///< Names or ARNs.
    std::int64_t timeout_seconds = 900;
    int memory_mb = 128;
    std::optional<int> reserved_concurrency{};
};

struct Opened {
    SoswConfig config;
    std::unique_ptr<Backend> backend;
    EmulatedFunctions& functions;
};

std::optional<Opened> open(const FunctionsOptions& options) {
    Diagnostics problems;
    Place place = open_place(options.place, FilePresence::MustExist, problems);
    if (problems.empty() && place.backend->functions() == nullptr) {
        problems.push_back(
            {.file = "--backend aws",
             .message = "functions are declared in emulation files only; on AWS they are deployed"}
        );
    }
    if (!problems.empty()) {
        complain(problems);
        return std::nullopt;
    }
    EmulatedFunctions& functions = *place.backend->functions();
    return Opened{*std::move(place.config), std::move(place.backend), functions};
}

// put

/// Those that the user named, else those of all labourers.
std::vector<std::string> names_to_put(const FunctionsOptions& options, const SoswConfig& config) {
    std::vector<std::string> names = options.names;
    if (names.empty()) {
        for (const LabourerConfig& labourer : config.task_manager.labourers) {
            if (std::ranges::find(names, labourer.arn) == names.end()) {
                names.push_back(labourer.arn);
            }
        }
    }
    return names;
}

std::string json_of(const std::vector<FunctionConfiguration>& functions) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_array();
    for (const FunctionConfiguration& function : functions) {
        json.begin_object();
        json.member("function", function.function_name);
        json.member("arn", function.function_arn);
        json.key("timeout");
        json.number(to_seconds(function.timeout));
        json.key("memory_mb");
        json.integer(function.memory_size_mb);
        json.end_object();
    }
    json.end_array();
    return text + "\n";
}

ExitCode put(const FunctionsOptions& options) {
    const auto opened = open(options);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    const std::vector<std::string> names = names_to_put(options, opened->config);
    if (names.empty()) {
        complain("no function is named; give names, or --config for those of its labourers");
        return ExitCode::WrongInput;
    }
    std::vector<FunctionConfiguration> functions;
    ExitCode code = ExitCode::Done;
    for (const std::string& name : names) {
        const auto function = opened->functions.lambda.put_function(
            {.function_name = name,
             .timeout = std::chrono::seconds{options.timeout_seconds},
             .memory_size_mb = options.memory_mb,
             .reserved_concurrency = options.reserved_concurrency}
        );
        if (function) {
            functions.push_back(*function);
        } else {
            complain(fmt::format("{}: {}", name, to_string(function.error())));
            code = ExitCode::WrongInput;
        }
    }
    if (code != ExitCode::Done) {
        return code;  // all or nothing
    }
    opened->backend->commit();
    if (options.place.json) {
        fmt::print("{}", json_of(functions));
        return code;
    }
    for (const FunctionConfiguration& function : functions) {
        fmt::print(
            "{}  timeout {}, {} MB ({})\n",
            function.function_name,
            format_duration(function.timeout),
            function.memory_size_mb,
            function.function_arn
        );
    }
    return code;
}

// list

struct ListedFunction {
    FunctionConfiguration configuration{};
    std::int64_t waiting = 0;
    sqlite::FunctionCounters counters{};
};

/// Without those that were removed.
std::vector<ListedFunction> listed(sqlite::SqliteLambda& lambda) {
    std::vector<ListedFunction> functions;
    for (const std::string& name : lambda.function_names()) {
        if (const auto configuration = lambda.get_function_configuration(name)) {
            functions.push_back({*configuration, lambda.queued(name), lambda.counters(name)});
        }
    }
    return functions;
}

std::string list_text(const std::vector<ListedFunction>& functions) {
    if (functions.empty()) {
        return "There are no functions; `sosw functions put` declares them.\n";
    }
    sim::TableLines lines{{"function", "timeout", "waiting", "succeeded", "failed", "dropped"}};
    for (const ListedFunction& function : functions) {
        lines.push_back(
            {function.configuration.function_name,
             format_duration(function.configuration.timeout),
             sim::with_thousands(function.waiting),
             sim::with_thousands(function.counters.succeeded),
             sim::with_thousands(function.counters.failed + function.counters.timed_out),
             sim::with_thousands(function.counters.dropped)}
        );
    }
    return sim::table(lines, 20, sim::Paint{false});
}

std::string list_json(const std::vector<ListedFunction>& functions) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_array();
    for (const ListedFunction& function : functions) {
        json.begin_object();
        json.member("function", function.configuration.function_name);
        json.member("arn", function.configuration.function_arn);
        json.key("timeout");
        json.number(to_seconds(function.configuration.timeout));
        json.key("waiting");
        json.integer(function.waiting);
        json.key("succeeded");
        json.integer(function.counters.succeeded);
        json.key("failed");
        json.integer(function.counters.failed + function.counters.timed_out);
        json.key("dropped");
        json.integer(function.counters.dropped);
        json.end_object();
    }
    json.end_array();
    return text + "\n";
}

ExitCode list(const FunctionsOptions& options) {
    const auto opened = open(options);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    const std::vector<ListedFunction> functions = listed(opened->functions.lambda);
    fmt::print("{}", options.place.json ? list_json(functions) : list_text(functions));
    return ExitCode::Done;
}

// queue

void print_waiting(const std::vector<sqlite::WaitingInvocation>& waiting) {
    if (waiting.empty()) {
        fmt::print("Nothing waits.\n");
    }
    for (const sqlite::WaitingInvocation& invocation : waiting) {
        fmt::print(
            "{}  since {}, request {}\n  {}\n",
            invocation.function_name,
            format_timestamp(from_epoch_seconds(epoch_seconds(invocation.accepted_at))),
            invocation.request_id,
            invocation.payload.empty() ? "{}" : invocation.payload
        );
    }
}

std::string waiting_json(const std::vector<sqlite::WaitingInvocation>& waiting) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_array();
    for (const sqlite::WaitingInvocation& invocation : waiting) {
        json.begin_object();
        json.member("function", invocation.function_name);
        json.member("request_id", invocation.request_id);
        json.member("accepted_at", format_timestamp(invocation.accepted_at));
        json.key("attempt");
        json.integer(invocation.attempt);
        json.key("payload");
        json.raw(invocation.payload.empty() ? "{}" : invocation.payload);
        json.end_object();
    }
    json.end_array();
    return text + "\n";
}

ExitCode queue(const FunctionsOptions& options) {
    const auto opened = open(options);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    std::vector<sqlite::WaitingInvocation> waiting = opened->functions.backlog.waiting();
    if (!options.names.empty()) {
        std::erase_if(waiting, [&](const sqlite::WaitingInvocation& invocation) {
            return std::ranges::find(options.names, invocation.function_name) ==
                   options.names.end();
        });
    }
    if (options.place.json) {
        fmt::print("{}", waiting_json(waiting));
    } else {
        print_waiting(waiting);
    }
    return ExitCode::Done;
}

// remove

ExitCode remove(const FunctionsOptions& options) {
    const auto opened = open(options);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    ExitCode code = ExitCode::Done;
    std::string text;
    for (const std::string& name : options.names) {
        const std::int64_t waiting = opened->functions.lambda.queued(name);
        if (const auto removed = opened->functions.lambda.remove_function(name); !removed) {
            complain(to_string(removed.error()));
            code = ExitCode::WrongInput;
            continue;
        }
        text += fmt::format(
            "{} removed{}\n",
            name,
            waiting > 0 ? ", with " + sim::counted(waiting, "invocation") + " that waited for it"
                        : std::string{}
        );
    }
    if (code == ExitCode::Done) {
        opened->backend->commit();
        fmt::print("{}", options.place.json ? std::string{} : text);
    }
    return code;
}

constexpr std::string_view kExamples =
    "\nA labourer's task is done by a Lambda function. An emulation file knows functions by name "
    "and\n"
    "settings; what they do is the matter of `sosw serve`, which runs workers, or yours. Until "
    "then\n"
    "an invocation waits in Lambda's queue, up to six hours, after which Lambda drops it.\n"
    "\nExamples:\n"
    "  sosw functions put --db dev.db --config orchestrator.json   those of all labourers\n"
    "  sosw functions put reports --timeout 60 --db dev.db\n"
    "  sosw functions list --db dev.db\n"
    "  sosw functions queue --db dev.db                            what waits, with payloads\n"
    "  sosw functions remove reports --db dev.db";

using FunctionsAction = ExitCode (*)(const FunctionsOptions&);

/// Each action has options of its own: a variable of the environment is read into those of all
/// commands, whichever the user gave.
struct Declared {
    CLI::App* command;
    std::shared_ptr<FunctionsOptions> options;
};

Declared add_action(
    CLI::App& functions,
    Commands& commands,
    const std::string& name,
    const std::string& description,
    FunctionsAction action
) {
    const auto options = std::make_shared<FunctionsOptions>();
    CLI::App* command = functions.add_subcommand(name, description);
    add_place(*command, options->place, ConfigNeed::Optional);
    commands.add(*command, [options, action] { return action(*options); });
    return {command, options};
}

CLI::Option* add_names(const Declared& declared, const std::string& description) {
    return declared.command->add_option("FUNCTION", declared.options->names, description);
}

void add_settings(CLI::App& command, FunctionsOptions& options) {
    command.add_option("--timeout", options.timeout_seconds, "Seconds that it may run")
        ->type_name("SECONDS")
        ->check(CLI::Range(1, 900))
        ->capture_default_str();
    command.add_option("--memory", options.memory_mb, "Megabytes")
        ->type_name("MB")
        ->check(CLI::Range(128, 10'240))
        ->capture_default_str();
    command
        .add_option("--reserved-concurrency", options.reserved_concurrency, "Executions at once")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
}

}  // namespace

void add_functions(CLI::App& app, Commands& commands) {
    CLI::App* functions =
        app.add_subcommand("functions", "Declare functions, and see what waits for them");
    functions->footer(std::string{kExamples});
    functions->require_subcommand(1);
    const Declared puts =
        add_action(*functions, commands, "put", "Declare functions, or change them", put);
    add_names(puts, "Names or ARNs; default: those of --config");
    add_settings(*puts.command, *puts.options);
    add_action(*functions, commands, "list", "All functions, and what became of invocations", list);
    add_names(
        add_action(*functions, commands, "queue", "Invocations that wait for a worker", queue),
        "Only of these"
    );
    add_names(
        add_action(*functions, commands, "remove", "Remove functions and what waits", remove),
        "Names or ARNs"
    )
        ->required();
    functions->group(std::string{kOperations});  // behind its commands, which would inherit it
}

}  // namespace sosw::cli
