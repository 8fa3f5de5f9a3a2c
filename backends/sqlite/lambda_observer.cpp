#include "backends/sqlite/lambda_observer.hpp"

#include "core/base/ensure.hpp"

namespace sosw::sqlite {

std::string_view to_string(InvocationOutcome outcome) {
    switch (outcome) {
        case InvocationOutcome::Succeeded:
            return "Succeeded";
        case InvocationOutcome::Failed:
            return "Failed";
        case InvocationOutcome::TimedOut:
            return "TimedOut";
    }
    ENSURE(false);
}

std::string_view to_string(ThrottleReason reason) {
    switch (reason) {
        case ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded:
            return "ReservedFunctionConcurrentInvocationLimitExceeded";
        case ThrottleReason::ConcurrentInvocationLimitExceeded:
            return "ConcurrentInvocationLimitExceeded";
        case ThrottleReason::FunctionInvocationRateLimitExceeded:
            return "FunctionInvocationRateLimitExceeded";
        case ThrottleReason::CallerRateLimitExceeded:
            return "CallerRateLimitExceeded";
    }
    ENSURE(false);
}

std::string_view to_string(DropReason reason) {
    switch (reason) {
        case DropReason::EventAgeExceeded:
            return "EventAgeExceeded";
        case DropReason::RetryAttemptsExhausted:
            return "RetryAttemptsExhausted";
        case DropReason::ZeroReservedConcurrency:
            return "ZeroReservedConcurrency";
        case DropReason::FunctionRemoved:
            return "FunctionRemoved";
    }
    ENSURE(false);
}

}  // namespace sosw::sqlite
