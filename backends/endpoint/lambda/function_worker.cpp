#include "backends/endpoint/lambda/function_worker.hpp"

namespace sosw::endpoint {

FunctionWorker worker_of_command(std::string_view command) {
    constexpr std::string_view kExec = "exec:";
    FunctionWorker worker;
    if (command.starts_with(kExec)) {
        worker.protocol = WorkerProtocol::Exec;
        command.remove_prefix(kExec.size());
    }
    worker.command = command;
    return worker;
}

}  // namespace sosw::endpoint
