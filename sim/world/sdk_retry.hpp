#pragma once

#include <chrono>
#include <optional>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sosw::sim {

/// How long AWS's Python client waits before it sends a request to DynamoDB again that failed
/// `attempts` times so far: 50 ms, then twice as long each time, up to ten attempts in all
/// (botocore's retry mode "legacy"). Nothing where it gives up, or where the error is not one that
/// is safe to repeat.
///
/// Workers report and the Scheduler creates tasks through such a client. The others end the turn of
/// the labourer instead, and come again with their next pass.
inline std::optional<Duration> sdk_retry_delay(const Error& error, int attempts) {
    constexpr int kAttemptsMax = 10;
    if (!is_retryable(error.code) || attempts >= kAttemptsMax) {
        return std::nullopt;
    }
    return std::chrono::milliseconds{50} * (1 << (attempts - 1));
}

}  // namespace sosw::sim
