#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"

/// `sosw serve`: AWS at an address of this machine.

namespace sosw::cli {

struct ServeOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 4566;  ///< 0: any that is free.
    std::string database = ":memory:";
    std::vector<std::string> configs{};
    std::vector<std::string> functions{};  ///< `NAME=COMMAND`.
    bool require_signatures = false;
    std::string credentials{};
    std::string clock = "real";
    bool enforce_capacity = false;
    std::string table_delay = "0s";
    bool allow_remote = false;
};

/// Serves until SIGINT or SIGTERM, which is no failure. Says on standard output when and where it
/// is ready.
ExitCode serve(const ServeOptions& options);

}  // namespace sosw::cli
