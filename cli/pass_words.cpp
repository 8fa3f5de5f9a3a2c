#include "cli/pass_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/terminal.hpp"

namespace sosw::cli {

TextStyle style_of_output() { return {.paint = sim::Paint{wants_colours(Stream::Output)}}; }

std::string task_lines(const std::vector<std::string>& tasks, const TextStyle& style) {
    std::string text;
    const std::size_t shown = std::min(tasks.size(), style.tasks_max);
    for (std::size_t i = 0; i < shown; ++i) {
        text += fmt::format("    {}\n", tasks[i]);
    }
    if (shown < tasks.size()) {
        const auto rest = static_cast<std::int64_t>(tasks.size() - shown);
        text += fmt::format("    … and {} more, which --json lists\n", sim::with_thousands(rest));
    }
    return text;
}

std::string error_text(const Error& error) {
    std::string text = to_string(error);
    std::ranges::replace(text, '\n', ' ');
    return text;
}

std::string attempts_text(double attempts) { return fmt::format("{:g}", attempts); }

}  // namespace sosw::cli
