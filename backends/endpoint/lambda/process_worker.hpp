#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_server.hpp"
#include "backends/endpoint/lambda/child_process.hpp"
#include "backends/endpoint/lambda/function_logs.hpp"
#include "backends/endpoint/lambda/function_worker.hpp"
#include "backends/endpoint/lambda/runtime_api.hpp"
#include "backends/endpoint/lambda/worker_environment.hpp"
#include "backends/function_runtime.hpp"
#include "core/ports/clock.hpp"

namespace sosw::endpoint {

class ProcessWorker;

/// What a worker needs of the runtime that owns it.
class WorkerHost {
public:
    WorkerHost() = default;
    WorkerHost(const WorkerHost&) = delete;
    WorkerHost& operator=(const WorkerHost&) = delete;
    virtual ~WorkerHost() = default;

    /// The deadline of an execution whose process is ready to begin it now.
    virtual Timestamp begins(ProcessWorker& worker, const FunctionInvocation& invocation) = 0;
    /// The moment of real time that `at` of the emulations' clock is.
    virtual Timestamp real_time_of(Timestamp at) = 0;
    virtual void finished(
        ProcessWorker& worker, const FunctionInvocation& invocation, const FunctionResult& result
    ) = 0;
    /// The process has ended before it took `invocation`, though it served others before: another
    /// one may take it.
    virtual void gave_back(ProcessWorker& worker, FunctionInvocation invocation) = 0;
    /// The process has ended. The last call; destroys the worker.
    virtual void ended(ProcessWorker& worker) = 0;
};

/// One process of a function and the execution that it has, from the first line of the log to the
/// last.
class ProcessWorker {
public:
    /// What workers share; all outlive them.
    struct World {
        EventLoop& loop;
        const Clock& clock;
        FunctionLogs& logs;
        const WorkerWorld& environment;
    };

    /// Starts the process for its first execution. Throws `std::system_error` where the system
    /// starts no more processes.
    ProcessWorker(
        World world, WorkerHost& host, const FunctionWorker& worker, FunctionInvocation first
    );
    ~ProcessWorker();
    ProcessWorker(const ProcessWorker&) = delete;
    ProcessWorker& operator=(const ProcessWorker&) = delete;

    const std::string& function_name() const { return function_name_; }
    /// It can be given an execution: it has none and will come back for another.
    bool is_free() const { return !execution_ && !is_retired_; }
    /// Since when it has had nothing to do.
    Timestamp idle_since() const { return idle_since_; }

    /// Requires that it is free.
    void give(FunctionInvocation invocation);
    /// The execution has run into its timeout: the process is to be killed.
    void time_out();
    /// It is given nothing any more, and ends with what it does.
    void retire();

private:
    struct Execution {
        FunctionInvocation invocation;
        Timestamp given_at{};    ///< To this worker.
        Timestamp started_at{};  ///< By its process.
        bool is_started = false;
    };

    bool is_exec() const { return worker_.protocol == WorkerProtocol::Exec; }
    void open_api();
    void start_process();
    void begin_execution();
    void wants_event();
    void fail_init(std::string error);
    /// A line of Lambda's own.
    void log(std::string_view line);
    void log_of_process(std::string_view line);
    void finish(const FunctionResult& result);
    void close_log();
    FunctionInvocation take_execution();
    void exited(int wait_status);
    FunctionResult result_of_exec(int wait_status) const;
    FunctionResult result_of_exit(int wait_status) const;

    World world_;
    WorkerHost& host_;
    FunctionWorker worker_;
    std::string function_name_;
    std::optional<Execution> execution_{};
    std::string last_lines_{};  ///< Of an exec process: the end of what it wrote to the log.
    Timestamp idle_since_{};
    bool is_retired_ = false;
    bool has_served_ = false;
    std::optional<RuntimeApi> api_{};
    std::optional<HttpServer> server_{};
    std::optional<ChildProcess> process_{};
};

}  // namespace sosw::endpoint
