#pragma once

#include <cstdint>

#include "sim/fuzz/fuzz_case.hpp"
#include "sim/world/world.hpp"

namespace sosw::sim {

struct RunCaseOptions {
    /// Runs the scenario a second time and compares the records.
    bool twice = false;
    /// A run is ended after so many events; then nothing is said about its draining.
    std::int64_t events_max = 2'000'000;
    WorldOptions world{};
};

/// Loads the case's text as `sosw run` does, simulates it, and says what is wrong.
///
/// The run ends early once nothing disturbs any more, every task is closed, and ten minutes have
/// passed in which late reports and Lambda's retries could have done harm. Otherwise it goes on to
/// the scenario's end, where the invariant `drains` judges it.
FuzzResult run_case(const FuzzCase& fuzz_case, const RunCaseOptions& options = {});

}  // namespace sosw::sim
