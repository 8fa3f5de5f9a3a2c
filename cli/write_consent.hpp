#pragma once

#include <optional>
#include <string_view>

#include "cli/exit_code.hpp"
#include "cli/operation.hpp"

namespace sosw::cli {

/// Before anything changes in a real account: says on standard error which one, and in which
/// region, and asks, unless the user has said `--yes`. Without a terminal to ask at, only `--yes`
/// will do. Of an emulation nothing is said.
///
/// `deed` ends "This is to": `create tables`. Returns how the command ends where it may not go on.
std::optional<ExitCode> refusal_to_write(
    Backend& backend, const PlaceOptions& place, std::string_view deed
);

}  // namespace sosw::cli
