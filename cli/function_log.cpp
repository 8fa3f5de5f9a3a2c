#include "cli/function_log.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "backends/wire/json_writer.hpp"

namespace sosw::cli {

void FunctionLog::begin_request(std::string request_id, std::string trace_id) {
    request_id_ = std::move(request_id);
    trace_id_ = std::move(trace_id);
}

void FunctionLog::info(std::string_view message, const Members& members) const {
    write("INFO", message, members);
}

void FunctionLog::warn(std::string_view message, const Members& members) const {
    write("WARN", message, members);
}

void FunctionLog::error(std::string_view message, const Members& members) const {
    write("ERROR", message, members);
}

void FunctionLog::write(std::string_view level, std::string_view message, const Members& members)
    const {
    std::string line;
    wire::JsonWriter json{line};
    json.begin_object();
    json.member("timestamp", format_timestamp(clock_.now()));
    json.member("level", level);
    if (!request_id_.empty()) {
        json.member("requestId", request_id_);
    }
    if (!trace_id_.empty()) {
        json.member("xrayTraceId", trace_id_);
    }
    json.member("message", message);
    if (members) {
        members(json);
    }
    json.end_object();
    // Whole lines, at once: Lambda may freeze the process as soon as it has answered.
    fmt::print("{}\n", line);
    std::fflush(stdout);
}

}  // namespace sosw::cli
