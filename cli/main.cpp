#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/bootstrap_command.hpp"
#include "cli/check_command.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/diff_command.hpp"
#include "cli/exit_code.hpp"
#include "cli/fuzz_command.hpp"
#include "cli/gui_command.hpp"
#include "cli/live_stage.hpp"
#include "cli/operation.hpp"
#include "cli/report_command.hpp"
#include "cli/run_command.hpp"
#include "cli/serve_arguments.hpp"
#include "cli/version.hpp"
#include "core/base/strings.hpp"

namespace sosw::cli {

namespace {

constexpr std::string_view kAbout =
    "sosw: orchestrates serverless workers, in simulated worlds and on an emulation file.\n\n"
    "A scenario describes a world: labourers, their tasks, and the metrics that they feel.\n"
    "`sosw run` simulates it with the real orchestrator and tells what happened.";

constexpr std::string_view kExamples =
    "\nExamples:\n"
    "  sosw run scenarios/rds_cpu_spike.json           simulate it and show the summary\n"
    "  sosw run scenarios/*.json --quiet               one line per scenario\n"
    "  sosw run x.json --set /duration=30m --seed 7    another duration, another future\n"
    "  sosw run x.json --db run.db                     keep the record, for `sqlite3 run.db`\n"
    "  sosw report run.db --csv tables                 the same again, and each table as a file\n"
    "  sosw diff a.db b.db                             two runs side by side\n"
    "  sosw check x.json orchestrator.json             say everything that is wrong\n"
    "  sosw gui scenarios/rds_cpu_spike.json           a window: drag a threshold\n"
    "  sosw fuzz --seeds 1..1000                       random worlds, until one shows a bug\n"
    "  sosw serve --db aws.db                          AWS at http://127.0.0.1:4566\n"
    "  sosw tables create --db dev.db                  a file with sosw's tables, to work on:\n"
    "  sosw orchestrate --db dev.db --config x.json    one pass, explained\n"
    "  sosw run --help                                 all options\n"
    "\nExit codes: 0 done and expectations met, 1 an expectation or invariant failed,\n"
    "2 the input is wrong, 3 the environment failed, 130 interrupted.";

constexpr std::string_view kRunExamples =
    "\n--set changes a value before the scenario is checked. POINTER is a JSON pointer into the\n"
    "scenario, VALUE is JSON or a bare text; it may be given more than once:\n"
    "  --set /seed=7\n"
    "  --set /workload/0/phases/0/rate=40/min\n"
    "  --set /config/sosw_orchestrator_config/task_config/labourers/reports/"
    "max_simultaneous_invocations=5\n"
    "\nThe summary goes to standard output, progress and problems to standard error. Ctrl-C ends\n"
    "the run in order and shows what has happened so far. With --json one scenario gives an\n"
    "object, several give an array. Colours obey NO_COLOR.\n"
    "\nFiles (--report, --csv, --junit) replace what was there. Of several scenarios --report and\n"
    "--csv name a folder, with a page and a folder for each.";

/// Empty where `text` is a seed. CLI11 itself takes `-1` for a large number.
std::string problem_of_seed(const std::string& text) {
    std::uint64_t seed = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, seed);
    return error == std::errc{} && stopped == end
               ? std::string{}
               : fmt::format("expected a whole number of 0 or more, found \"{}\"", text);
}

/// The files that a run and a report may leave.
void add_outputs(CLI::App& command, OutputOptions& outputs) {
    command.add_option("--html,--report", outputs.html, "A page for a browser, of one file")
        ->type_name("FILE");
    command.add_option("--csv", outputs.csv, "Each table of the record as a CSV file")
        ->type_name("FOLDER");
    command.add_option("--junit", outputs.junit, "The verdicts as JUnit XML")->type_name("FILE");
}

/// No variable chooses where a scenario runs: a simulation must not become a real run by accident.
void add_live(CLI::App& run, LiveStageOptions& options) {
    run.option_defaults()->group("Live runs");
    run.add_option("--backend", options.place.backend, "Where: `simulation`, or `aws`, live")
        ->type_name("PLACE")
        ->check(CLI::IsMember({"simulation", "aws"}))
        ->capture_default_str();
    add_aws(run, options.place);
    run.add_option("--prefix", options.prefix, "Of the names of what is made; default: by chance")
        ->type_name("TEXT");
    run.add_option("--role", options.role, "Whom the functions act as; not for `sosw serve`")
        ->type_name("ARN");
    run.add_option("--package", options.package, "What `./dev package` made; likewise")
        ->type_name("ZIP");
    run.add_flag("--ignore-faults", options.ignore_faults, "Leave the scenario's faults out");
}

void add_run(CLI::App& app, RunOptions& options) {
    CLI::App* run =
        app.add_subcommand("run", "Simulate scenarios, or run them live, and tell what happened");
    run->footer(std::string{kRunExamples});
    run->add_option("SCENARIO", options.scenarios, "Scenario files")->required();
    run->add_option("--seed", options.seed, "Of all chance, instead of the scenario's own")
        ->type_name("N")
        ->check(problem_of_seed);
    run->add_option("--set", options.changes, "Change a value of the scenario")
        ->type_name("POINTER=VALUE")
        ->allow_extra_args(false);
    run->add_option("--db", options.record_path, "Keep the record: a new SQLite file")
        ->type_name("FILE");
    add_outputs(*run, options.outputs);
    run->add_flag("--json", options.json, "The summary for programs");
    run->add_flag("--quiet,-q", options.quiet, "One line per scenario")->excludes("--json");
    add_live(*run, options.live);
}

constexpr std::string_view kReportExamples =
    "\nWithout options the summary is printed, as `sosw run` did.\n"
    "\nExamples:\n"
    "  sosw run x.json --db run.db                 keep a record\n"
    "  sosw report run.db                          its summary\n"
    "  sosw report run.db --html run.html          a page for a browser\n"
    "  sosw report run.db --junit verdicts.xml     for continuous integration\n"
    "  sosw report run.db --csv tables             tables/decision.csv and so on\n"
    "  sosw report run.db --export-trace run.csv   its tasks, to be replayed as a workload's "
    "trace\n"
    "\nThe exit code is that of the run: 0 expectations met, 1 not; 2 where the file is no "
    "record.\n"
    "A record of a run that still goes on, or was killed, is told of as far as it came.";

void add_report(CLI::App& app, ReportOptions& options) {
    CLI::App* report = app.add_subcommand("report", "Tell what happened in a run that was kept");
    report->footer(std::string{kReportExamples});
    report->add_option("RECORD", options.record, "A record, kept by `sosw run --db`")->required();
    add_outputs(*report, options.outputs);
    report
        ->add_option(
            "--export-trace", options.outputs.trace, "Its tasks as a workload for other scenarios"
        )
        ->type_name("FILE");
    report->add_flag("--json", options.json, "The summary for programs");
}

constexpr std::string_view kDiffExamples =
    "\nShows settings and figures that differ, whether B's are better or worse, and the first\n"
    "decision that differs with both explanations. Decisions are matched by their time since the\n"
    "run's start and their labourer; where a run was live, by their number.\n"
    "\nExample:\n"
    "  sosw run x.json --db a.db\n"
    "  sosw run x.json --db b.db --set /config/sosw_orchestrator_config/task_config/labourers/"
    "reports/max_simultaneous_invocations=5\n"
    "  sosw diff a.db b.db\n"
    "\nThe exit code is that of diff: 0 the runs do not differ, 1 they do, 2 a file is no record.";

void add_diff(CLI::App& app, DiffOptions& options) {
    CLI::App* diff = app.add_subcommand("diff", "Compare two runs that were kept");
    diff->footer(std::string{kDiffExamples});
    diff->add_option("A", options.a, "A record, kept by `sosw run --db`")->required();
    diff->add_option("B", options.b, "Another one")->required();
    diff->add_flag("--json", options.json, "For programs");
}

void add_check(CLI::App& app, CheckOptions& options) {
    CLI::App* check = app.add_subcommand(
        "check", "Check scenarios and sosw configurations, and say everything that is wrong"
    );
    check->add_option("FILE", options.files, "Scenarios or configurations")->required();
    check->add_option("--set", options.changes, "Change a value of the scenarios")
        ->type_name("POINTER=VALUE")
        ->allow_extra_args(false);
}

constexpr std::string_view kGuiExamples =
    "\nDrag a dashed line in the timeline: the scenario is run again with the changed threshold "
    "and\n"
    "the same seed, and the panel at the right says what came out better or worse. F1 in the "
    "window\n"
    "lists all keys.\n"
    "\nExamples:\n"
    "  sosw gui                                      an example\n"
    "  sosw gui x.json --set /duration=30m           a scenario, changed\n"
    "  sosw gui run.db                               a record, kept by sosw run --db\n"
    "  sosw gui x.json --screenshot x.png --at 45m   a picture, without a display\n"
    "  sosw gui x.json --screenshot x.png --tune reports/DatabaseCpu/3=60 --tab future\n"
    "                                                a picture of both futures";

void add_gui(CLI::App& app, GuiOptions& options) {
    CLI::App* gui = app.add_subcommand("gui", "See a run, drag a feeling, see the other future");
    gui->footer(std::string{kGuiExamples});
    gui->add_option("FILE", options.file, "A scenario or a record");
    gui->add_option("--set", options.changes, "Change a value of the scenario")
        ->type_name("POINTER=VALUE")
        ->allow_extra_args(false);
    gui->add_option("--screenshot", options.screenshot, "Run to the end, save a picture, and end")
        ->type_name("PNG");
    gui->add_option("--size", options.size, "Of the window, or of the picture at scale 1")
        ->type_name("WIDTHxHEIGHT");
    gui->add_option("--scale", options.scale, "Of everything; default: as the display says")
        ->type_name("FACTOR")
        ->check(CLI::Range(0.5, 4.0));
    gui->add_option("--theme", options.theme, "dark or light; default: as last time")
        ->type_name("THEME")
        ->check(CLI::IsMember({"dark", "light"}));
    gui->add_option("--at", options.at, "Put the cursor there, and select the decision")
        ->type_name("TIME");
    gui->add_option("--select", options.labourer, "A labourer")->type_name("LABOURER");
    gui->add_option("--tab", options.tab, "A panel to bring to the front")
        ->type_name("PANEL")
        ->check(CLI::IsMember(
            {"labourers",
             "greenfield",
             "tasks",
             "log",
             "future",
             "decision",
             "task",
             "scenario",
             "export"}
        ));
    gui->add_option("--tune", options.tune, "Move a threshold before the picture is taken")
        ->type_name("LABOURER/METRIC/STATUS=VALUE")
        ->allow_extra_args(false)
        ->needs("--screenshot");
}

constexpr std::string_view kFuzzExamples =
    "\nEach seed is a small world with a random subset of all features and faults; the invariants\n"
    "of docs/invariants.md judge it. A failure is shrunk and saved as a scenario, and\n"
    "`sosw run fuzz-SEED.json` shows it again.\n"
    "\nExamples:\n"
    "  sosw fuzz --seeds 1..10000                  ten thousand worlds\n"
    "  sosw fuzz --seeds 1..999999999 --minutes 5  as many as five minutes allow\n"
    "  sosw fuzz --seeds 4711 --out found          one of them; what fails goes to found/";

void add_fuzz(CLI::App& app, FuzzCommandOptions& options) {
    CLI::App* fuzz = app.add_subcommand("fuzz", "Try random small worlds until one shows a bug");
    fuzz->footer(std::string{kFuzzExamples});
    fuzz->add_option("--seeds", options.seeds, "The worlds to try")
        ->type_name("A..B")
        ->capture_default_str();
    fuzz->add_option("--minutes", options.minutes, "Stop after that time")
        ->type_name("M")
        ->check(CLI::PositiveNumber);
    fuzz->add_option("--jobs", options.jobs, "Processes at once; default: one per processor")
        ->type_name("J")
        ->check(CLI::Range(1, 1024));
    fuzz->add_option("--out", options.out, "Folder for the scenarios that fail")
        ->type_name("FOLDER")
        ->capture_default_str();
    fuzz->add_flag("--json", options.json, "The outcome for programs");
}

std::string hint(const CLI::App& app, const std::vector<std::string>& unexpected) {
    const std::vector<std::string> words = words_of(app);
    const std::vector<std::string_view> known{words.begin(), words.end()};
    std::string hints;
    for (const std::string& word : unexpected) {
        const std::string name = word.substr(0, word.find('='));
        hints += std::ranges::find(words, name) == words.end() ? did_you_mean(name, known) : "";
    }
    return hints;
}

/// CLI11's words, except for a word that stands where a command is expected and is none.
std::string problem_of(
    const CLI::App& app, const CLI::ParseError& error, const std::vector<std::string>& unexpected
) {
    const CLI::App& given = innermost(app);
    const std::string commands = listed_commands(given);
    if (commands.empty()) {
        return error.what();
    }
    const std::string& first = unexpected.empty() ? std::string{} : unexpected.front();
    const std::string path = &given == &app ? std::string{} : given.get_name() + " ";
    if (first.empty()) {
        return fmt::format("\"{}\" needs a command: {}", given.get_name(), commands);
    }
    return first.starts_with('-')
               ? fmt::format("there is no option \"{}\" before a command", first)
               : fmt::format("there is no command \"{}{}\"; there are {}", path, first, commands);
}

/// The command that the user gave, with a blank behind each of its words.
std::string path_of(const CLI::App& app) {
    std::string path;
    for (const CLI::App* at = &innermost(app); at != &app; at = at->get_parent()) {
        path.insert(0, at->get_name() + " ");
    }
    return path;
}

/// Help and version go to standard output and are no failure.
ExitCode explain(const CLI::App& app, const CLI::ParseError& error, int count) {
    if (error.get_exit_code() == 0) {
        return static_cast<ExitCode>(app.exit(error));
    }
    if (count <= 1) {
        fmt::print(stderr, "{}", app.help());
        return ExitCode::WrongInput;
    }
    const std::vector<std::string> unexpected = app.remaining(/*recurse=*/true);
    complain(fmt::format(
        "{}.{} See sosw {}--help",
        problem_of(app, error, unexpected),
        hint(app, unexpected),
        path_of(app)
    ));
    return ExitCode::WrongInput;
}

ExitCode start(int count, const char* const* arguments) {
    CLI::App app{std::string{kAbout}, "sosw"};
    app.footer(std::string{kExamples});
    app.set_version_flag("--version", fmt::format("sosw {}", kVersion));
    app.require_subcommand(1);
    RunOptions run_options;
    ReportOptions report_options;
    DiffOptions diff_options;
    CheckOptions check_options;
    add_run(app, run_options);
    add_report(app, report_options);
    add_diff(app, diff_options);
    add_check(app, check_options);
    FuzzCommandOptions fuzz_options;
    add_fuzz(app, fuzz_options);
    GuiOptions gui_options;
    add_gui(app, gui_options);
    Commands commands;
    add_serve(app, commands);
    add_bootstrap(app, commands);
    add_operations(app, commands);
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        return explain(app, error, count);
    }
    if (const std::optional<ExitCode> code = commands.run()) {
        return *code;
    }
    if (app.got_subcommand("gui")) {
        return gui(gui_options);
    }
    if (app.got_subcommand("fuzz")) {
        return fuzz(fuzz_options);
    }
    if (app.got_subcommand("run")) {
        return run(run_options);
    }
    if (app.got_subcommand("diff")) {
        return diff(diff_options);
    }
    return app.got_subcommand("report") ? report(report_options) : check(check_options);
}

/// Lambda starts a custom runtime by the name `bootstrap`, without arguments.
ExitCode start_bootstrap() {
    constexpr std::array kArguments{"sosw", "bootstrap"};
    return start(static_cast<int>(kArguments.size()), kArguments.data());
}

}  // namespace

}  // namespace sosw::cli

int main(int count, char** arguments) {
    using sosw::cli::ExitCode;
    try {
        const ExitCode code = sosw::cli::is_bootstrap(*arguments)
                                  ? sosw::cli::start_bootstrap()
                                  : sosw::cli::start(count, arguments);
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
            sosw::cli::complain("standard output cannot be written");
            return static_cast<int>(ExitCode::Environment);
        }
        return static_cast<int>(code);
    } catch (const std::exception& error) {
        sosw::cli::complain(error.what());
        return static_cast<int>(ExitCode::Environment);
    }
}
