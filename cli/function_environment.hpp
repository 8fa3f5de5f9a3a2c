#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/aws/aws_client.hpp"
#include "backends/wire/signature/credentials.hpp"
#include "core/base/diagnostics.hpp"

namespace sosw::cli {

/// Sosw's parts that run as Lambda functions.
enum class Essential { Orchestrator, Scavenger, WorkerAssistant };
/// `sosw_orchestrator`, `sosw_scavenger`, `sosw_worker_assistant`.
std::string_view to_string(Essential essential);

/// What Lambda tells a function's process by its environment, and what the function's owner adds.
struct FunctionEnvironment {
    std::string runtime_api{};    ///< Host and port.
    std::string function_name{};  ///< Names its document in the table `config`.
    Essential essential = Essential::Orchestrator;
    std::string config_env = "production";  ///< The key `env` of that table.
    std::string region{};
    wire::AccessKey key{};
    std::vector<std::string> config_files{};  ///< Documents in the package, given by hand.
    std::string sandbox{};                    ///< Of no other process.
};

/// Reads the environment of this process:
///
/// - `_HANDLER`, or else `AWS_LAMBDA_FUNCTION_NAME`, says which part this is;
/// - `STAGE`: `production`, which is the default, or anything else for `dev`;
/// - `AWS_REGION`, or else `AWS_DEFAULT_REGION`;
/// - `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`;
/// - `SOSW_CONFIG`: files with documents that win over those of the table, separated by `:`.
///
/// Problems name the variable that is missing or wrong.
Checked<FunctionEnvironment> read_function_environment();

/// Where `AWS_LAMBDA_RUNTIME_API` says the Runtime API is; empty where this is no function.
std::string runtime_api_of_environment();

/// Where the service that signs as `signing_name` is: `AWS_ENDPOINT_URL_<SERVICE>`, or else
/// `AWS_ENDPOINT_URL`, or else AWS's own address. Problems: an URL that is none.
Checked<aws::ServiceAddress> service_address(
    std::string_view signing_name, std::string_view region
);

}  // namespace sosw::cli
