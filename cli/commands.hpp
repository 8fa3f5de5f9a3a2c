#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/cli_app.hpp"
#include "cli/exit_code.hpp"

namespace sosw::cli {

/// Under which help lists the commands that `add_operations` adds.
inline constexpr std::string_view kOperations = "Operations on an emulation file, or on AWS";

/// Commands with what they do. Each is declared in its own file, where its options live too.
class Commands {
public:
    void add(const CLI::App& command, std::function<ExitCode()> run) {
        commands_.emplace_back(&command, std::move(run));
    }
    /// Runs the one that the user gave; nothing where it is none of these.
    std::optional<ExitCode> run() const;

private:
    std::vector<std::pair<const CLI::App*, std::function<ExitCode()>>> commands_;
};

/// `tables`, `functions`, `metrics`, `create`, `schedule`, `orchestrate`, `scavenge`, `complete`,
/// `tasks` and `record`: what works on an emulation file or on AWS.
void add_operations(CLI::App& app, Commands& commands);

/// All names of commands and options, for hints.
std::vector<std::string> words_of(const CLI::App& app);

/// The command that the user gave, as far as it was understood; `app` itself where it was not.
const CLI::App& innermost(const CLI::App& app);

/// The commands of `app` itself: `a, b, c`.
std::string listed_commands(const CLI::App& app);

}  // namespace sosw::cli
