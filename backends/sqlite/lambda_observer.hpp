#pragma once

#include <string_view>

#include "core/base/time.hpp"
#include "core/ports/lambda.hpp"

/// What happens inside of the emulated Lambda and no caller is told: for records and meters.

namespace sosw::sqlite {

/// The invocation that something happened to. The texts live as long as the call.
struct InvocationEvent {
    std::string_view request_id;
    std::string_view function_name;
    InvocationType invocation_type = InvocationType::Event;
    int attempt = 1;             ///< From 1.
    Timestamp accepted_at{};     ///< When the caller's request was taken.
    Timestamp at{};              ///< Now.
    std::string_view payload{};  ///< Set for `accepted`, `started`, `throttled` and `dropped`.
};

enum class InvocationOutcome { Succeeded, Failed, TimedOut };

/// Why Lambda did not start an execution, in its own words.
enum class ThrottleReason {
    ReservedFunctionConcurrentInvocationLimitExceeded,
    ConcurrentInvocationLimitExceeded,
    FunctionInvocationRateLimitExceeded,  ///< The ramp: new environments per ten seconds.
    CallerRateLimitExceeded,              ///< The API's rate of requests.
};

enum class DropReason {
    EventAgeExceeded,
    RetryAttemptsExhausted,
    ZeroReservedConcurrency,  ///< Reserved concurrency 0: events are not even tried.
    FunctionRemoved,
};

/// The spelling that AWS uses in errors, records and messages.
std::string_view to_string(InvocationOutcome outcome);
std::string_view to_string(ThrottleReason reason);
std::string_view to_string(DropReason reason);

/// Each callback is made when the rows say so already and no statement is open. None may call back
/// into Lambda.
class LambdaObserver {
public:
    LambdaObserver() = default;
    LambdaObserver(const LambdaObserver&) = delete;
    LambdaObserver& operator=(const LambdaObserver&) = delete;
    virtual ~LambdaObserver() = default;

    /// The API answered 202, or starts a RequestResponse.
    virtual void accepted(const InvocationEvent&) {}
    virtual void started(const InvocationEvent&) {}
    /// An Event goes back into Lambda's queue, a RequestResponse is refused.
    virtual void throttled(const InvocationEvent&, ThrottleReason) {}
    /// One attempt ended. `billed` is the duration rounded up to the millisecond.
    virtual void finished(
        const InvocationEvent&, InvocationOutcome, Duration /*duration*/, Duration /*billed*/
    ) {}
    /// The failed attempt will be followed by another one, not before `next_attempt_at`.
    virtual void retried(const InvocationEvent&, Timestamp /*next_attempt_at*/) {}
    /// Lambda will deliver an Event twice, the second time as `duplicate_id`: no caller asked for
    /// it.
    virtual void duplicated(const InvocationEvent&, std::string_view /*duplicate_id*/) {}
    /// Lambda gives an Event up.
    virtual void dropped(const InvocationEvent&, DropReason) {}
};

}  // namespace sosw::sqlite
