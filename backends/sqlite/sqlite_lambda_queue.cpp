#include <algorithm>
#include <utility>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/request_id.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "core/base/ensure.hpp"

// The life of an invocation after it was accepted: begin, end, retry, throttle, drop.

namespace sosw::sqlite {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kThrottleBackoffFirst = seconds{1};
constexpr Duration kThrottleBackoffMax = std::chrono::minutes{5};
constexpr Duration kRetryDelayPerAttempt = seconds{60};

Duration throttle_backoff(int throttles) {
    Duration backoff = kThrottleBackoffFirst;
    for (int i = 1; i < throttles && backoff < kThrottleBackoffMax; ++i) {
        backoff *= 2;
    }
    return std::min(backoff, kThrottleBackoffMax);
}

/// Lambda bills whole milliseconds, and at least one.
Duration billed_for(Duration duration) {
    return std::max<Duration>(std::chrono::ceil<milliseconds>(duration), milliseconds{1});
}

InvocationState state_of(InvocationOutcome outcome) {
    switch (outcome) {
        case InvocationOutcome::Succeeded:
            return InvocationState::Succeeded;
        case InvocationOutcome::Failed:
            return InvocationState::Failed;
        case InvocationOutcome::TimedOut:
            return InvocationState::TimedOut;
    }
    ENSURE(false);
}

void count(FunctionCounters& counters, InvocationOutcome outcome, Duration duration) {
    counters.succeeded += outcome == InvocationOutcome::Succeeded ? 1 : 0;
    counters.failed += outcome == InvocationOutcome::Failed ? 1 : 0;
    counters.timed_out += outcome == InvocationOutcome::TimedOut ? 1 : 0;
    counters.duration += duration;
    counters.billed += billed_for(duration);
}

}  // namespace

void SqliteLambda::begin(
    Function& function, InvocationRow row, std::string_view payload, Origin origin
) {
    ++function.row.counters.started;
    ++function.running;
    unreserved_running_ += function.row.settings.reserved_concurrency ? 0 : 1;
    const FunctionInvocation invocation{
        .request_id = row.request_id,
        .function_name = function.row.settings.function_name,
        .function_arn = function.row.arn,
        .invocation_type = row.invocation_type,
        .payload = payload.empty() ? "{}" : std::string{payload},
        .attempt = row.attempt,
        .memory_size_mb = function.row.settings.memory_size_mb,
        .started_at = row.started_at,
        .deadline = row.due_at};
    const bool awaited = row.invocation_type == InvocationType::RequestResponse;
    const std::int64_t id = row.id;
    deadlines_.emplace(row.due_at, id);
    const Running& running =
        running_
            .emplace(id, Running{.function = &function, .row = std::move(row), .awaited = awaited})
            .first->second;
    const InvocationEvent event = event_of(function, running.row, payload);
    if (origin == Origin::Invoke) {
        observer_.accepted(event);
    }
    observer_.started(event);
    runtime_.start(invocation, *this);
}

SqliteLambda::Running* SqliteLambda::find_running(const std::string& request_id) {
    const auto id = row_of_request_id(request_id);
    const auto running = id ? running_.find(*id) : running_.end();
    const bool is_found = running != running_.end() && running->second.row.request_id == request_id;
    return is_found ? &running->second : nullptr;
}

bool SqliteLambda::finish(const std::string& request_id, const FunctionResult& result) {
    const Running* const running = find_running(request_id);
    if (running == nullptr) {
        return false;
    }
    const bool succeeded = result.error == FunctionError::None;
    end(running->row.id,
        succeeded ? InvocationOutcome::Succeeded : InvocationOutcome::Failed,
        result);
    return true;
}

void SqliteLambda::set_deadline(const std::string& request_id, Timestamp deadline) {
    Running* const running = find_running(request_id);
    if (running == nullptr) {
        return;
    }
    InvocationRow& row = running->row;
    deadlines_.erase({row.due_at, row.id});
    row.due_at = deadline;
    deadlines_.emplace(deadline, row.id);
    store_.update(row, InvocationState::Running);
}

