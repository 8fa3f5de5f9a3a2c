#include "backends/endpoint/lambda/worker_environment.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string_view>

#include <unistd.h>

#include "core/base/time.hpp"

namespace sosw::endpoint {

namespace {

using Variables = std::map<std::string, std::string>;

/// Ours, but for what would lead to another account or another server.
Variables inherited() {
    Variables variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos && !text.starts_with("AWS_")) {
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return variables;
}

/// `2026/03/02/[$LATEST]9f1c…`.
std::string log_stream(const FunctionInvocation& first) {
    std::string name = format_timestamp(first.started_at).substr(0, 10);
    std::ranges::replace(name, '-', '/');
    std::string id = first.request_id;
    std::erase(id, '-');
    return name + "/[$LATEST]" + id;
}

}  // namespace

std::vector<std::string> worker_environment(
    const WorkerWorld& world,
    const FunctionWorker& worker,
    const FunctionInvocation& first,
    const std::string& runtime_api
) {
    Variables variables = inherited();
    variables.emplace("PYTHONUNBUFFERED", "1");  // The log has a line when it was written.
    variables["AWS_LAMBDA_FUNCTION_NAME"] = first.function_name;
    variables["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
    variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = std::to_string(first.memory_size_mb);
    variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
    variables["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/" + first.function_name;
    variables["AWS_LAMBDA_LOG_STREAM_NAME"] = log_stream(first);
    variables["AWS_REGION"] = world.region;
    variables["AWS_DEFAULT_REGION"] = world.region;
    variables["AWS_ACCESS_KEY_ID"] = world.key.id;
    variables["AWS_SECRET_ACCESS_KEY"] = world.key.secret;
    if (!world.key.session_token.empty()) {
        variables["AWS_SESSION_TOKEN"] = world.key.session_token;
    }
    variables["AWS_EC2_METADATA_DISABLED"] = "true";
    variables["LAMBDA_TASK_ROOT"] =
        worker.folder.empty() ? std::filesystem::current_path().string() : worker.folder;
    variables["_HANDLER"] = worker.handler;
    if (!runtime_api.empty()) {
        variables["AWS_LAMBDA_RUNTIME_API"] = runtime_api;
    }
    if (!world.endpoint_url.empty()) {
        variables["AWS_ENDPOINT_URL"] = world.endpoint_url;
    }
    for (const auto& [name, value] : worker.environment) {
        variables[name] = value;
    }
    std::vector<std::string> entries;
    entries.reserve(variables.size());
    for (const auto& [name, value] : variables) {
        std::string entry = name;
        entries.push_back(entry.append("=").append(value));
    }
    return entries;
}

}  // namespace sosw::endpoint
