#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "backends/function_runtime.hpp"
#include "backends/sqlite/lambda_limits.hpp"
#include "backends/sqlite/lambda_observer.hpp"
#include "backends/sqlite/lambda_store.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/lambda.hpp"

namespace sosw::sqlite {

class Database;

/// How a RequestResponse invoke waits for a function that does not finish within `start`.
class InvocationWaiter {
public:
    InvocationWaiter() = default;
    InvocationWaiter(const InvocationWaiter&) = delete;
    InvocationWaiter& operator=(const InvocationWaiter&) = delete;
    virtual ~InvocationWaiter() = default;

    /// Returns when `finished(request_id)` was called, or at `deadline`, whichever is first.
    virtual void wait(const std::string& request_id, Timestamp deadline) = 0;
    /// The invocation that somebody waits for has ended.
    virtual void finished(const std::string& request_id) = 0;
};

/// Takes the answer to an invoke, once.
using InvokeAnswer = std::function<void(const InvokeOutput&)>;

struct LambdaOptions {
    std::string region = "us-west-2";
    std::string account_id = "000000000000";
    LambdaLimits limits{};
    /// From the caller's 202 to the first attempt of an Event. Zero: it starts within the invoke,
    /// if it may.
    Duration delivery_delay{};
    /// Keeps the rows of ended invocations, with their payloads. Otherwise only the counters
    /// remain.
    bool keep_history = false;
};

/// AWS Lambda in SQLite: functions, invocations and their states are rows.
///
/// An Event invoke is not refused for concurrency: it is accepted, and waits in Lambda's own queue
/// until the function and the account have room. Throttled attempts come again after 1 s, 2 s, 4 s
/// … up to 5 minutes; failed ones (also timed-out ones) 60 s and 120 s later, as often as the
/// function allows; events older than the function allows are dropped. A RequestResponse invoke is
/// refused at the limit. What a function does is the `FunctionRuntime`'s.
///
/// Time is pulled: whoever owns this object calls `run_due()` at `next_due()`. After a restart on
/// the same file queued invocations are still queued; those that were running are lost with their
/// process, and time out at their deadline.
///
/// Errors of `invoke`: `ResourceNotFoundException`, `TooManyRequestsException` with an
/// `InvokeThrottled` detail, `RequestTooLargeException`, `InvalidRequestContentException`,
/// `ValidationException` for a name that cannot be one.
class SqliteLambda final : public Lambda, public FunctionResults {
public:
    /// All references, and the pointers if given, must outlive this object. `random` makes the
    /// request ids.
    SqliteLambda(
        Database& database,
        Clock& clock,
        Random random,
        FunctionRuntime& runtime,
        LambdaOptions options = {},
        LambdaObserver* observer = nullptr,
        InvocationWaiter* waiter = nullptr
    );
    ~SqliteLambda() override;

    /// Without an `InvocationWaiter` a RequestResponse whose runtime does not finish within `start`
    /// goes on running and answers `OutcomeUnknown`.
    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    /// Like `invoke`, for callers that cannot wait: `answer` is called within this call, or later
    /// within the `finish` or `run_due` that ends the execution, as the last thing they do; it may
    /// call back. Where an error is returned it is never called.
    ///
    /// Errors: those of `invoke`, but for `OutcomeUnknown`.
    Result<void> begin_invoke(const InvokeInput& input, InvokeAnswer answer);
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override;

    /// The settings as they were last put, with the bare name.
    ///
    /// Errors: `ResourceNotFoundException`, `ValidationException`.
    Result<FunctionSettings> get_function_settings(const std::string& function_name);
    /// What the account's limit leaves to functions without a reservation.
    std::int64_t unreserved_concurrency() const;
    const LambdaOptions& options() const { return options_; }

    /// Creates the function, or changes its settings; its name may be an ARN. Invocations stay as
    /// they are.
    ///
    /// Errors: `InvalidParameterValueException` for settings outside of AWS's ranges, and for
    /// reservations that leave the account less than `LambdaLimits::unreserved_minimum`;
    /// `ValidationException` for the name.
    Result<FunctionConfiguration> put_function(const FunctionSettings& settings);
    /// Queued invocations are dropped; running ones run to their end.
    ///
    /// Errors: `ResourceNotFoundException`.
    Result<void> remove_function(const std::string& function_name);

    bool finish(const std::string& request_id, const FunctionResult& result) override;
    void set_deadline(const std::string& request_id, Timestamp deadline) override;

