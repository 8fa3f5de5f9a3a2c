#include "backends/endpoint/lambda/function_reports.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <iterator>

#include <fmt/format.h>
#include <sys/wait.h>

#include "backends/endpoint/lambda/runtime_api.hpp"
#include "backends/wire/json_writer.hpp"

namespace sosw::endpoint {

namespace {

double milliseconds_of(Duration duration) { return to_seconds(duration) * 1000; }

std::int64_t billed_milliseconds(Duration duration) {
    const auto whole = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
    return std::max<std::int64_t>(whole, 1);
}

}  // namespace

std::string error_payload(std::string_view type, std::string_view message) {
    std::string text;
    wire::JsonWriter writer{text};
    writer.begin_object();
    writer.member("errorType", type);
    writer.member("errorMessage", message);
    writer.end_object();
    return text;
}

std::string runtime_error_payload(
    std::string_view type, std::string_view request_id, std::string_view message
) {
    return error_payload(type, fmt::format("RequestId: {} Error: {}", request_id, message));
}

std::string response_too_large(std::size_t size) {
    return error_payload(
        "Function.ResponseSizeTooLarge",
        fmt::format(
            "Response payload size ({} bytes) exceeded maximum allowed payload size ({} bytes).",
            size,
            kResponseSizeMax
        )
    );
}

std::string exit_text(int wait_status) {
    if (WIFSIGNALED(wait_status)) {
        std::string name = strsignal(WTERMSIG(wait_status));
        std::ranges::transform(name, name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return "signal: " + name;
    }
    return "exit status " + std::to_string(WEXITSTATUS(wait_status));
}

std::string start_line(std::string_view request_id) {
    return fmt::format("START RequestId: {} Version: $LATEST", request_id);
}

std::string end_line(std::string_view request_id) {
    return fmt::format("END RequestId: {}", request_id);
}

std::string report_line(const ExecutionReport& report) {
    std::string line = fmt::format(
        "REPORT RequestId: {}\tDuration: {:.2f} ms\tBilled Duration: {} ms\tMemory Size: {} MB"
        "\tMax Memory Used: {} MB\t",
        report.request_id,
        milliseconds_of(report.duration),
        billed_milliseconds(report.duration),
        report.memory_size_mb,
        report.memory_used_mb
    );
    if (report.init_duration) {
        fmt::format_to(
            std::back_inserter(line),
            "Init Duration: {:.2f} ms\t",
            milliseconds_of(*report.init_duration)
        );
    }
    return line;
}

std::string timeout_line(Timestamp at, std::string_view request_id, Duration timeout) {
    const Timestamp second = std::chrono::floor<std::chrono::seconds>(at);
    std::string time = format_timestamp(second);
    time.pop_back();  // The Z.
    return fmt::format(
        "{}.{:03}Z {} Task timed out after {:.2f} seconds",
        time,
        (at - second).count() / 1000,
        request_id,
        to_seconds(timeout)
    );
}

std::string trace_id(Timestamp at, std::string_view request_id) {
    std::string digits;
    std::ranges::copy_if(request_id, std::back_inserter(digits), [](char c) { return c != '-'; });
    digits.resize(32, '0');
    return fmt::format(
        "Root=1-{:08x}-{};Parent={};Sampled=0",
        epoch_seconds(at),
        digits.substr(8),
        digits.substr(0, 16)
    );
}

}  // namespace sosw::endpoint
