#include "backends/endpoint/lambda/process_worker.hpp"

#include <utility>

#include <sys/wait.h>

#include "backends/endpoint/lambda/function_reports.hpp"
#include "backends/json_syntax.hpp"
#include "backends/wire/json_writer.hpp"
#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

constexpr std::size_t kLastLinesMax = 4096;

FunctionResult failed(std::string payload) {
    return {.error = FunctionError::Unhandled, .payload = std::move(payload)};
}

bool succeeded(int wait_status) { return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0; }

std::string_view without_line_end(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    return text;
}

/// What a script wrote, as JSON: itself, or as a text.
std::string as_json(std::string_view output) {
    output = without_line_end(output);
    if (output.empty()) {
        return "null";
    }
    if (is_json(output)) {
        return std::string{output};
    }
    std::string text;
    wire::append_json_string(text, output);
    return text;
}

}  // namespace

ProcessWorker::ProcessWorker(
    World world, WorkerHost& host, const FunctionWorker& worker, FunctionInvocation first
)
    : world_{world}, host_{host}, worker_{worker}, function_name_{first.function_name} {
    const Timestamp now = world_.clock.now();
    execution_.emplace(Execution{.invocation = std::move(first), .given_at = now});
    if (!is_exec()) {
        open_api();
    }
    start_process();
    if (is_exec()) {
        begin_execution();
    }
}

ProcessWorker::~ProcessWorker() = default;

void ProcessWorker::open_api() {
    api_.emplace(RuntimeCallbacks{
        .wants_event = [this] { wants_event(); },
        .responded = [this](std::string payload) { finish({.payload = std::move(payload)}); },
        .failed = [this](std::string error) { finish(failed(std::move(error))); },
        .init_failed = [this](std::string error) { fail_init(std::move(error)); },
    });
    server_.emplace(
        world_.loop,
        HttpServerOptions{},
        [this](const wire::HttpRequest& request, Reply reply) {
            api_->handle(request, std::move(reply));
        }
    );
}

void ProcessWorker::start_process() {
    const FunctionInvocation& first = execution_->invocation;
    ChildCommand command{
        .command = worker_.command,
        .folder = worker_.folder,
        .environment = worker_environment(
            world_.environment, worker_, first, server_ ? server_->address() : std::string{}
        ),
    };
    if (is_exec()) {
        command.input = first.payload;
        command.output_max = kResponseSizeMax;
    }
    process_.emplace(
        world_.loop,
        command,
        ChildCallbacks{
            .log = [this](std::string_view line) { log_of_process(line); },
            .exited = [this](int wait_status) { exited(wait_status); },
        }
    );
}

void ProcessWorker::give(FunctionInvocation invocation) {
    ENSURE(is_free());
    const Timestamp now = world_.clock.now();
    execution_.emplace(Execution{.invocation = std::move(invocation), .given_at = now});
    if (api_ && api_->is_waiting()) {
        wants_event();
    }
}

void ProcessWorker::wants_event() {
    if (!execution_) {
        if (is_retired_) {
            process_->kill();
        }
        return;
    }
    begin_execution();
    const FunctionInvocation& invocation = execution_->invocation;
    api_->give({
        .request_id = invocation.request_id,
        .function_arn = invocation.function_arn,
        .payload = invocation.payload,
        .deadline = host_.real_time_of(invocation.deadline),
        .trace_id = trace_id(execution_->started_at, invocation.request_id),
    });
}

void ProcessWorker::begin_execution() {
    Execution& execution = *execution_;
    execution.is_started = true;
    execution.started_at = world_.clock.now();
    execution.invocation.deadline = host_.begins(*this, execution.invocation);
    const std::string& id = execution.invocation.request_id;
    world_.logs.begin(id);
    log(start_line(id));
}

void ProcessWorker::log(std::string_view line) {
    const std::string id = execution_ ? execution_->invocation.request_id : std::string{};
    world_.logs.write(function_name_, id, line);
}

