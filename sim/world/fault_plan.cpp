#include "sim/world/fault_plan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace sosw::sim {

namespace {

bool is_essential(FaultTarget target) {
    return target == FaultTarget::Orchestrator || target == FaultTarget::Scavenger ||
           target == FaultTarget::Scheduler;
}

bool may_strike(const FaultModel& model, FaultTarget target) {
    if (model.target) {
        return *model.target == target;
    }
    switch (model.kind) {
        case FaultKind::Crash:
            return is_essential(target);
        case FaultKind::DoubleStart:
            return target == FaultTarget::Orchestrator;
        default:
            return true;
    }
}

bool is_batch(std::string_view operation) {
    return operation.starts_with("batch_") || operation.starts_with("transact_");
}

/// Whether faults of that kind have anything to do with the call at all.
bool suits(FaultKind kind, const PortCall& call) {
    switch (kind) {
        case FaultKind::PartialBatch:
            return call.service == PortService::DynamoDb && is_batch(call.operation);
        case FaultKind::MetricSilence:
        case FaultKind::StaleMetric:
            return call.operation == "get_metric_statistics";
        case FaultKind::LambdaRefuses:
            return call.operation == "invoke";
        default:
            return true;
    }
}

ErrorCode code_of_refusal(std::string_view name) {
    if (name == "ResourceNotFoundException") {
        return ErrorCode::NotFound;
    }
    return name == "AccessDeniedException" ? ErrorCode::AccessDenied : ErrorCode::Unavailable;
}

Error refusal(const std::string& name) {
    if (name == "TooManyRequestsException") {
        return throttled(PortService::Lambda);
    }
    return {
        .code = code_of_refusal(name),
        .name = name,
        .message = "Lambda refuses, as the scenario wants it"};
}

std::string_view to_string(FaultMoment moment) {
    return moment == FaultMoment::Before ? "before" : "after";
}

}  // namespace

FaultPlan::FaultPlan(
    const Scenario& scenario, const Random& random, const Clock& clock, Recorder& recorder
)
    : scenario_{scenario}, clock_{clock}, recorder_{recorder} {
    std::int64_t position = 0;
    for (const FaultModel& model : scenario.faults) {
        faults_.push_back({
            .model = &model,
            .position = position,
            .function = function_of(model),
            .random = random.fork(fmt::format("faults/{}", position)),
        });
        ++position;
    }
}

std::string FaultPlan::function_of(const FaultModel& model) const {
    if (model.labourer.empty()) {
        return model.function;
    }
    const auto& labourers = scenario_.config.orchestrator.task_manager.labourers;
    const auto labourer = std::ranges::find(labourers, model.labourer, &LabourerConfig::id);
    const FunctionModel* function =
        labourer != labourers.end() ? find_function(scenario_, labourer->arn) : nullptr;
    return function != nullptr ? function->name : model.labourer;
}

bool FaultPlan::strikes_calls_of(FaultTarget target) const {
    return std::ranges::any_of(faults_, [&](const Armed& fault) {
        return fault.model->strikes_calls() && may_strike(*fault.model, target);
    });
}

bool FaultPlan::delays_calls_of(FaultTarget target) const {
    return std::ranges::any_of(faults_, [&](const Armed& fault) {
        return fault.model->kind == FaultKind::Latency && may_strike(*fault.model, target);
    });
}

Duration FaultPlan::clock_skew_max() const {
    Duration sum{};
    for (const Armed& fault : faults_) {
        const FaultModel& model = *fault.model;
        sum += model.within + (model.by < Duration::zero() ? -model.by : model.by);
    }
    return sum;
}

bool FaultPlan::strikes(Armed& fault, FaultTarget target) {
    return fault.model->holds_at(clock_.now() - scenario_.start) &&
           may_strike(*fault.model, target) && fault.random.chance(fault.model->probability);
}

bool FaultPlan::concerns(const Armed& fault, const PortCall& call) const {
    const FaultModel& model = *fault.model;
    const auto is = [&](PortService service, std::string_view resource) {
        return resource.empty() || (call.service == service && call.resource == resource);
    };
    if (!model.strikes_calls() || !suits(model.kind, call) ||
        (model.service && *model.service != call.service) ||
        (!model.operation.empty() && model.operation != call.operation) ||
        !is(PortService::DynamoDb, model.table) || !is(PortService::CloudWatch, model.metric)) {
        return false;
    }
    if (fault.function.empty()) {
        return true;
    }
    const FunctionModel* function =
        call.service == PortService::Lambda ? find_function(scenario_, call.resource) : nullptr;
    return function != nullptr && function->name == fault.function;
}

FaultRow FaultPlan::row(const Armed& fault, const FaultCaller& caller) const {
    return {
        .at = clock_.now(),
        .fault = fault.position,
        .kind = to_string(fault.model->kind),
        .caller = to_string(caller.target),
        .pass = caller.pass,
    };
}

