#include "cli/run_command.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "backends/system_clock.hpp"
#include "cli/complain.hpp"
#include "cli/interruption.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "cli/version.hpp"
#include "sim/report/json_summary.hpp"
#include "sim/report/text_summary.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/world/world.hpp"

namespace sosw::cli {

namespace {

constexpr int kTextWidth = 100;

struct Input {
    std::string file;
    sim::Scenario scenario;
    std::string part{};  ///< What its files are called among those of several scenarios.
};

/// Why no record can be written to `path`, empty where one can.
std::string problem_of_record(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
        return fmt::format(
            "--db {}: this file is there already and is not overwritten; remove it or give another"
            " name",
            path
        );
    }
    const std::filesystem::path folder = std::filesystem::path{path}.parent_path();
    if (!folder.empty() && !std::filesystem::is_directory(folder, ignored)) {
        return fmt::format(
            "--db {}: there is no folder {}; create it first", path, folder.string()
        );
    }
    return {};
}

/// What is meant for a live run does nothing for a simulated one.
std::vector<std::string> problems_of_place(const RunOptions& options) {
    std::vector<std::string> problems;
    if (options.is_live()) {
        return problems;
    }
    const LiveStageOptions& live = options.live;
    for (const auto& [name, value] :
         {std::pair{"--profile", &live.place.profile},
          std::pair{"--region", &live.place.region},
          std::pair{"--endpoint-url", &live.place.endpoint_url},
          std::pair{"--prefix", &live.prefix},
          std::pair{"--role", &live.role},
          std::pair{"--package", &live.package}}) {
        if (!value->empty()) {
            problems.push_back(std::string{name} + " goes with --backend aws only");
        }
    }
    if (live.ignore_faults) {
        problems.emplace_back("--ignore-faults goes with --backend aws only");
    }
    return problems;
}

/// Says what is wrong with the options themselves; false where something is.
bool check(const RunOptions& options) {
    std::vector<std::string> problems = problems_of(
        options.outputs,
        options.scenarios.size() > 1 ? OutputScope::SeveralRecords : OutputScope::OneRecord
    );
    if (!options.record_path.empty()) {
        const std::string problem =
            options.scenarios.size() > 1
                ? "--db keeps the record of one scenario; run the scenarios one by one"
                : problem_of_record(options.record_path);
        if (!problem.empty()) {
            problems.push_back(problem);
        }
    }
    const std::vector<std::string> of_place = problems_of_place(options);
    for (const auto* list : {&std::as_const(problems), &of_place}) {
        for (const std::string& problem : *list) {
            complain(problem);
        }
    }
    return problems.empty() && of_place.empty();
}

/// Gives each of several scenarios a name of its own for its files.
void name_parts(std::vector<Input>& inputs) {
    std::set<std::string> taken;
    for (Input& input : inputs) {
        const std::string name = std::filesystem::path{input.file}.stem().string();
        input.part = name;
        for (int number = 2; !taken.insert(input.part).second; ++number) {
            input.part = fmt::format("{}-{}", name, number);
        }
    }
}

/// Loads all scenarios; complains of every problem of all of them and gives nothing where there is
/// one.
std::optional<std::vector<Input>> load(const RunOptions& options) {
    std::vector<Input> inputs;
    for (const std::string& file : options.scenarios) {
        Checked<sim::Scenario> scenario = sim::load_scenario(file, options.changes);
        if (scenario) {
            inputs.push_back({.file = file, .scenario = std::move(*scenario)});
        } else {
            complain(scenario.error());
        }
    }
    if (inputs.size() < options.scenarios.size()) {
        return std::nullopt;
    }
    if (inputs.size() > 1) {
        name_parts(inputs);
    }
    return inputs;
}

sim::WorldOptions world_options(const RunOptions& options) {
    // Without a path the record goes to a temporary file of SQLite's, which vanishes with the run:
    // it may become larger than one would like to keep in memory, 600 bytes per task.
    return {
        .record_path = options.record_path, .seed = options.seed, .version = std::string{kVersion}};
}

/// What a run that has ended comes to.
sim::Summary conclude(
    sim::Recorder& recorder,
    Duration elapsed,
    const std::vector<sim::Expectation>& expectations,
    const RunOptions& options,
    const std::string& part
) {
    recorder.set_environment("wall_seconds", fmt::format("{:.6f}", to_seconds(elapsed)));
    recorder.flush();
    sim::Summary summary = sim::summarise(recorder.database(), {.columns = chart_columns()});
    sim::judge(summary, recorder.database(), expectations);
    write_outputs(recorder.database(), summary, options.outputs, part);
    return summary;
}

/// Runs one scenario; nothing where its world cannot be made, which is then said.
std::optional<sim::Summary> simulate(
    Input input, const RunOptions& options, const Interruption& interruption
) {
    const SystemClock clock;
    const std::vector<sim::Expectation> expectations = input.scenario.expect;
    ProgressLine progress{clock, input.scenario.name};
    auto world = sim::World::create(std::move(input.scenario), world_options(options));
    if (!world) {
        complain(Diagnostics{{.file = input.file, .message = to_string(world.error())}});
        return std::nullopt;
    }
    const Timestamp begun = clock.now();
    (*world)->run(interruption.token(), [&](const sim::WorldProgress& now) { progress.show(now); });
    const Duration elapsed = clock.now() - begun;
    return conclude((*world)->recorder(), elapsed, expectations, options, input.part);
}

void tell(const sim::Summary& summary, const RunOptions& options, bool is_first) {
    if (options.json) {
        return;
    }
    const sim::TextOptions text{.colours = wants_colours(Stream::Output)};
    if (options.quiet) {
        fmt::print("{}", sim::line_summary(summary, text));
    } else {
        fmt::print(
            "{}{}",
            is_first ? "" : "\n" + std::string(kTextWidth, '-') + "\n\n",
            sim::text_summary(summary, text)
        );
        if (!options.record_path.empty()) {
            fmt::print("The record is {}\n", options.record_path);
        }
    }
    std::fflush(stdout);
}

void tell_all(const std::vector<sim::Summary>& summaries, const RunOptions& options) {
    if (options.json) {
        fmt::print(
            "{}",
            options.scenarios.size() == 1 ? sim::json_summary(summaries.front())
                                          : sim::json_summaries(summaries)
        );
    } else if (options.scenarios.size() > 1 && !options.quiet) {
        const sim::TextOptions text{.colours = wants_colours(Stream::Output)};
        fmt::print("\n{}\n\n{}", std::string(kTextWidth, '-'), sim::overview(summaries, text));
    }
}

/// Tells of all of them, and how the command ends: as `broken` says, where something could not be
/// done.
ExitCode finish(
    const std::vector<sim::Summary>& summaries,
    const RunOptions& options,
    const Interruption& interruption,
    std::optional<ExitCode> broken = std::nullopt
) {
    write_verdicts(summaries, options.outputs);
    if (!summaries.empty()) {
        tell_all(summaries, options);
    }
    if (interruption.requested()) {
        return ExitCode::Interrupted;
    }
    if (broken) {
        return *broken;
    }
    return std::ranges::all_of(summaries, &sim::Summary::passed) ? ExitCode::Done
                                                                 : ExitCode::NotAsExpected;
}

/// Runs all scenarios live, one after the other.
ExitCode run_live(const std::vector<Input>& inputs, const RunOptions& options) {
    std::vector<LiveInput> live_inputs;
    for (const Input& input : inputs) {
        live_inputs.push_back({.file = input.file, .scenario = input.scenario});
        live_inputs.back().scenario.seed = options.seed.value_or(input.scenario.seed);
    }
    Checked<std::unique_ptr<LiveStage>> stage =
        LiveStage::open(options.live, std::move(live_inputs));
    if (!stage) {
        complain(stage.error());
        return ExitCode::WrongInput;
    }
    if (const auto refused = (*stage)->refusal()) {
        return *refused;
    }
    const Interruption interruption;  // From here on: Ctrl-C ends a question at once.
    const SystemClock clock;
    std::vector<sim::Summary> summaries;
    std::optional<ExitCode> broken;
    for (std::size_t i = 0; i < inputs.size() && !broken && !interruption.requested(); ++i) {
        ProgressLine progress{clock, inputs[i].scenario.name};
        const Timestamp begun = clock.now();
        broken = (*stage)->run(
            i,
            {.record_path = options.record_path, .version = std::string{kVersion}},
            interruption.token(),
            [&](const sim::WorldProgress& now) { progress.show(now); },
            [&](sim::Recorder& recorder) {
                progress.erase();
                summaries.push_back(conclude(
                    recorder,
                    clock.now() - begun,
                    inputs[i].scenario.expect,
                    options,
                    inputs[i].part
                ));
                tell(summaries.back(), options, i == 0);
            }
        );
    }
    return finish(summaries, options, interruption, broken);
}

}  // namespace

ExitCode run(const RunOptions& options) {
    if (!check(options)) {
        return ExitCode::WrongInput;
    }
    std::optional<std::vector<Input>> inputs = load(options);
    if (!inputs) {
        return ExitCode::WrongInput;
    }
    if (options.is_live()) {
        return run_live(*inputs, options);
    }
    const Interruption interruption;
    std::vector<sim::Summary> summaries;
    for (Input& input : *inputs) {
        std::optional<sim::Summary> summary = simulate(std::move(input), options, interruption);
        if (!summary) {
            return ExitCode::WrongInput;
        }
        tell(*summary, options, summaries.empty());
        summaries.push_back(std::move(*summary));
        if (interruption.requested()) {
            break;
        }
    }
    return finish(summaries, options, interruption);
}

}  // namespace sosw::cli