    /// When `run_due` has something to do next.
    std::optional<Timestamp> next_due() const;
    /// Ends executions at their deadline, then starts, throttles or drops the queued ones whose
    /// time has come.
    void run_due();

    /// Executions in flight; 0 for unknown functions.
    std::int64_t running(std::string_view function_name) const;
    std::int64_t running() const { return static_cast<std::int64_t>(running_.size()); }
    /// Events that wait in Lambda's queue; counts rows.
    std::int64_t queued(std::string_view function_name);
    /// What happened to a function since it was first created. All zero for unknown functions.
    FunctionCounters counters(std::string_view function_name) const;
    /// Names in order.
    std::vector<std::string> function_names() const;

private:
    struct Function {
        FunctionRow row;
        ScalingRamp ramp;
        std::int64_t running = 0;
    };
    struct Running {
        Function* function = nullptr;
        InvocationRow row;  ///< Without the payload.
        bool awaited = false;
    };
    struct Answer {
        InvocationOutcome outcome = InvocationOutcome::Succeeded;
        FunctionResult result;
    };
    enum class Origin { Invoke, Queue };

    void load();
    void recount_reservations();
    std::string arn_of(std::string_view name) const;
    Result<Function*> find_function(const std::string& function_name);
    Result<Function*> resolve(const std::string& function_name);
    const Function* find_known(std::string_view function_name) const;
    Result<void> check_settings(const FunctionSettings& settings, std::string_view name) const;

    /// The function, if it exists, the payload is right and the caller is not too fast.
    Result<Function*> admit(const InvokeInput& input);
    Result<InvokeOutput> invoke_event(Function& function, const InvokeInput& input);
    /// The row of a RequestResponse that may begin.
    Result<InvocationRow> accept_request(Function& function, const InvokeInput& input);
    Result<InvokeOutput> invoke_and_wait(Function& function, const InvokeInput& input);
    /// Lambda's queue promises at least one delivery, not exactly one.
    void maybe_duplicate(
        Function& function, const InvokeInput& input, const std::string& request_id
    );
    InvokeOutput drop_at_once(Function& function, InvocationRow row, const InvokeInput& input);
    Result<InvokeOutput> answer_of(const InvocationRow& row);
    static InvokeOutput output_of(
        const std::string& request_id, InvocationOutcome outcome, const FunctionResult& result
    );
    void give_answer(
        const InvocationRow& row, InvocationOutcome outcome, const FunctionResult& result
    );
    InvocationRow new_row(const Function& function, InvocationType type);
    std::optional<ThrottleReason> throttle_reason(Function& function, Timestamp now);
    Failure refuse(Function& function, const InvokeInput& input, ThrottleReason reason);

    Running* find_running(const std::string& request_id);
    void begin(Function& function, InvocationRow row, std::string_view payload, Origin origin);
    void end(std::int64_t id, InvocationOutcome outcome, const FunctionResult& result);
    void conclude_event(Running ended, InvocationOutcome outcome, Duration duration);
    void try_queued(InvocationRow row);
    void postpone(Function& function, InvocationRow& row);
    void drop(Function& function, const InvocationRow& row, DropReason reason);
    void expire(std::int64_t id);
    void note_queued(Timestamp due_at);
    Timestamp expiry_of(const Function& function, const InvocationRow& row) const;
    InvocationEvent event_of(
        const Function& function, const InvocationRow& row, std::string_view payload = {}
    ) const;

    Database& database_;
    Clock& clock_;
    Random random_;
    Random duplicates_;
    FunctionRuntime& runtime_;
    LambdaOptions options_;
    LambdaObserver& observer_;
    InvocationWaiter* waiter_;
    LambdaStore store_;
    std::optional<RateLimit> request_rate_;

    // A mirror of the rows: what is needed to decide without asking them.
    std::map<std::string, Function, std::less<>> functions_;  ///< By bare name; never erased.
    std::unordered_map<std::int64_t, Function*> functions_by_id_;
    std::unordered_map<std::string, Function*> resolved_;  ///< Names as callers wrote them.
    std::unordered_map<std::int64_t, Running> running_;
    std::set<std::pair<Timestamp, std::int64_t>> deadlines_;
    std::optional<Timestamp> next_queued_;  ///< Not later than the first queued row's time.
    std::unordered_map<std::string, Answer> answers_;  ///< Of those that somebody waits for.
    std::unordered_map<std::int64_t, InvokeAnswer> deferred_;  ///< By row, of `begin_invoke`.
    std::int64_t unreserved_running_ = 0;
    std::int64_t reserved_total_ = 0;
};

}  // namespace sosw::sqlite
