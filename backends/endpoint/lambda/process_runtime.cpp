#include "backends/endpoint/lambda/process_runtime.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "backends/endpoint/lambda/function_reports.hpp"
#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

/// An execution that begins so much after it was given to a process has its whole timeout still.
constexpr Duration kLateness = std::chrono::milliseconds{1};

}  // namespace

ProcessRuntime::ProcessRuntime(
    EventLoop& loop, const Clock& clock, FunctionLogs& logs, ProcessRuntimeOptions options
)
    : loop_{loop}, clock_{clock}, logs_{logs}, options_{std::move(options)} {}

ProcessRuntime::~ProcessRuntime() = default;

void ProcessRuntime::set_worker(const std::string& function_name, WorkerMaker make) {
    retire_all(function_name);
    makers_[function_name] = std::move(make);
}

void ProcessRuntime::remove_worker(const std::string& function_name) {
    retire_all(function_name);
    makers_.erase(function_name);
}

void ProcessRuntime::retire_all(const std::string& function_name) {
    for (const auto& worker : workers_) {
        if (worker->function_name() == function_name) {
            worker->retire();
        }
    }
}

void ProcessRuntime::start(const FunctionInvocation& invocation, FunctionResults& results) {
    if (ProcessWorker* const worker = find_free(invocation.function_name)) {
        executions_[invocation.request_id] = {
            .worker = worker,
            .results = &results,
            .timeout = invocation.deadline - invocation.started_at,
        };
        worker->give(invocation);
        return;
    }
    start_process(invocation, results);
}

/// The one that was used last: the others may be given up.
ProcessWorker* ProcessRuntime::find_free(const std::string& function_name) {
    ProcessWorker* found = nullptr;
    for (const auto& worker : workers_) {
        const bool fits = worker->function_name() == function_name && worker->is_free();
        if (fits && (found == nullptr || worker->idle_since() > found->idle_since())) {
            found = worker.get();
        }
    }
    return found;
}

void ProcessRuntime::start_process(const FunctionInvocation& invocation, FunctionResults& results) {
    const auto maker = makers_.find(invocation.function_name);
    if (maker == makers_.end()) {
        fail(invocation, results, "Runtime.InvalidEntrypoint", "The function has no code");
        return;
    }
    const Result<FunctionWorker> how = maker->second();
    if (!how) {
        fail(invocation, results, how.error().name, how.error().message);
        return;
    }
    Execution& execution = executions_[invocation.request_id];
    execution.results = &results;
    execution.timeout = invocation.deadline - invocation.started_at;
    execution.is_loading = how->protocol == WorkerProtocol::RuntimeApi;
    if (execution.is_loading) {
        results.set_deadline(
            invocation.request_id, invocation.deadline + options_.initialization_max
        );
    }
    try {
        const ProcessWorker::World world{
            .loop = loop_, .clock = clock_, .logs = logs_, .environment = options_.world};
        WorkerHost& host = *this;
        auto worker = std::make_unique<ProcessWorker>(world, host, *how, invocation);
        execution.worker = worker.get();
        workers_.push_back(std::move(worker));
    } catch (const std::system_error& error) {
        executions_.erase(invocation.request_id);
        fail(invocation, results, "Runtime.InvalidEntrypoint", error.what());
    }
}

void ProcessRuntime::fail(
    const FunctionInvocation& invocation,
    FunctionResults& results,
    std::string_view type,
    std::string_view message
) {
    const std::string id = invocation.request_id;
    logs_.begin(id);
    logs_.write(invocation.function_name, id, message);
    logs_.end(id);
    results.finish(
        id, {.error = FunctionError::Unhandled, .payload = runtime_error_payload(type, id, message)}
    );
}

void ProcessRuntime::stop(const std::string& request_id) {
    const auto found = executions_.find(request_id);
    if (found == executions_.end()) {
        return;
    }
    ProcessWorker* const worker = found->second.worker;
    executions_.erase(found);
    worker->time_out();
}

Timestamp ProcessRuntime::begins(ProcessWorker&, const FunctionInvocation& invocation) {
    Execution& execution = executions_.at(invocation.request_id);
    const Timestamp deadline = clock_.now() + execution.timeout;
    const bool is_late = deadline - invocation.deadline >= kLateness;
    if (!is_late && !execution.is_loading) {
        return invocation.deadline;
    }
    execution.is_loading = false;
    execution.results->set_deadline(invocation.request_id, deadline);
    return deadline;
}

Timestamp ProcessRuntime::real_time_of(Timestamp at) {
    return options_.real_time_of ? options_.real_time_of(at) : at;
}

void ProcessRuntime::finished(
    ProcessWorker&, const FunctionInvocation& invocation, const FunctionResult& result
) {
    const auto node = executions_.extract(invocation.request_id);
    ENSURE(!node.empty());
    node.mapped().results->finish(invocation.request_id, result);
}

void ProcessRuntime::gave_back(ProcessWorker& worker, FunctionInvocation invocation) {
    const auto node = executions_.extract(invocation.request_id);
    ENSURE(!node.empty());
    worker.retire();
    start_process(invocation, *node.mapped().results);
}

void ProcessRuntime::ended(ProcessWorker& worker) {
    const auto found =
        std::ranges::find(workers_, &worker, [](const auto& one) { return one.get(); });
    ENSURE(found != workers_.end());
    workers_.erase(found);
}

std::optional<Timestamp> ProcessRuntime::next_due() const {
    std::optional<Timestamp> due;
    for (const auto& worker : workers_) {
        if (worker->is_free()) {
            const Timestamp end = worker->idle_since() + options_.idle_max;
            due = due ? std::min(*due, end) : end;
        }
    }
    return due;
}

void ProcessRuntime::run_due() {
    const Timestamp now = clock_.now();
    for (const auto& worker : workers_) {
        if (worker->is_free() && now - worker->idle_since() >= options_.idle_max) {
            worker->retire();
        }
    }
}

}  // namespace sosw::endpoint
