#include "cli/fuzz_command.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "backends/system_clock.hpp"
#include "cli/complain.hpp"
#include "cli/polled_interruption.hpp"
#include "cli/terminal.hpp"
#include "sim/fuzz/fuzz_text.hpp"
#include "sim/fuzz/fuzzer.hpp"
#include "sim/fuzz/run_case.hpp"
#include "sim/fuzz/scenario_generator.hpp"

namespace sosw::cli {

namespace {

constexpr double kSecondsPerMinute = 60;

/// One line that is written over again and again.
class FuzzProgressLine {
public:
    FuzzProgressLine() : enabled_{is_terminal(Stream::Error)} {}
    FuzzProgressLine(const FuzzProgressLine&) = delete;
    FuzzProgressLine& operator=(const FuzzProgressLine&) = delete;
    ~FuzzProgressLine() { erase(); }

    void show(const sim::FuzzProgress& progress) {
        if (!enabled_) {
            return;
        }
        const double seconds = std::max(to_seconds(progress.elapsed), 0.001);
        const double rate = static_cast<double>(progress.done) / seconds;
        const auto left = static_cast<double>(progress.all - progress.done);
        fmt::print(
            stderr,
            "\r\033[Kfuzz  {} of {} seeds  {} failed  {:.0f} seeds/s  {}",
            progress.done,
            progress.all,
            progress.failures,
            rate,
            rate > 0 ? fmt::format("{:.0f}s left", left / rate) : std::string{}
        );
        visible_ = true;
    }

private:
    void erase() const {
        if (visible_) {
            fmt::print(stderr, "\r\033[K");
        }
    }

    bool enabled_;
    bool visible_ = false;
};

int jobs_of(const FuzzCommandOptions& options) {
    return options.jobs > 0 ? options.jobs
                            : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Writes the scenarios that failed; their files, in the order of the failures.
std::vector<std::string> save(const sim::FuzzReport& report, const std::string& folder) {
    std::vector<std::string> files;
    if (!report.failures.empty()) {
        std::filesystem::create_directories(folder);
    }
    for (const sim::FuzzFailure& failure : report.failures) {
        const std::filesystem::path path =
            std::filesystem::path{folder} / fmt::format("fuzz-{}.json", failure.result.seed);
        std::ofstream file{path};
        file << sim::scenario_file(failure);
        file.flush();
        if (!file) {
            throw std::runtime_error{path.string() + " cannot be written"};
        }
        files.push_back(path.string());
    }
    return files;
}

}  // namespace

ExitCode fuzz(const FuzzCommandOptions& options) {
    const auto seeds = sim::parse_seed_range(options.seeds);
    if (!seeds) {
        complain(fmt::format(
            "--seeds: expected a range such as 1..300 or one seed, found \"{}\"", options.seeds
        ));
        return ExitCode::WrongInput;
    }
    PolledInterruption interruption;
    if (!options.json) {
        fmt::print("Seeds {}..{}\n", seeds->first, seeds->last);
        std::fflush(stdout);
    }
    sim::FuzzOptions fuzz_options{.seeds = *seeds, .jobs = jobs_of(options)};
    if (options.minutes > 0) {
        fuzz_options.time = from_seconds(options.minutes * kSecondsPerMinute);
    }
    const SystemClock clock;
    sim::Fuzzer fuzzer{clock, sim::make_case, [](const sim::FuzzCase& fuzz_case, bool twice) {
                           return sim::run_case(fuzz_case, {.twice = twice});
                       }};
    sim::FuzzReport report;
    {
        FuzzProgressLine line;
        report =
            fuzzer.run(fuzz_options, interruption.token(), [&](const sim::FuzzProgress& progress) {
                interruption.poll();
                line.show(progress);
            });
    }
    const std::vector<std::string> files = save(report, options.out);
    fmt::print(
        "{}", options.json ? sim::json_report(report, files) : sim::text_report(report, files)
    );
    if (interruption.requested()) {
        return ExitCode::Interrupted;
    }
    return report.failed() ? ExitCode::NotAsExpected : ExitCode::Done;
}

}  // namespace sosw::cli
