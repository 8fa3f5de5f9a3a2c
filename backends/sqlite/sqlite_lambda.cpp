#include "backends/sqlite/sqlite_lambda.hpp"

#include <algorithm>
#include <utility>

#include "backends/json_syntax.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/lambda_names.hpp"
#include "backends/sqlite/request_id.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sqlite {
namespace {

using std::chrono::seconds;

constexpr std::size_t kEventPayloadMax = 1'048'576;
constexpr std::size_t kRequestResponsePayloadMax = 6'291'456;
constexpr std::size_t kResolvedMax = 4096;

LambdaObserver& no_observer() {
    static LambdaObserver observer;
    return observer;
}

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

Failure function_not_found(const std::string& arn) {
    return fail(ErrorCode::NotFound, "ResourceNotFoundException", "Function not found: " + arn);
}

/// False where the caller named another region or account than those of `arn`.
bool agrees(const FunctionReference& reference, std::string_view arn) {
    const auto own = parse_function_reference(arn);
    ENSURE(own.has_value());
    return (reference.region.empty() || reference.region == own->region) &&
           (reference.account_id.empty() || reference.account_id == own->account_id);
}

Failure invalid_parameter(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidParameterValueException", std::move(message));
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

SqliteLambda::SqliteLambda(
    Database& database,
    Clock& clock,
    Random random,
    FunctionRuntime& runtime,
    LambdaOptions options,
    LambdaObserver* observer,
    InvocationWaiter* waiter
)
    : database_{database},
      clock_{clock},
      random_{random},
      duplicates_{random.fork("duplicates")},
      runtime_{runtime},
      options_{std::move(options)},
      observer_{observer != nullptr ? *observer : no_observer()},
      waiter_{waiter},
      store_{
          database,
          options_.keep_history ? LambdaStore::History::Keep : LambdaStore::History::Delete} {
    if (options_.limits.requests_per_second) {
        request_rate_.emplace(*options_.limits.requests_per_second, seconds{1});
    }
    load();
}

SqliteLambda::~SqliteLambda() = default;

void SqliteLambda::load() {
    for (FunctionRow& row : store_.functions()) {
        const std::string name = row.settings.function_name;
        const std::int64_t id = row.id;
        const std::int64_t queued = store_.count_queued(id);
        row.counters.accepted += queued;
        Function function{
            .row = std::move(row), .ramp = ScalingRamp{options_.limits.scaling_per_ten_seconds}};
        functions_by_id_[id] = &functions_.emplace(name, std::move(function)).first->second;
    }
    for (InvocationRow& row : store_.running()) {
        Function& function = *functions_by_id_.at(row.function_id);
        ++function.running;
        ++function.row.counters.accepted;
        ++function.row.counters.started;
        row.payload.clear();
        const std::int64_t id = row.id;
        deadlines_.emplace(row.due_at, id);
        running_.emplace(id, Running{.function = &function, .row = std::move(row)});
    }
    next_queued_ = store_.first_queued_at();
    recount_reservations();
}

void SqliteLambda::recount_reservations() {
    reserved_total_ = 0;
    unreserved_running_ = 0;
    for (const auto& [name, function] : functions_) {
        const auto& reserved = function.row.settings.reserved_concurrency;
        if (reserved) {
            reserved_total_ += *reserved;
        } else {
            unreserved_running_ += function.running;
        }
    }
}

std::string SqliteLambda::arn_of(std::string_view name) const {
    std::string arn = "arn:aws:lambda:";
    arn.append(options_.region).append(":").append(options_.account_id);
    return arn.append(":function:").append(name);
}

Result<SqliteLambda::Function*> SqliteLambda::find_function(const std::string& function_name) {
    const auto resolved = resolved_.find(function_name);
    Function* function =
        resolved != resolved_.end() ? resolved->second : TRY(resolve(function_name));
    if (function->row.removed) {
        return function_not_found(function->row.arn);
    }
    return function;
}

Result<SqliteLambda::Function*> SqliteLambda::resolve(const std::string& function_name) {
    const auto reference = parse_function_reference(function_name);
    if (!reference) {
        return fail(
            ErrorCode::InvalidRequest,
            "ValidationException",
            "1 validation error detected: Value '" + function_name +
                "' at 'functionName' failed to satisfy constraint: expected a function's name or "
                "ARN"
        );
    }
    const auto known = functions_.find(reference->name);
    if (known == functions_.end() || !agrees(*reference, known->second.row.arn)) {
        const bool is_arn = function_name.starts_with("arn:");
        return function_not_found(is_arn ? function_name : arn_of(reference->name));
    }
    if (resolved_.size() >= kResolvedMax) {
        resolved_.clear();
    }
    resolved_.emplace(function_name, &known->second);
    return &known->second;
}

const SqliteLambda::Function* SqliteLambda::find_known(std::string_view function_name) const {
    const auto reference = parse_function_reference(function_name);
    const auto known = reference ? functions_.find(reference->name) : functions_.end();
    return known != functions_.end() ? &known->second : nullptr;
}

Result<FunctionConfiguration> SqliteLambda::get_function_configuration(
    const std::string& function_name
) {
    const Function& function = *TRY(find_function(function_name));
    return FunctionConfiguration{
        .function_name = function.row.settings.function_name,
        .function_arn = function.row.arn,
        .timeout = function.row.settings.timeout,
        .memory_size_mb = function.row.settings.memory_size_mb,
    };
}

Result<void> SqliteLambda::check_settings(const FunctionSettings& settings, std::string_view name)
    const {
    if (settings.timeout < seconds{1} || settings.timeout > seconds{900}) {
        return invalid_parameter("Timeout must be between 1 and 900 seconds");
    }
    if (settings.memory_size_mb < 128 || settings.memory_size_mb > 10'240) {
        return invalid_parameter("MemorySize must be between 128 and 10240 MB");
    }
    if (settings.maximum_event_age < seconds{60} ||
        settings.maximum_event_age > std::chrono::hours{6}) {
        return invalid_parameter("MaximumEventAgeInSeconds must be between 60 and 21600");
    }
    if (settings.maximum_retry_attempts < 0 || settings.maximum_retry_attempts > 2) {
        return invalid_parameter("MaximumRetryAttempts must be between 0 and 2");
    }
    if (!settings.reserved_concurrency) {
        return {};
    }
    std::int64_t reserved = *settings.reserved_concurrency;
    if (reserved < 0) {
        return invalid_parameter("ReservedConcurrentExecutions must not be negative");
    }
    for (const auto& [other, function] : functions_) {
        if (other != name) {
            reserved += function.row.settings.reserved_concurrency.value_or(0);
        }
    }
    const std::int64_t left = options_.limits.account_concurrency - reserved;
    if (reserved > 0 && left < options_.limits.unreserved_minimum) {
        return invalid_parameter(
            "Specified ReservedConcurrentExecutions for function decreases account's "
            "UnreservedConcurrentExecution below its minimum value of [" +
            std::to_string(options_.limits.unreserved_minimum) + "]: " + std::to_string(left) +
            " would be left of " + std::to_string(options_.limits.account_concurrency)
        );
    }
    return {};
}

Result<FunctionConfiguration> SqliteLambda::put_function(const FunctionSettings& settings) {
    const auto reference = parse_function_reference(settings.function_name);
    if (!reference || !reference->qualifier.empty()) {
        return fail(
            ErrorCode::InvalidRequest,
            "ValidationException",
            "'" + settings.function_name + "' is neither a function's name nor its ARN"
        );
    }
    const std::string name{reference->name};
    TRY(check_settings(settings, name));
    const bool is_arn = settings.function_name.starts_with("arn:");
    const std::string arn = is_arn ? settings.function_name : arn_of(name);
    const auto known = functions_.find(name);
    if (known != functions_.end() && is_arn && known->second.row.arn != arn) {
        return invalid_parameter(
            "Function " + name + " already exists as " + known->second.row.arn
        );
    }
    Function& function =
        known != functions_.end()
            ? known->second
            : functions_
                  .emplace(name, Function{{}, ScalingRamp{options_.limits.scaling_per_ten_seconds}})
                  .first->second;
    FunctionRow& row = function.row;
    row.arn = row.arn.empty() ? arn : row.arn;
    row.removed = false;
    row.settings = settings;
    row.settings.function_name = name;
    store_.save(row);
    functions_by_id_[row.id] = &function;
    recount_reservations();
    return get_function_configuration(name);
}

Result<void> SqliteLambda::remove_function(const std::string& function_name) {
    Function& function = *TRY(find_function(function_name));
    function.row.removed = true;
    function.row.settings.reserved_concurrency.reset();
    store_.save(function.row);
    recount_reservations();
    for (const InvocationRow& row : store_.queued_of(function.row.id)) {
        drop(function, row, DropReason::FunctionRemoved);
    }
    return {};
}

Result<InvokeOutput> SqliteLambda::invoke(const InvokeInput& input) {
    Function& function = *TRY(find_function(input.function_name));
    TRY(check_payload(input));
    if (input.invocation_type == InvocationType::DryRun) {
        const std::int64_t no_row = 0;
        return InvokeOutput{.status_code = 204, .request_id = make_request_id(random_, no_row)};
    }
    if (request_rate_ && !request_rate_->take(clock_.now())) {
        return refuse(function, input, ThrottleReason::CallerRateLimitExceeded);
    }
    if (input.invocation_type != InvocationType::Event) {
        return invoke_and_wait(function, input);
    }
    InvokeOutput output = TRY(invoke_event(function, input));
    maybe_duplicate(function, input, output.request_id);
    return output;
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

Result<InvokeOutput> SqliteLambda::invoke_and_wait(Function& function, const InvokeInput& input) {
    const Timestamp now = clock_.now();
    if (const auto reason = throttle_reason(function, now)) {
        return refuse(function, input, *reason);
    }
    InvocationRow row = new_row(function, InvocationType::RequestResponse);
    row.started_at = now;
    row.due_at = now + function.row.settings.timeout;
    ++function.row.counters.accepted;
    store_.insert(row, InvocationState::Running, input.payload);
    begin(function, row, input.payload, Origin::Invoke);
    return answer_of(row);
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
    const Answer& found = answer->second;
    const bool timed_out = found.outcome == InvocationOutcome::TimedOut;
    return InvokeOutput{
        .status_code = 200,
        .function_error = std::string{timed_out ? "Unhandled" : error_word(found.result.error)},
        .payload = found.result.payload,
        .request_id = row.request_id,
    };
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
