#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

/// What Lambda itself writes: the lines around an execution in its log, and errors as JSON.

namespace sosw::endpoint {

/// `{"errorType":…,"errorMessage":…}`.
std::string error_payload(std::string_view type, std::string_view message);
/// `RequestId: … Error: …`, as the errors of Lambda itself begin.
std::string runtime_error_payload(
    std::string_view type, std::string_view request_id, std::string_view message
);
std::string response_too_large(std::size_t size);

/// `exit status 1`, `signal: killed`.
std::string exit_text(int wait_status);

std::string start_line(std::string_view request_id);
std::string end_line(std::string_view request_id);

struct ExecutionReport {
    std::string_view request_id{};
    Duration duration{};
    int memory_size_mb = 128;
    std::int64_t memory_used_mb = 0;
    std::optional<Duration> init_duration{};  ///< Of the first execution of a process.
};
std::string report_line(const ExecutionReport& report);
std::string timeout_line(Timestamp at, std::string_view request_id, Duration timeout);

/// A trace header in X-Ray's form; its ids are made of the request's.
std::string trace_id(Timestamp at, std::string_view request_id);

}  // namespace sosw::endpoint
