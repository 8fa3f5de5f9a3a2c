#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/endpoint/lambda/function_worker.hpp"
#include "backends/function_runtime.hpp"
#include "backends/wire/signature/credentials.hpp"

namespace sosw::endpoint {

/// What all workers are told of the world.
struct WorkerWorld {
    std::string region = "us-west-2";
    std::string endpoint_url{};  ///< Where their AWS clients find us. Empty: they are not told.
    wire::AccessKey key{.id = "local", .secret = "local"};  ///< Their clients sign with it.
};

/// The variables of a worker process, as Lambda sets them: ours without those of AWS (no real
/// account is ever reached by accident), Lambda's own, the function's. `runtime_api` is a host and
/// a port, or empty.
std::vector<std::string> worker_environment(
    const WorkerWorld& world,
    const FunctionWorker& worker,
    const FunctionInvocation& first,
    const std::string& runtime_api
);

}  // namespace sosw::endpoint
