#include "sim/fuzz/fuzz_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace sosw::sim {

namespace {

std::string failure_line(const FuzzFailure& failure, const std::string& file) {
    return fmt::format(
        "FAILED  seed {}  {}: {}\n        {}{}\n",
        failure.result.seed,
        failure.result.failure,
        failure.result.message,
        file,
        failure.shrunk ? "" : " (not shrunk)"
    );
}

}  // namespace

std::string text_report(const FuzzReport& report, const std::vector<std::string>& files) {
    std::string text;
    for (std::size_t i = 0; i < report.failures.size(); ++i) {
        text += failure_line(report.failures[i], files.at(i));
    }
    if (report.never_seen) {
        text += fmt::format(
            "FAILED  {}: {}\n", report.never_seen->invariant, report.never_seen->message
        );
    }
    text += fmt::format(
        "{} of {} seeds run, {} failed; {} tasks, {} events, drained {}; hash {}\n",
        report.runs,
        report.seeds.size(),
        report.failures.size(),
        report.tasks,
        report.events,
        report.drained,
        report.hash
    );
    const std::vector<std::string_view> missing = report.sightings.missing();
    if (!missing.empty() && !report.never_seen) {
        text += fmt::format("Never seen in these runs: {}\n", fmt::join(missing, ", "));
    }
    return text;
}

std::string json_report(const FuzzReport& report, const std::vector<std::string>& files) {
    nlohmann::ordered_json json = {
        {"first_seed", report.seeds.first},
        {"last_seed", report.seeds.last},
        {"runs", report.runs},
        {"complete", report.complete},
        {"failed", report.failed()},
        {"tasks", report.tasks},
        {"events", report.events},
        {"drained", report.drained},
        {"hash", report.hash},
        {"failures", nlohmann::ordered_json::array()},
        {"sightings", report.sightings.counts()},
        {"missing", report.sightings.missing()}};
    for (std::size_t i = 0; i < report.failures.size(); ++i) {
        const FuzzFailure& failure = report.failures[i];
        json["failures"].push_back(
            {{"seed", failure.result.seed},
             {"failure", failure.result.failure},
             {"message", failure.result.message},
             {"shrunk", failure.shrunk},
             {"file", files.at(i)}}
        );
    }
    return json.dump(4) + "\n";
}

std::string scenario_file(const FuzzFailure& failure) {
    return fmt::format(
        "// Found by sosw fuzz, seed {}.\n// {}: {}\n{}",
        failure.result.seed,
        failure.result.failure,
        failure.result.message,
        failure.text
    );
}

}  // namespace sosw::sim
