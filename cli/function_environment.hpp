#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/deployed_config.hpp"
#include "core/base/diagnostics.hpp"

namespace sosw::cli {

/// Sosw's parts that run as Lambda functions.
enum class Essential { Orchestrator, Scavenger, WorkerAssistant, Scheduler };
/// `sosw_orchestrator`, `sosw_scavenger`, `sosw_worker_assistant`, `sosw_scheduler`.
std::string_view to_string(Essential essential);

/// What Lambda tells a function's process by its environment, and what the function's owner adds.
struct FunctionEnvironment {
    std::string runtime_api{};    ///< Host and port.
    std::string function_name{};  ///< Names its document.
    Essential essential = Essential::Orchestrator;
    ConfigStore config_store = ConfigStore::Dynamo;
    std::string config_env = "production";    ///< The key `env` of that table.
    std::vector<std::string> config_files{};  ///< Documents in the package, given by hand.
    std::string sandbox{};                    ///< Of no other process.
};

/// Reads the environment of this process:
///
/// - `_HANDLER`, or else `AWS_LAMBDA_FUNCTION_NAME`, says which part this is;
/// - `STAGE`: `production`, which is the default, or anything else for `dev`;
/// - `SOSW_CONFIG_SOURCE`: `dynamo`, which is the default, or `ssm`;
/// - `SOSW_CONFIG`: files with documents that win over those of the source, separated by `:`.
///
/// Region, keys and endpoints are `aws::AwsSettings`' to find. Problems name the variable that is
/// missing or wrong.
Checked<FunctionEnvironment> read_function_environment();

/// Where `AWS_LAMBDA_RUNTIME_API` says the Runtime API is; empty where this is no function.
std::string runtime_api_of_environment();

}  // namespace sosw::cli
