#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/deployed_config.hpp"
#include "cli/parallel_invokes.hpp"
#include "core/base/diagnostics.hpp"

namespace sosw::cli {

/// Sosw's parts that run as Lambda functions, and what stands in for workers in a live run.
enum class Essential { Orchestrator, Scavenger, WorkerAssistant, Scheduler, StandIn };
/// `sosw_orchestrator`, `sosw_scavenger`, `sosw_worker_assistant`, `sosw_scheduler`,
/// `sosw_stand_in`.
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
    std::size_t parallel = kParallelDefault;  ///< How many tasks are invoked at once.
};

/// Reads the environment of this process:
///
/// - `_HANDLER`, or else `AWS_LAMBDA_FUNCTION_NAME`, says which part this is;
/// - `STAGE`: `production`, which is the default, or anything else for `dev`;
/// - `SOSW_CONFIG_SOURCE`: `dynamo`, which is the default, or `ssm`;
/// - `SOSW_CONFIG`: files with documents that win over those of the source, separated by `:`;
/// - `SOSW_PARALLEL`: how many tasks an Orchestrator invokes at once, 1 to 32; see
///   `kParallelDefault`.
///
/// Region, keys and endpoints are `aws::AwsSettings`' to find. Problems name the variable that is
/// missing or wrong.
Checked<FunctionEnvironment> read_function_environment();

/// Where `AWS_LAMBDA_RUNTIME_API` says the Runtime API is; empty where this is no function.
std::string runtime_api_of_environment();

}  // namespace sosw::cli
