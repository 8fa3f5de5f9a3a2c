#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

/// How a function's code is started as a process.

namespace sosw::endpoint {

class FunctionPackage;

enum class WorkerProtocol {
    RuntimeApi,  ///< Stays, and asks Lambda's Runtime API for one event after the other.
    Exec,        ///< One process per event: it comes on stdin, stdout is the result.
};

struct FunctionWorker {
    WorkerProtocol protocol = WorkerProtocol::RuntimeApi;
    std::string command{};  ///< For `/bin/sh -c`.
    std::string folder{};   ///< Where it runs, its LAMBDA_TASK_ROOT. Empty: where the server runs.
    std::string handler{};
    /// The function's own variables; they win over those that Lambda sets.
    std::map<std::string, std::string> environment{};
    /// What must live as long as processes that were started like this.
    std::shared_ptr<const FunctionPackage> package{};
};

/// `exec:COMMAND` is a process per event, anything else speaks the Runtime API.
FunctionWorker worker_of_command(std::string_view command);

/// Asked whenever a process is about to be started. An error is what the invocation reports.
using WorkerMaker = std::function<Result<FunctionWorker>()>;

/// Who starts processes, told what there is to start.
class FunctionWorkers {
public:
    FunctionWorkers() = default;
    FunctionWorkers(const FunctionWorkers&) = delete;
    FunctionWorkers& operator=(const FunctionWorkers&) = delete;
    virtual ~FunctionWorkers() = default;

    /// From now on `make` says how the function's processes are started. Those that run finish
    /// their event and are not used again.
    virtual void set_worker(const std::string& function_name, WorkerMaker make) = 0;
    /// No process of the function is started or used again.
    virtual void remove_worker(const std::string& function_name) = 0;
};

}  // namespace sosw::endpoint
