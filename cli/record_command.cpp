#include "cli/record_command.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/check_command.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/operation.hpp"
#include "cli/output_folder.hpp"
#include "cli/record_text.hpp"
#include "cli/task_kit.hpp"
#include "cli/text_file.hpp"
#include "sim/capture/capture.hpp"
#include "sim/capture/configuration_text.hpp"
#include "sim/capture/scenario_files.hpp"

namespace sosw::cli {

namespace {

struct RecordOptions {
    PlaceOptions place{};
    std::string from{};
    std::string to{};  ///< Empty: now.
    std::string out{};
    bool no_payloads = false;
    bool force = false;
};

/// A time, or how long before now.
struct Moment {
    std::optional<Timestamp> at{};
    Duration before_now{};

    Timestamp seen_from(Timestamp now) const { return at.value_or(now - before_now); }
};

Moment read_moment(const std::string& argument, const std::string& text, Diagnostics& problems) {
    if (text.empty()) {
        return {};
    }
    const std::optional<Timestamp> at = parse_timestamp(text);
    const std::optional<Duration> before_now = parse_duration(text);
    if (!at && !before_now) {
        problems.push_back(
            {.file = argument,
             .message = fmt::format(
                 "expected how long ago, such as 2h, or a time such as 2026-03-02T08:00:00Z, found "
                 "\"{}\"",
                 text
             )}
        );
    }
    return {.at = at, .before_now = before_now.value_or(Duration::zero())};
}

/// What a user must have right before anything is read.
struct Inputs {
    std::vector<ConfigDocument> documents;
    SoswConfig config;
    std::unique_ptr<Backend> backend;
    sim::CaptureSpan span;
};

sim::CaptureSpan read_span(
    const Moment& from, const Moment& to, Timestamp now, Diagnostics& problems
) {
    const Timestamp begin = from.seen_from(now);
    const Timestamp end = to.seen_from(now);
    if (end > now) {
        problems.push_back(
            {.file = "--to",
             .message = fmt::format(
                 "lies ahead: it is {} now, and what comes cannot be recorded",
                 format_timestamp(now)
             )}
        );
    }
    if (begin >= end) {
        problems.push_back(
            {.file = "--from",
             .message = fmt::format(
                 "expected a time before the end, {}, found {}",
                 format_timestamp(end),
                 format_timestamp(begin)
             )}
        );
    }
    return sim::aligned_span(begin, end, now);
}

/// Says what is in the way of these files.
bool may_write(const RecordOptions& options, const std::vector<std::string>& names) {
    const std::vector<std::string> problems = problems_of_output_folder(
        "--out", options.out, names, options.force ? Existing::Replace : Existing::Keep
    );
    for (const std::string& problem : problems) {
        complain(problem);
    }
    return problems.empty();
}

std::vector<std::string> names_of(const std::vector<sim::ScenarioFile>& files) {
    std::vector<std::string> names;
    names.reserve(files.size());
    for (const sim::ScenarioFile& file : files) {
        names.push_back(file.name);
    }
    return names;
}

std::optional<Inputs> read_inputs(const RecordOptions& options) {
    Diagnostics problems;
    Place place = open_place_with_tables(options.place, problems);
    const Moment from = read_moment("--from", options.from, problems);
    const Moment to = read_moment("--to", options.to, problems);
    if (place.config && place.config->task_manager.labourers.empty() && problems.empty()) {
        problems.push_back(
            {.file = "--config", .message = "has no labourers, so that there is nothing to record"}
        );
    }
    sim::CaptureSpan span;
    if (place.backend != nullptr && (from.at || from.before_now > Duration::zero())) {
        span = read_span(from, to, place.backend->ports().clock.now(), problems);
    }
    complain(problems);
    const bool free =
        may_write(options, {sim::kScenarioFile, sim::kConfigurationFile, sim::kTaskTraceFile});
    if (!problems.empty() || !free) {
        return std::nullopt;
    }
    return Inputs{
        std::move(place.documents), *std::move(place.config), std::move(place.backend), span};
}

/// Unreachable services weigh more than what a user can mend.
ExitCode complain_of(const std::vector<sim::CaptureError>& errors) {
    ExitCode code = exit_code_of(errors.front().error);
    for (const sim::CaptureError& one : errors) {
        complain(fmt::format("{}: {}", one.subject, to_string(one.error)));
        code = std::max(code, exit_code_of(one.error));
    }
    return code;
}

/// The scenario is called as its folder.
std::string name_of(const std::string& folder) {
    const std::filesystem::path path = std::filesystem::absolute(folder).lexically_normal();
    return (path.has_filename() ? path : path.parent_path()).filename().string();
}

/// A recording that cannot be run is not kept: what `sosw check` would say of it.
Diagnostics problems_of_draft(const OutputFolder& folder, const std::string& out) {
    const std::string file = folder.draft() + "/" + sim::kScenarioFile;
    Checked<std::string> checked =
        check_scenario(file, read_text_file(file).value_or(std::string{}), {});
    if (checked) {
        return {};
    }
    for (Diagnostic& problem : checked.error()) {
        if (problem.file.starts_with(folder.draft())) {
            problem.file.replace(0, folder.draft().size(), out);
        }
    }
    return std::move(checked).error();
}

ExitCode record(const RecordOptions& options) {
    const std::optional<Inputs> inputs = read_inputs(options);
    if (!inputs) {
        return ExitCode::WrongInput;
    }
    const OperationPorts ports = inputs->backend->ports();
    DryPorts reading{ports};  // so that nothing can be written
    const OperationPorts read_only = reading.ports();
    const auto capture = sim::capture(
        {.clock = read_only.clock,
         .dynamo_db = read_only.dynamo_db,
         .cloud_watch = read_only.cloud_watch,
         .lambda = read_only.lambda},
        inputs->config,
        {.span = inputs->span,
         .payloads = options.no_payloads ? sim::Payloads::LeaveOut : sim::Payloads::Keep}
    );
    if (!capture) {
        return complain_of(capture.error());
    }
    const std::vector<sim::ScenarioFile> files = sim::scenario_files(
        *capture, name_of(options.out), sim::configuration_text(inputs->documents)
    );
    if (!may_write(options, names_of(files))) {
        return ExitCode::WrongInput;
    }
    OutputFolder folder{options.out};
    for (const sim::ScenarioFile& file : files) {
        folder.write(file.name, file.write);
    }
    if (const Diagnostics problems = problems_of_draft(folder, options.out); !problems.empty()) {
        complain("What was read makes no scenario that can be run, and nothing is kept:");
        complain(problems);
        return ExitCode::WrongInput;
    }
    folder.commit();
    const Recorded recorded{*capture, place_name(options.place.backend), options.out};
    fmt::print("{}", options.place.json ? record_json(recorded) : record_text(recorded));
    return ExitCode::Done;
}

constexpr std::string_view kExamples =
    "\nReads the metrics that the labourers of --config feel, the tasks created in the span, and "
    "how\n"
    "their functions did, and writes --out/scenario.json with orchestrator.json and traces/*.csv: "
    "a\n"
    "scenario to be replayed and tuned at home. Nothing is written to the account or the file.\n"
    "\nMetrics are replayed as they were, whatever runs in the scenario.\n"
    "\nExamples:\n"
    "  sosw record --backend aws --profile work --config orchestrator.json --from 2h --out monday\n"
    "  sosw record --backend aws --config orchestrator.json --from 2026-03-02T08:00:00Z \\\n"
    "      --to 2026-03-02T12:00:00Z --no-payloads --out monday\n"
    "  sosw record --db dev.db --config orchestrator.json --from 1d --out day --json\n"
    "  sosw run monday/scenario.json \\\n"
    "      --set /config/sosw_orchestrator_config/task_config/labourers/reports/"
    "max_simultaneous_invocations=20";

}  // namespace

void add_record(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<RecordOptions>();
    CLI::App* command =
        app.add_subcommand("record", "Make a scenario with traces of what happened");
    command->footer(std::string{kExamples})->group(std::string{kOperations});
    command->add_option("--from", options->from, "The beginning: how long ago, e.g. 2h, or a time")
        ->type_name("TIME")
        ->required();
    command->add_option("--to", options->to, "The end, likewise; default: now")->type_name("TIME");
    command->add_option("--out", options->out, "Where the files go; made where there is none")
        ->type_name("FOLDER")
        ->required();
    command->add_flag("--no-payloads", options->no_payloads, "Leave out what tasks are about");
    command->add_flag("--force", options->force, "Replace files that are there");
    add_place(*command, options->place, ConfigNeed::Required);
    commands.add(*command, [options] { return record(*options); });
}

}  // namespace sosw::cli
