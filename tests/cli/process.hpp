#pragma once

#include <string>
#include <vector>

/// Programs run as a user runs them.

namespace sosw::cli {

struct Finished {
    int exit_code = -1;  ///< -1 where a signal ended it.
    std::string out{};   ///< Standard output.
    std::string err{};   ///< Standard error.
};

/// Runs `sosw` with `arguments` in the project's folder and waits for its end. Neither stream is a
/// terminal.
Finished run_sosw(const std::vector<std::string>& arguments);

/// The same, and sends `signal` to it as soon as the file `ready` exists; where `ready` is empty,
/// as soon as it has written to standard output.
Finished interrupt_sosw(
    const std::vector<std::string>& arguments, const std::string& ready, int signal
);

}  // namespace sosw::cli
