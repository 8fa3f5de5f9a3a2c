#pragma once

#include <functional>
#include <string>

#include "core/base/result.hpp"

namespace sosw::aws {

/// Runs a command line and gives its standard output. Tests give their own.
using CommandRunner = std::function<Result<std::string>(const std::string& command)>;

/// By `/bin/sh`, with this process's environment and standard error.
///
/// Errors: `Unavailable` where it cannot be started or ends with anything but 0.
Result<std::string> command_output(const std::string& command);

}  // namespace sosw::aws
