#pragma once

namespace sosw::cli {

/// How the program ends; README.md tells users.
enum class ExitCode {
    Done = 0,           ///< And all expectations are met.
    NotAsExpected = 1,  ///< An expectation is not met or an invariant was broken.
    WrongInput = 2,     ///< The user's: arguments, files, settings.
    Environment = 3,    ///< Disk full, file unreadable, a defect of this program.
    Interrupted = 130,  ///< By Ctrl-C, after ending in order.
};

}  // namespace sosw::cli
