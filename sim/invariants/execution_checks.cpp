#include "sim/invariants/execution_checks.hpp"

#include <fmt/format.h>

namespace sosw::sim {

Breach check_in_flight(
    const Scenario& scenario, const FunctionModel& function, const InFlight& in_flight
) {
    if (function.reserved_concurrency && in_flight.of_function > *function.reserved_concurrency) {
        return broken(
            Invariant::InFlight,
            fmt::format(
                "{} executions of {} run and {} are reserved",
                in_flight.of_function,
                function.name,
                *function.reserved_concurrency
            )
        );
    }
    if (in_flight.of_account > scenario.account_concurrency) {
        return broken(
            Invariant::InFlight,
            fmt::format(
                "{} executions run and the account has {}",
                in_flight.of_account,
                scenario.account_concurrency
            )
        );
    }
    return std::nullopt;
}

Breach check_execution(
    const FunctionModel& function, std::string_view request_id, std::int64_t execution
) {
    const std::int64_t most = std::int64_t{1} + function.maximum_retry_attempts;
    if (execution <= most) {
        return std::nullopt;
    }
    return broken(
        Invariant::OncePerAttempt,
        fmt::format(
            "invocation {} of {} is executed for the {}th time of at most {}",
            request_id,
            function.name,
            execution,
            most
        )
    );
}

}  // namespace sosw::sim
