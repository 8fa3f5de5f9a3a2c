#include "backends/sqlite/sqlite_lambda.hpp"

#include <utility>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/lambda_names.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sqlite {
namespace {

using std::chrono::seconds;

constexpr std::size_t kResolvedMax = 4096;

LambdaObserver& no_observer() {
    static LambdaObserver observer;
    return observer;
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
                "' at 'functionName' failed to satisfy constraint: Member must satisfy regular "
                "expression pattern: "
                "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?"
                "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?"
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

Result<FunctionSettings> SqliteLambda::get_function_settings(const std::string& function_name) {
    return TRY(find_function(function_name))->row.settings;
}

std::int64_t SqliteLambda::unreserved_concurrency() const {
    return options_.limits.account_concurrency - reserved_total_;
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
            std::to_string(options_.limits.unreserved_minimum) + "]."
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

}  // namespace sosw::sqlite
