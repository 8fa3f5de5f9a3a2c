#include <algorithm>
#include <utility>

#include "backends/json_syntax.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/request_id.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "core/base/ensure.hpp"

// The Invoke API: what is refused, what is accepted, and how a caller gets its answer.

namespace sosw::sqlite {
namespace {

constexpr std::size_t kEventPayloadMax = 1'048'576;
constexpr std::size_t kRequestResponsePayloadMax = 6'291'456;

Result<void> check_payload(const InvokeInput& input) {
    const std::size_t size = input.payload.size();
    const bool is_event = input.invocation_type == InvocationType::Event;
    if (is_event && size > kEventPayloadMax) {
        return fail(
            ErrorCode::InvalidRequest,
            "RequestTooLargeException",
            std::to_string(size) +
                " byte payload is too large for the Event invocation type "
                "(limit 1048576 bytes)"
        );
    }
    if (size > kRequestResponsePayloadMax) {
        return fail(
            ErrorCode::InvalidRequest,
            "RequestTooLargeException",
            "Request must be smaller than 6291456 bytes for the InvokeFunction operation"
        );
    }
    if (size > 0 && !is_json(input.payload)) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidRequestContentException",
            "Could not parse request body into json: the payload is no JSON value"
        );
    }
    return {};
}

std::string_view error_word(FunctionError error) {
    switch (error) {
        case FunctionError::None:
            return "";
        case FunctionError::Handled:
            return "Handled";
        case FunctionError::Unhandled:
            return "Unhandled";
    }
    ENSURE(false);
}

}  // namespace

Result<SqliteLambda::Function*> SqliteLambda::admit(const InvokeInput& input) {
    Function* const function = TRY(find_function(input.function_name));
    TRY(check_payload(input));
    const bool is_counted = input.invocation_type != InvocationType::DryRun;
    if (is_counted && request_rate_ && !request_rate_->take(clock_.now())) {
        return refuse(*function, input, ThrottleReason::CallerRateLimitExceeded);
    }
    return function;
}

Result<InvokeOutput> SqliteLambda::invoke(const InvokeInput& input) {
    Function& function = *TRY(admit(input));
    if (input.invocation_type == InvocationType::DryRun) {
        const std::int64_t no_row = 0;
        return InvokeOutput{.status_code = 204, .request_id = make_request_id(random_, no_row)};
    }
    if (input.invocation_type != InvocationType::Event) {
        return invoke_and_wait(function, input);
    }
    InvokeOutput output = TRY(invoke_event(function, input));
    maybe_duplicate(function, input, output.request_id);
    return output;
}

Result<void> SqliteLambda::begin_invoke(const InvokeInput& input, InvokeAnswer answer) {
    if (input.invocation_type != InvocationType::RequestResponse) {
        answer(TRY(invoke(input)));
        return {};
    }
    Function& function = *TRY(admit(input));
    InvocationRow row = TRY(accept_request(function, input));
    deferred_.emplace(row.id, std::move(answer));
    begin(function, std::move(row), input.payload, Origin::Invoke);
    return {};
}

void SqliteLambda::maybe_duplicate(
    Function& function, const InvokeInput& input, const std::string& request_id
) {
    const FunctionSettings& settings = function.row.settings;
    if (settings.reserved_concurrency == 0 || !duplicates_.chance(settings.duplicate_probability)) {
        return;
    }
    InvocationRow original;
    original.request_id = request_id;
    original.accepted_at = clock_.now();
    InvocationRow row = new_row(function, InvocationType::Event);
    ++function.row.counters.accepted;
    store_.insert(row, InvocationState::Queued, input.payload);
    note_queued(row.due_at);
    observer_.duplicated(event_of(function, original, input.payload), row.request_id);
}

InvocationRow SqliteLambda::new_row(const Function& function, InvocationType type) {
    InvocationRow row;
    row.id = store_.next_id();
    row.request_id = make_request_id(random_, row.id);
    row.function_id = function.row.id;
    row.invocation_type = type;
    row.accepted_at = clock_.now();
    row.due_at = row.accepted_at;
    return row;
}

Result<InvokeOutput> SqliteLambda::invoke_event(Function& function, const InvokeInput& input) {
    InvocationRow row = new_row(function, InvocationType::Event);
    InvokeOutput output{.status_code = 202, .request_id = row.request_id};
    ++function.row.counters.accepted;
    if (function.row.settings.reserved_concurrency == 0) {
        return drop_at_once(function, std::move(row), input);
    }
    if (options_.delivery_delay > Duration::zero()) {
        row.due_at = row.accepted_at + options_.delivery_delay;
        store_.insert(row, InvocationState::Queued, input.payload);
        note_queued(row.due_at);
        observer_.accepted(event_of(function, row, input.payload));
        return output;
    }
    const auto reason = throttle_reason(function, row.accepted_at);
    if (!reason) {
        row.started_at = row.accepted_at;
        row.due_at = row.started_at + function.row.settings.timeout;
        store_.insert(row, InvocationState::Running, input.payload);
        begin(function, std::move(row), input.payload, Origin::Invoke);
        return output;
    }
    {
        WriteScope scope{database_};
        postpone(function, row);
        store_.insert(row, InvocationState::Queued, input.payload);
        scope.commit();
    }
    observer_.accepted(event_of(function, row, input.payload));
    observer_.throttled(event_of(function, row, input.payload), *reason);
    return output;
}

