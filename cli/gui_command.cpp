#include "cli/gui_command.hpp"

#include <charconv>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "cli/complain.hpp"
#include "cli/version.hpp"
#include "gui/app/dashboard_app.hpp"

namespace sosw::cli {

namespace {

constexpr int kSmallest = 320;
constexpr int kLargest = 16'384;

std::optional<int> length_in(const std::string& text) {
    int value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    const bool good =
        error == std::errc{} && stopped == end && value >= kSmallest && value <= kLargest;
    return good ? std::optional{value} : std::nullopt;
}

std::optional<gui::PictureSize> size_in(const std::string& text) {
    const auto cross = text.find('x');
    const auto width = length_in(text.substr(0, cross));
    const auto height = length_in(cross == text.npos ? "" : text.substr(cross + 1));
    return width && height ? std::optional{gui::PictureSize{*width, *height}} : std::nullopt;
}

std::string problem_of_screenshot(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path{path}.parent_path();
    std::error_code ignored;
    return folder.empty() || std::filesystem::is_directory(folder, ignored)
               ? std::string{}
               : fmt::format(
                     "--screenshot {}: there is no folder {}; create it first",
                     path,
                     folder.string()
                 );
}

/// Reads the options that are texts, and complains of those that say nothing; false where one does.
bool read(const GuiOptions& options, gui::AppOptions& app) {
    std::vector<std::string> problems;
    app.size = size_in(options.size);
    if (!options.size.empty() && !app.size) {
        problems.push_back(fmt::format(
            "--size {}: expected WIDTHxHEIGHT such as 1600x1000, each {} to {}",
            options.size,
            kSmallest,
            kLargest
        ));
    }
    app.at = parse_duration(options.at);
    if (!options.at.empty() && !app.at) {
        problems.push_back(
            fmt::format("--at {}: expected a time since the start such as 45m", options.at)
        );
    }
    if (const std::string problem = problem_of_screenshot(options.screenshot); !problem.empty()) {
        problems.push_back(problem);
    }
    for (const std::string& problem : problems) {
        complain(problem);
    }
    return problems.empty();
}

}  // namespace

ExitCode gui(const GuiOptions& options) {
    gui::AppOptions app{
        .file = options.file,
        .overrides = options.changes,
        .picture = options.screenshot,
        .labourer = options.labourer,
        .tab = options.tab,
        .tune = options.tune,
        .version = std::string{kVersion}};
    if (!read(options, app)) {
        return ExitCode::WrongInput;
    }
    if (options.scale > 0) {
        app.scale = static_cast<float>(options.scale);
    }
    if (!options.theme.empty()) {
        app.shade = options.theme == "light" ? gui::Shade::Light : gui::Shade::Dark;
    }
    const Diagnostics problems = gui::run_dashboard(app);
    if (!problems.empty()) {
        complain(problems);
        return ExitCode::WrongInput;
    }
    return ExitCode::Done;
}

}  // namespace sosw::cli
