#pragma once

#include <cstdint>
#include <string_view>

#include "sim/invariants/invariant.hpp"
#include "sim/scenario/scenario.hpp"

/// The rules for what Lambda does with accepted invocations: in_flight, and the executions of
/// once_per_attempt.

namespace sosw::sim {

/// Executions under way, the one that has just begun among them.
struct InFlight {
    std::int64_t of_function = 0;
    std::int64_t of_account = 0;
};

/// Lambda runs at most `reserved_concurrency` executions of a function at once, and at most the
/// account's concurrency of all.
Breach check_in_flight(
    const Scenario& scenario, const FunctionModel& function, const InFlight& in_flight
);

/// An accepted invocation is executed once, and once more for each of Lambda's own retries after a
/// failure (`MaximumRetryAttempts`). `execution` counts from 1.
Breach check_execution(
    const FunctionModel& function, std::string_view request_id, std::int64_t execution
);

}  // namespace sosw::sim
