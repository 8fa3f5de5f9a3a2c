#pragma once

#include <string>

#include "core/base/time.hpp"
#include "core/ports/lambda.hpp"

/// What a function does, apart from how Lambda queues, limits and retries it.
///
/// Lambda decides that an execution begins and calls `start`; the runtime runs it (a model in the
/// simulator, a process behind the Runtime API in `serve`) and reports the end with
/// `FunctionResults::finish`, from within `start` or at any time later. Cold starts are the
/// runtime's matter; the timeout is Lambda's, which calls `stop`.

namespace sosw {

/// One execution: an attempt at an invocation.
struct FunctionInvocation {
    std::string request_id;  ///< Stays the same when Lambda tries an Event again.
    std::string function_name;
    std::string function_arn;
    InvocationType invocation_type = InvocationType::Event;
    std::string payload;  ///< JSON text; `{}` where the caller sent nothing.
    int attempt = 1;      ///< From 1; above that Lambda retries.
    int memory_size_mb = 128;
    Timestamp started_at{};
    Timestamp deadline{};  ///< Started plus timeout: then Lambda calls `stop`.
};

/// `Handled`: the function returned an error. `Unhandled`: it crashed, ran out of memory or could
/// not be loaded.
enum class FunctionError { None, Handled, Unhandled };

struct FunctionResult {
    FunctionError error = FunctionError::None;
    std::string payload{};  ///< The answer as JSON text, or an object with `errorMessage`.
};

/// Where a runtime reports the end of an execution.
class FunctionResults {
public:
    FunctionResults() = default;
    FunctionResults(const FunctionResults&) = delete;
    FunctionResults& operator=(const FunctionResults&) = delete;
    virtual ~FunctionResults() = default;

    /// The running attempt of `request_id` has ended. False, and without effect, if none is
    /// running: it was stopped.
    virtual bool finish(const std::string& request_id, const FunctionResult& result) = 0;
    /// The timeout of the running attempt is at `deadline` instead: a runtime that takes a while to
    /// load a function does not count that as its execution. Without effect if none is running.
    virtual void set_deadline(const std::string& /*request_id*/, Timestamp /*deadline*/) {}
};

class FunctionRuntime {
public:
    FunctionRuntime() = default;
    FunctionRuntime(const FunctionRuntime&) = delete;
    FunctionRuntime& operator=(const FunctionRuntime&) = delete;
    virtual ~FunctionRuntime() = default;

    /// Begins an execution. Returns without waiting for it; may call `results.finish` before it
    /// returns. `results` outlives the execution.
    virtual void start(const FunctionInvocation& invocation, FunctionResults& results) = 0;
    /// The execution ran into its timeout: it must not report any more. Unknown ids (executions of
    /// a process before this one) are ignored.
    virtual void stop(const std::string& request_id) = 0;
};

}  // namespace sosw