InvokeOutput SqliteLambda::drop_at_once(
    Function& function, InvocationRow row, const InvokeInput& input
) {
    ++function.row.counters.dropped;
    ++function.row.settled;
    {
        WriteScope scope{database_};
        store_.save_counters(function.row);
        if (options_.keep_history) {
            store_.insert(row, InvocationState::Dropped, input.payload);
            store_.end(row.id, InvocationState::Dropped, row.accepted_at);
        }
        scope.commit();
    }
    observer_.accepted(event_of(function, row, input.payload));
    observer_.dropped(event_of(function, row, input.payload), DropReason::ZeroReservedConcurrency);
    return {.status_code = 202, .request_id = std::move(row.request_id)};
}

Result<InvocationRow> SqliteLambda::accept_request(Function& function, const InvokeInput& input) {
    const Timestamp now = clock_.now();
    if (const auto reason = throttle_reason(function, now)) {
        return refuse(function, input, *reason);
    }
    InvocationRow row = new_row(function, InvocationType::RequestResponse);
    row.started_at = now;
    row.due_at = now + function.row.settings.timeout;
    ++function.row.counters.accepted;
    store_.insert(row, InvocationState::Running, input.payload);
    return row;
}

Result<InvokeOutput> SqliteLambda::invoke_and_wait(Function& function, const InvokeInput& input) {
    const InvocationRow row = TRY(accept_request(function, input));
    begin(function, row, input.payload, Origin::Invoke);
    return answer_of(row);
}

InvokeOutput SqliteLambda::output_of(
    const std::string& request_id, InvocationOutcome outcome, const FunctionResult& result
) {
    const bool timed_out = outcome == InvocationOutcome::TimedOut;
    return {
        .status_code = 200,
        .function_error = std::string{timed_out ? "Unhandled" : error_word(result.error)},
        .payload = result.payload,
        .request_id = request_id,
    };
}

Result<InvokeOutput> SqliteLambda::answer_of(const InvocationRow& row) {
    // Also when the waiting actor is unwound: then nobody wants the answer any more.
    struct Forget {
        SqliteLambda& lambda;
        const InvocationRow& row;
        ~Forget() {
            lambda.answers_.erase(row.request_id);
            const auto running = lambda.running_.find(row.id);
            if (running != lambda.running_.end()) {
                running->second.awaited = false;
            }
        }
    };
    const Forget forget{*this, row};
    if (!answers_.contains(row.request_id) && waiter_ != nullptr) {
        waiter_->wait(row.request_id, row.due_at);
        if (running_.contains(row.id) && clock_.now() >= row.due_at) {
            expire(row.id);
        }
    }
    const auto answer = answers_.find(row.request_id);
    if (answer == answers_.end()) {
        return fail(
            ErrorCode::OutcomeUnknown,
            "OutcomeUnknown",
            "Request " + row.request_id +
                " was started and has not ended, and nothing here can wait for it: call the "
                "function with InvocationType Event, or give this Lambda an InvocationWaiter"
        );
    }
    return output_of(row.request_id, answer->second.outcome, answer->second.result);
}

std::optional<ThrottleReason> SqliteLambda::throttle_reason(Function& function, Timestamp now) {
    if (const auto& reserved = function.row.settings.reserved_concurrency) {
        if (function.running >= *reserved) {
            return ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded;
        }
    } else if (unreserved_running_ >= options_.limits.account_concurrency - reserved_total_) {
        return ThrottleReason::ConcurrentInvocationLimitExceeded;
    }
    if (!function.ramp.admit(function.running, now)) {
        return ThrottleReason::FunctionInvocationRateLimitExceeded;
    }
    return std::nullopt;
}

Failure SqliteLambda::refuse(Function& function, const InvokeInput& input, ThrottleReason reason) {
    ++function.row.counters.throttled;
    store_.save_counters(function.row);
    observer_.throttled(
        {.request_id = {},
         .function_name = function.row.settings.function_name,
         .invocation_type = input.invocation_type,
         .accepted_at = clock_.now(),
         .at = clock_.now(),
         .payload = input.payload},
        reason
    );
    auto detail = std::make_shared<InvokeThrottled>();
    detail->reason = to_string(reason);
    return fail(Error{
        .code = ErrorCode::Throttled,
        .name = "TooManyRequestsException",
        .message = "Rate Exceeded. Reason: " + detail->reason,
        .details = detail});
}

}  // namespace sosw::sqlite
