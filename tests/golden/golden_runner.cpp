#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/tasks/json_text.hpp"
#include "tests/golden/runner.hpp"
#include "tests/golden/trace.hpp"

// golden_runner DIR [--differences FILE] [--approve] [--aws]
//
// Runs every golden file of DIR, and the approved traces in DIR/approved, through the real core on
// the SQLite emulation.
// --aws lets the core reach tables and metrics by AWS's adapters and our endpoint.
// --approve writes an approved trace for every trace with a listed difference.

namespace {

namespace fs = std::filesystem;
using sosw::golden::Differences;
using sosw::golden::FileResult;

struct Options {
    fs::path directory;
    fs::path differences;
    bool approve = false;
    sosw::golden::Reach reach = sosw::golden::Reach::Direct;
};

struct Totals {
    int passed = 0;
    int failed = 0;
};

bool parse(int argc, char** argv, Options& options) {
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--differences" && i + 1 < argc) {
            options.differences = argv[++i];
        } else if (argument == "--approve") {
            options.approve = true;
        } else if (argument == "--aws") {
            options.reach = sosw::golden::Reach::OverAwsWire;
        } else if (options.directory.empty() && !argument.starts_with("--")) {
            options.directory = argument;
        } else {
            return false;
        }
    }
    return !options.directory.empty();
}

std::vector<fs::path> golden_files(const fs::path& directory, const fs::path& differences) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{directory}) {
        const bool is_list = entry.path().filename() == "differences.json" ||
                             (!differences.empty() && fs::equivalent(entry.path(), differences));
        if (entry.is_regular_file() && entry.path().extension() == ".json" && !is_list) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

void print(const std::string& name, const FileResult& result, Totals& totals) {
    switch (result.verdict) {
        case FileResult::Verdict::Passed:
            ++totals.passed;
            std::cout << "pass " << name << " (" << result.compared << " compared)\n";
            break;
        case FileResult::Verdict::Failed:
            ++totals.failed;
            std::cout << "FAIL " << name << "\n";
            break;
    }
    for (const std::string& note : result.notes) {
        std::cout << "     " << note << "\n";
    }
}

void write_approved(const fs::path& file, const sosw::Map& trace) {
    const fs::path target = file.parent_path() / "approved" / file.filename();
    fs::create_directories(target.parent_path());
    std::ofstream out{target};
    out << sosw::to_json(sosw::golden::approved_trace(trace)) << "\n";
}

void run_directory(
    const fs::path& directory,
    const std::string& prefix,
    const Options& options,
    const Differences& differences,
    Totals& totals
) {
    for (const fs::path& path : golden_files(directory, options.differences)) {
        const std::string name = path.filename().string();
        FileResult result;
        try {
            const sosw::Map content = sosw::golden::read_file(path.string());
            const bool with_differences = prefix.empty() && !differences.of(name).empty();
            if (options.approve && with_differences && content.contains("steps")) {
                write_approved(path, content);
            }
            result = run_file(
                name, content, prefix.empty() ? differences : Differences{}, options.reach
            );
        } catch (const sosw::golden::MalformedFile& malformed) {
            result = {.verdict = FileResult::Verdict::Failed, .notes = {malformed.message}};
        }
        print(prefix + name, result, totals);
    }
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    if (!parse(argc, argv, options) || !fs::is_directory(options.directory)) {
        std::cerr << "usage: golden_runner DIR [--differences FILE] [--approve] [--aws]\n";
        return 2;
    }
    Differences differences;
    try {
        if (!options.differences.empty()) {
            differences = Differences::read(options.differences.string());
        }
    } catch (const sosw::golden::MalformedFile& malformed) {
        std::cerr << options.differences.string() << ": " << malformed.message << "\n";
        return 2;
    }
    Totals totals;
    run_directory(options.directory, "", options, differences, totals);
    if (fs::is_directory(options.directory / "approved")) {
        run_directory(options.directory / "approved", "approved/", options, differences, totals);
    }
    std::cout << totals.passed << " passed, " << totals.failed << " failed\n";
    return totals.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
