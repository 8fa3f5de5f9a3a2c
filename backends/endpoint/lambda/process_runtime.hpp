#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/lambda/function_logs.hpp"
#include "backends/endpoint/lambda/function_worker.hpp"
#include "backends/endpoint/lambda/process_worker.hpp"
#include "backends/endpoint/lambda/worker_environment.hpp"
#include "backends/endpoint/timed.hpp"
#include "backends/function_runtime.hpp"
#include "core/ports/clock.hpp"

namespace sosw::endpoint {

struct ProcessRuntimeOptions {
    WorkerWorld world{};
    /// How long a process is kept that has nothing to do.
    Duration idle_max = std::chrono::minutes{10};
    /// What a process may take to load its function before its timeout begins to count.
    Duration initialization_max = std::chrono::seconds{10};
    /// The moment of real time that one of the emulations' clock is: deadlines that processes are
    /// told are real. Null: the clocks are the same.
    std::function<Timestamp(Timestamp)> real_time_of{};
};

/// Runs functions as real processes: one for each execution at a time, used again while it is warm.
///
/// A process that speaks the Runtime API asks for events at an address of its own
/// (`AWS_LAMBDA_RUNTIME_API`); the loading of the function is not part of its first execution. One
/// that runs into its timeout is killed, with all that it started. What processes write goes to
/// the logs, between Lambda's own lines START, END and REPORT.
class ProcessRuntime final : public FunctionRuntime,
                             public FunctionWorkers,
                             public Timed,
                             private WorkerHost {
public:
    /// All references must outlive this object.
    ProcessRuntime(
        EventLoop& loop, const Clock& clock, FunctionLogs& logs, ProcessRuntimeOptions options = {}
    );
    /// Kills all processes.
    ~ProcessRuntime() override;

    /// Where workers find us, as soon as that is known; for processes that start from now on.
    void set_endpoint_url(std::string url) { options_.world.endpoint_url = std::move(url); }

    void start(const FunctionInvocation& invocation, FunctionResults& results) override;
    void stop(const std::string& request_id) override;

    void set_worker(const std::string& function_name, WorkerMaker make) override;
    void remove_worker(const std::string& function_name) override;

    std::optional<Timestamp> next_due() const override;
    /// Ends the processes that had nothing to do for too long.
    void run_due() override;

    /// Processes that run, of all functions.
    std::size_t processes() const { return workers_.size(); }

private:
    struct Execution {
        ProcessWorker* worker = nullptr;
        FunctionResults* results = nullptr;
        Duration timeout{};
        bool is_loading = false;  ///< Its process is new, and has more time.
    };

    ProcessWorker* find_free(const std::string& function_name);
    void start_process(const FunctionInvocation& invocation, FunctionResults& results);
    void fail(
        const FunctionInvocation& invocation,
        FunctionResults& results,
        std::string_view type,
        std::string_view message
    );
    void retire_all(const std::string& function_name);

    Timestamp begins(ProcessWorker& worker, const FunctionInvocation& invocation) override;
    Timestamp real_time_of(Timestamp at) override;
    void finished(
        ProcessWorker& worker, const FunctionInvocation& invocation, const FunctionResult& result
    ) override;
    void gave_back(ProcessWorker& worker, FunctionInvocation invocation) override;
    void ended(ProcessWorker& worker) override;

    EventLoop& loop_;
    const Clock& clock_;
    FunctionLogs& logs_;
    ProcessRuntimeOptions options_;
    std::map<std::string, WorkerMaker> makers_;
    std::map<std::string, Execution> executions_;  ///< By request id.
    std::vector<std::unique_ptr<ProcessWorker>> workers_;
};

}  // namespace sosw::endpoint
