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
#include "core/config/loader.hpp"

/// What the commands that work on tables have in common: where they work, with which configuration,
/// and how they gather what is wrong.

namespace sosw::cli {

enum class ConfigNeed { Required, Optional };

/// The documents that a deployed function reads, below those of files.
struct DeployedOptions {
    std::string source{};                        ///< `dynamo` or `ssm`; empty: files only.
    std::string function = "sosw_orchestrator";  ///< Whose own document is read too.
    std::string stage{};                         ///< Empty: `production`.
};

struct PlaceOptions {
    BackendOptions backend{};
    ConfigNeed config_need = ConfigNeed::Optional;
    std::vector<std::string> config{};  ///< Files, lowest precedence first.
    DeployedOptions deployed{};
    bool json = false;
};

/// Declares `--profile`, `--region`, `--endpoint-url` and `--yes`: what AWS needs.
void add_aws(CLI::App& command, BackendOptions& options);

/// Declares `--db`, `--backend` with what AWS needs, `--config`, `--config-source` with what
/// belongs to it, `--now` and `--json`.
void add_place(CLI::App& command, PlaceOptions& options, ConfigNeed need);

/// What a command works with. What could not be had is absent.
struct Place {
    std::vector<ConfigDocument> documents{};  ///< The configuration's, lowest precedence first.
    std::optional<SoswConfig> config{};
    std::unique_ptr<Backend> backend{};
};

/// Opens the place and reads its configuration, that of files and what a deployed function reads;
/// all that is wrong joins `problems`. Throws `std::runtime_error` where the place cannot be
/// reached.
Place open_place(const PlaceOptions& options, FilePresence presence, Diagnostics& problems);
/// The same for a place that must have sosw's tables of tasks; `problems` says how to make them.
Place open_place_with_tables(const PlaceOptions& options, Diagnostics& problems);
/// The configuration of files alone, for what needs no backend.
Place open_no_place(const PlaceOptions& options, Diagnostics& problems);

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

/// How a command ends that a service refused: `WrongInput` where the user can mend it,
/// `Environment` where the service cannot be reached.
ExitCode exit_code_of(const Error& error);

/// Options with which another command finds the same place and configuration: `--db FILE --config
/// FILE`.
std::string same_place(const PlaceOptions& place);

}  // namespace sosw::cli