void ProcessWorker::log_of_process(std::string_view line) {
    log(line);
    if (is_exec()) {
        last_lines_.append(line).append("\n");
        if (last_lines_.size() > kLastLinesMax) {
            last_lines_.erase(0, last_lines_.size() - kLastLinesMax);
        }
    }
}

/// The last lines of an execution's log.
void ProcessWorker::close_log() {
    const Execution& execution = *execution_;
    const FunctionInvocation& invocation = execution.invocation;
    if (!execution.is_started) {
        world_.logs.begin(invocation.request_id);
    }
    const Timestamp started = execution.is_started ? execution.started_at : execution.given_at;
    ExecutionReport report{
        .request_id = invocation.request_id,
        .duration = world_.clock.now() - started,
        .memory_size_mb = invocation.memory_size_mb,
        .memory_used_mb = process_->memory_used_mb(),
    };
    if (!has_served_ && !is_exec() && execution.is_started) {
        report.init_duration = execution.started_at - execution.given_at;
    }
    log(end_line(invocation.request_id));
    log(report_line(report));
    world_.logs.end(invocation.request_id);
}

FunctionInvocation ProcessWorker::take_execution() {
    process_->read_logs();
    close_log();
    has_served_ = true;
    idle_since_ = world_.clock.now();
    FunctionInvocation invocation = std::move(execution_->invocation);
    execution_.reset();
    return invocation;
}

void ProcessWorker::finish(const FunctionResult& result) {
    if (!execution_) {
        return;  // Its answer was on its way when its time was over; nobody waits for it any more.
    }
    const FunctionInvocation invocation = take_execution();
    if (is_retired_) {
        process_->kill();
    }
    host_.finished(*this, invocation, result);
}

void ProcessWorker::fail_init(std::string error) {
    is_retired_ = true;
    if (execution_) {
        finish(failed(std::move(error)));
    }
}

void ProcessWorker::time_out() {
    ENSURE(execution_);
    is_retired_ = true;
    process_->read_logs();
    const FunctionInvocation& invocation = execution_->invocation;
    const Timestamp started =
        execution_->is_started ? execution_->started_at : execution_->given_at;
    log(timeout_line(world_.clock.now(), invocation.request_id, invocation.deadline - started));
    take_execution();
    process_->kill();
}

void ProcessWorker::retire() {
    is_retired_ = true;
    if (!execution_) {
        process_->kill();
    }
}

void ProcessWorker::exited(int wait_status) {
    is_retired_ = true;
    if (execution_ && !execution_->is_started && has_served_) {
        FunctionInvocation invocation = std::move(execution_->invocation);
        execution_.reset();
        host_.gave_back(*this, std::move(invocation));
    } else if (execution_) {
        const FunctionResult result =
            is_exec() ? result_of_exec(wait_status) : result_of_exit(wait_status);
        const FunctionInvocation invocation = take_execution();
        host_.finished(*this, invocation, result);
    }
    host_.ended(*this);
}

FunctionResult ProcessWorker::result_of_exec(int wait_status) const {
    if (!succeeded(wait_status)) {
        const std::string_view written = without_line_end(last_lines_);
        return failed(error_payload(
            "Runtime.ExitError",
            written.empty() ? "The command ended with " + exit_text(wait_status)
                            : std::string{written}
        ));
    }
    if (process_->output_size() > kResponseSizeMax) {
        return failed(response_too_large(process_->output_size()));
    }
    return {.payload = as_json(process_->output())};
}

FunctionResult ProcessWorker::result_of_exit(int wait_status) const {
    const std::string& id = execution_->invocation.request_id;
    return failed(runtime_error_payload(
        "Runtime.ExitError",
        id,
        succeeded(wait_status) ? "Runtime exited without providing a reason"
                               : "Runtime exited with error: " + exit_text(wait_status)
    ));
}

}  // namespace sosw::endpoint
