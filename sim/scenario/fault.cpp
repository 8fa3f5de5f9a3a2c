#include "sim/scenario/fault.hpp"

#include "core/base/ensure.hpp"

namespace sosw::sim {

std::string_view to_string(FaultKind kind) {
    switch (kind) {
        case FaultKind::Error:
            return "error";
        case FaultKind::Throttle:
            return "throttle";
        case FaultKind::LostReply:
            return "lost_reply";
        case FaultKind::Latency:
            return "latency";
        case FaultKind::PartialBatch:
            return "partial_batch";
        case FaultKind::MetricSilence:
            return "metric_silence";
        case FaultKind::StaleMetric:
            return "stale_metric";
        case FaultKind::LambdaRefuses:
            return "lambda_refuses";
        case FaultKind::WorkerCrash:
            return "worker_crash";
        case FaultKind::Completion:
            return "completion";
        case FaultKind::Crash:
            return "crash";
        case FaultKind::DoubleStart:
            return "double_start";
        case FaultKind::ClockSkew:
            return "clock_skew";
    }
    ENSURE(false);
}

std::string_view to_string(FaultTarget target) {
    switch (target) {
        case FaultTarget::Orchestrator:
            return "sosw_orchestrator";
        case FaultTarget::Scavenger:
            return "sosw_scavenger";
        case FaultTarget::Worker:
            return "worker";
        case FaultTarget::Creator:
            return "creator";
        case FaultTarget::Scheduler:
            return "sosw_scheduler";
    }
    ENSURE(false);
}

std::string_view to_string(CompletionFault fault) {
    switch (fault) {
        case CompletionFault::Lost:
            return "lost";
        case CompletionFault::Twice:
            return "twice";
        case CompletionFault::Late:
            return "late";
    }
    ENSURE(false);
}

bool FaultModel::strikes_calls() const {
    switch (kind) {
        case FaultKind::Error:
        case FaultKind::Throttle:
        case FaultKind::LostReply:
        case FaultKind::Latency:
        case FaultKind::PartialBatch:
        case FaultKind::MetricSilence:
        case FaultKind::StaleMetric:
        case FaultKind::LambdaRefuses:
        case FaultKind::Crash:
            return true;
        case FaultKind::WorkerCrash:
        case FaultKind::Completion:
        case FaultKind::DoubleStart:
        case FaultKind::ClockSkew:
            return false;
    }
    ENSURE(false);
}

}  // namespace sosw::sim