CallFate FaultPlan::fate_of(const PortCall& call, const FaultCaller& caller, std::int64_t number) {
    CallFate fate;
    for (Armed& fault : faults_) {
        const bool its_call = fault.model->call == 0 || fault.model->call == number;
        if (its_call && concerns(fault, call) && strikes(fault, caller.target)) {
            apply(fault, call, caller, fate);
        }
    }
    return fate;
}

void FaultPlan::apply(
    Armed& fault, const PortCall& call, const FaultCaller& caller, CallFate& fate
) {
    const FaultModel& model = *fault.model;
    FaultRow struck = row(fault, caller);
    struck.service = sosw::to_string(call.service);
    struck.operation = call.operation;
    struck.resource = call.resource;
    const auto refuse = [&](Error error) {
        struck.detail = error.name;
        fate.refusal = fate.refusal.value_or(std::move(error));
    };
    switch (model.kind) {
        case FaultKind::Error:
            refuse(unavailable(call.service));
            break;
        case FaultKind::Throttle:
            refuse(throttled(call.service));
            break;
        case FaultKind::LambdaRefuses:
            refuse(refusal(model.error));
            break;
        case FaultKind::LostReply:
            fate.reply_lost = true;
            break;
        case FaultKind::Latency: {
            const Duration delay = model.duration.sample(fault.random);
            fate.delay += delay;
            struck.detail = format_duration(delay);
            break;
        }
        case FaultKind::PartialBatch:
            fate.partial = true;
            break;
        case FaultKind::MetricSilence:
            fate.silent = true;
            break;
        case FaultKind::StaleMetric:
            fate.stale = model.age;
            struck.detail = format_duration(model.age);
            break;
        case FaultKind::Crash:
            fate.crash =
                model.when == FaultMoment::Before ? CallerCrash::Before : CallerCrash::After;
            struck.detail = to_string(model.when);
            break;
        case FaultKind::WorkerCrash:
        case FaultKind::Completion:
        case FaultKind::DoubleStart:
        case FaultKind::ClockSkew:
            return;
    }
    recorder_.record(struck);
}

std::optional<FaultMoment> FaultPlan::worker_crash(
    std::string_view function, std::optional<TaskNumber> task
) {
    for (Armed& fault : faults_) {
        const bool concerned = fault.model->kind == FaultKind::WorkerCrash &&
                               (fault.function.empty() || fault.function == function);
        if (concerned && strikes(fault, FaultTarget::Worker)) {
            FaultRow struck = row(fault, {.target = FaultTarget::Worker});
            struck.resource = function;
            struck.task = task;
            struck.detail = to_string(fault.model->when);
            recorder_.record(struck);
            return fault.model->when;
        }
    }
    return std::nullopt;
}

std::optional<CompletionFate> FaultPlan::completion(std::string_view function, TaskNumber task) {
    for (Armed& fault : faults_) {
        const bool concerned = fault.model->kind == FaultKind::Completion &&
                               (fault.function.empty() || fault.function == function);
        if (concerned && strikes(fault, FaultTarget::Worker)) {
            const CompletionFate fate{
                .how = fault.model->how, .later = fault.model->duration.sample(fault.random)};
            FaultRow struck = row(fault, {.target = FaultTarget::Worker});
            struck.resource = function;
            struck.task = task;
            struck.detail = to_string(fate.how);
            if (fate.how != CompletionFault::Lost) {
                struck.detail += " by " + format_duration(fate.later);
            }
            recorder_.record(struck);
            return fate;
        }
    }
    return std::nullopt;
}

bool FaultPlan::starts_twice(FaultTarget target) {
    for (Armed& fault : faults_) {
        if (fault.model->kind == FaultKind::DoubleStart && strikes(fault, target)) {
            recorder_.record(row(fault, {.target = target}));
            return true;
        }
    }
    return false;
}

Duration FaultPlan::clock_skew(const FaultCaller& caller) {
    Duration skew{};
    for (Armed& fault : faults_) {
        if (fault.model->kind != FaultKind::ClockSkew || !strikes(fault, caller.target)) {
            continue;
        }
        const FaultModel& model = *fault.model;
        Duration ahead = model.by;
        if (model.within > Duration::zero()) {
            const auto span = static_cast<std::uint64_t>(2 * model.within.count() + 1);
            ahead = Duration{static_cast<std::int64_t>(fault.random.below(span))} - model.within;
        }
        skew += ahead;
        FaultRow struck = row(fault, caller);
        const std::string length = format_duration(ahead < Duration::zero() ? -ahead : ahead);
        struck.detail = length + (ahead < Duration::zero() ? " behind" : " ahead");
        recorder_.record(struck);
    }
    return skew;
}

}  // namespace sosw::sim
