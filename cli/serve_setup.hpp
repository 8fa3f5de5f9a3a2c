#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backends/endpoint/driven_clock.hpp"
#include "backends/wire/signature/credentials.hpp"
#include "cli/serve_command.hpp"
#include "core/base/diagnostics.hpp"
#include "core/base/time.hpp"
#include "core/config/config.hpp"

/// What `sosw serve` is told, read and checked before anything is opened.

namespace sosw::cli {

struct FunctionCommand {
    std::string name;
    std::string command;  ///< For the shell.
};

struct ServeSetup {
    endpoint::ClockMode clock{};
    /// Nothing: requests pass without a signature.
    std::optional<wire::Credentials> credentials{};
    /// Nothing: no file was given, and no table is made.
    std::optional<SoswConfig> config{};
    std::vector<FunctionCommand> functions{};
    Duration table_delay{};
};

/// All problems of the arguments and the files that they name, at once.
Checked<ServeSetup> read_serve_setup(const ServeOptions& options);

}  // namespace sosw::cli
