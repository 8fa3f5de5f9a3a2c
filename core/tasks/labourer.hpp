#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/ecology/ecology_manager.hpp"

namespace sosw {

/// A kind of worker as registered in one pass: its settings and what was computed for it.
///
/// The greenfield axis, in seconds: queued below `start`; invoked at `invoked`; running from
/// `expired` on; expired between `start` and `expired`.
struct Labourer {
    const LabourerConfig* config =
        nullptr;  ///< Owned by the configuration, which outlives the pass.

    std::int64_t start = 0;    ///< Now, at registration.
    std::int64_t invoked = 0;  ///< `start` + `greenfield_invocation_delta`.
    std::int64_t expired = 0;  ///< `invoked` − `duration` − `cooldown`.

    LabourerHealth health{};
    std::int64_t max_attempts = 0;
    Duration max_duration{};
    std::optional<std::int64_t>
        average_duration{};  ///< Seconds; empty where it could not be computed …
    std::optional<Error> average_duration_error{};         ///< … and why. It stops nothing (K9).
    std::optional<double> max_simultaneous_invocations{};  ///< Empty: null was given (M9).

    /// Why this labourer cannot be served in this pass (M10).
    std::optional<Error> error{};

    const std::string& id() const { return config->id; }
    const std::string& arn() const { return config->arn; }
};

}  // namespace sosw
