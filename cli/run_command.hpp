#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "cli/live_stage.hpp"
#include "cli/outputs.hpp"

/// `sosw run`: simulates scenarios, or runs them live, and tells what happened.

namespace sosw::cli {

struct RunOptions {
    std::vector<std::string> scenarios{};  ///< Files.
    std::optional<std::uint64_t> seed{};   ///< Instead of the scenarios' own.
    std::vector<std::string> changes{};    ///< `POINTER=VALUE`.
    std::string record_path{};             ///< Empty: the record vanishes with the run.
    OutputOptions outputs{};
    bool json = false;
    bool quiet = false;
    LiveStageOptions live{.place = {.backend = "simulation"}};  ///< Or `aws`.

    bool is_live() const { return live.place.backend == "aws"; }
};

/// All scenarios are checked before the first one runs. Throws `sqlite::DatabaseError` where the
/// record cannot be written.
ExitCode run(const RunOptions& options);

}  // namespace sosw::cli