void SqliteLambda::end(std::int64_t id, InvocationOutcome outcome, const FunctionResult& result) {
    auto node = running_.extract(id);
    Running& ended = node.mapped();
    Function& function = *ended.function;
    const Timestamp now = clock_.now();
    const Duration duration = now - ended.row.started_at;
    deadlines_.erase({ended.row.due_at, id});
    --function.running;
    unreserved_running_ -= function.row.settings.reserved_concurrency ? 0 : 1;
    if (function.running == 0) {
        function.ramp.idle(now);
    }
    count(function.row.counters, outcome, duration);
    if (ended.row.invocation_type == InvocationType::Event &&
        outcome != InvocationOutcome::Succeeded) {
        conclude_event(std::move(ended), outcome, duration);
        return;
    }
    ++function.row.settled;
    {
        WriteScope scope{database_};
        store_.end(id, state_of(outcome), now);
        store_.save_counters(function.row);
        scope.commit();
    }
    observer_.finished(event_of(function, ended.row), outcome, duration, billed_for(duration));
    if (ended.awaited) {
        give_answer(ended.row, outcome, result);
    }
}

void SqliteLambda::give_answer(
    const InvocationRow& row, InvocationOutcome outcome, const FunctionResult& result
) {
    if (const auto deferred = deferred_.extract(row.id)) {
        deferred.mapped()(output_of(row.request_id, outcome, result));
        return;
    }
    answers_.emplace(row.request_id, Answer{.outcome = outcome, .result = result});
    if (waiter_ != nullptr) {
        waiter_->finished(row.request_id);
    }
}

void SqliteLambda::conclude_event(Running ended, InvocationOutcome outcome, Duration duration) {
    Function& function = *ended.function;
    InvocationRow& row = ended.row;
    const Timestamp now = clock_.now();
    const Timestamp retry_at = now + kRetryDelayPerAttempt * row.attempt;
    const Timestamp expiry = expiry_of(function, row);
    std::optional<DropReason> drop_reason;
    if (function.row.removed) {
        drop_reason = DropReason::FunctionRemoved;
    } else if (row.attempt > function.row.settings.maximum_retry_attempts) {
        drop_reason = DropReason::RetryAttemptsExhausted;
    } else if (retry_at >= expiry) {
        drop_reason = DropReason::EventAgeExceeded;
    }
    // The observer hears of the attempt that ended, and then of what follows.
    const InvocationEvent event = event_of(function, row);
    if (drop_reason) {
        ++function.row.settled;
        ++function.row.counters.dropped;
    } else {
        ++function.row.counters.retried;
    }
    {
        WriteScope scope{database_};
        if (drop_reason) {
            store_.end(row.id, state_of(outcome), now);
        } else {
            ++row.attempt;
            row.throttles = 0;
            row.due_at = retry_at;
            store_.update(row, InvocationState::Queued);
            note_queued(retry_at);
        }
        store_.save_counters(function.row);
        scope.commit();
    }
    observer_.finished(event, outcome, duration, billed_for(duration));
    if (drop_reason) {
        observer_.dropped(event, *drop_reason);
    } else {
        observer_.retried(event, retry_at);
    }
}

void SqliteLambda::expire(std::int64_t id) {
    const auto running = running_.find(id);
    ENSURE(running != running_.end());
    const InvocationRow& row = running->second.row;
    const std::string request_id = row.request_id;
    runtime_.stop(request_id);
    const Duration timeout = running->second.function->row.settings.timeout;
    end(id,
        InvocationOutcome::TimedOut,
        {.error = FunctionError::Unhandled,
         .payload = R"({"errorType":"Sandbox.Timedout","errorMessage":"RequestId: )" + request_id +
                    " Error: Task timed out after " + std::to_string(timeout / seconds{1}) +
                    R"(.00 seconds"})"});
}

