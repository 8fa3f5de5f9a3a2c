#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/backend.hpp"
#include "cli/cli_app.hpp"
#include "cli/exit_code.hpp"
#include "core/base/diagnostics.hpp"
#include "core/config/config.hpp"

/// What the commands that work on tables have in common: where they work, with which configuration,
/// and how they gather what is wrong.

namespace sosw::cli {

struct PlaceOptions {
    BackendOptions backend{};
    std::vector<std::string> config{};  ///< Files, lowest precedence first.
    bool json = false;
};

enum class ConfigNeed { Required, Optional };

/// Declares `--db`, `--backend` with what AWS needs, `--config`, `--now` and `--json`.
void add_place(CLI::App& command, PlaceOptions& options, ConfigNeed need);

/// The documents merged over sosw's defaults. Problems: of all files at once.
Checked<SoswConfig> load_config_files(const std::vector<std::string>& files);

/// The value, or nothing, and then what is wrong joins `problems`.
template <typename T>
std::optional<T> keep(Checked<T> checked, Diagnostics& problems) {
    if (checked) {
        return std::move(*checked);
    }
    problems.insert(problems.end(), checked.error().begin(), checked.error().end());
    return std::nullopt;
}

/// The labourer of that name, or null, and then `problems` says which there are. `argument` is how
/// the user gave it.
const LabourerConfig* find_labourer(
    const SoswConfig& config,
    const std::string& name,
    const std::string& argument,
    Diagnostics& problems
);

/// Says which of the three tables of tasks are missing, and how to make them. Throws
/// `std::runtime_error` where the place cannot be reached.
void require_tables(
    Backend& backend, const PlaceOptions& place, const SoswConfig& config, Diagnostics& problems
);

/// How a command ends that a service refused: `WrongInput` where the user can mend it,
/// `Environment` where the service cannot be reached.
ExitCode exit_code_of(const Error& error);

/// Options with which another command finds the same place and configuration: `--db FILE --config
/// FILE`.
std::string same_place(const PlaceOptions& place);

}  // namespace sosw::cli