std::optional<Timestamp> SqliteLambda::next_due() const {
    if (deadlines_.empty()) {
        return next_queued_;
    }
    const Timestamp deadline = deadlines_.begin()->first;
    return next_queued_ ? std::min(*next_queued_, deadline) : deadline;
}

void SqliteLambda::run_due() {
    while (!deadlines_.empty() && deadlines_.begin()->first <= clock_.now()) {
        expire(deadlines_.begin()->second);
    }
    while (next_queued_ && *next_queued_ <= clock_.now()) {
        if (auto row = store_.first_queued(clock_.now())) {
            try_queued(std::move(*row));
        } else {
            next_queued_ = store_.first_queued_at();
        }
    }
}

void SqliteLambda::try_queued(InvocationRow row) {
    Function& function = *functions_by_id_.at(row.function_id);
    const Timestamp now = clock_.now();
    if (now >= expiry_of(function, row)) {
        drop(function, row, DropReason::EventAgeExceeded);
        return;
    }
    if (function.row.settings.reserved_concurrency == 0) {
        drop(function, row, DropReason::ZeroReservedConcurrency);
        return;
    }
    const std::string payload = std::exchange(row.payload, {});
    if (const auto reason = throttle_reason(function, now)) {
        {
            WriteScope scope{database_};
            postpone(function, row);
            store_.update(row, InvocationState::Queued);
            scope.commit();
        }
        observer_.throttled(event_of(function, row, payload), *reason);
        return;
    }
    row.started_at = now;
    row.due_at = now + function.row.settings.timeout;
    store_.update(row, InvocationState::Running);
    begin(function, std::move(row), payload, Origin::Queue);
}

void SqliteLambda::postpone(Function& function, InvocationRow& row) {
    ++row.throttles;
    row.due_at = std::min(clock_.now() + throttle_backoff(row.throttles), expiry_of(function, row));
    note_queued(row.due_at);
    ++function.row.counters.throttled;
    store_.save_counters(function.row);
}

void SqliteLambda::drop(Function& function, const InvocationRow& row, DropReason reason) {
    ++function.row.settled;
    ++function.row.counters.dropped;
    {
        WriteScope scope{database_};
        store_.end(row.id, InvocationState::Dropped, clock_.now());
        store_.save_counters(function.row);
        scope.commit();
    }
    observer_.dropped(event_of(function, row, row.payload), reason);
}

void SqliteLambda::note_queued(Timestamp due_at) {
    next_queued_ = next_queued_ ? std::min(*next_queued_, due_at) : due_at;
}

Timestamp SqliteLambda::expiry_of(const Function& function, const InvocationRow& row) const {
    return row.accepted_at + function.row.settings.maximum_event_age;
}

InvocationEvent SqliteLambda::event_of(
    const Function& function, const InvocationRow& row, std::string_view payload
) const {
    return {
        .request_id = row.request_id,
        .function_name = function.row.settings.function_name,
        .invocation_type = row.invocation_type,
        .attempt = row.attempt,
        .accepted_at = row.accepted_at,
        .at = clock_.now(),
        .payload = payload,
    };
}

std::int64_t SqliteLambda::running(std::string_view function_name) const {
    const Function* function = find_known(function_name);
    return function != nullptr ? function->running : 0;
}

std::int64_t SqliteLambda::queued(std::string_view function_name) {
    const Function* function = find_known(function_name);
    return function != nullptr ? store_.count_queued(function->row.id) : 0;
}

FunctionCounters SqliteLambda::counters(std::string_view function_name) const {
    const Function* function = find_known(function_name);
    return function != nullptr ? function->row.counters : FunctionCounters{};
}

std::vector<std::string> SqliteLambda::function_names() const {
    std::vector<std::string> names;
    for (const auto& [name, function] : functions_) {
        if (!function.row.removed) {
            names.push_back(name);
        }
    }
    return names;
}

}  // namespace sosw::sqlite
