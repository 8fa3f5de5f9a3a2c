#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backends/wrap/faults.hpp"
#include "core/base/time.hpp"
#include "sim/scenario/distribution.hpp"

/// What a scenario lets go wrong, when, how often and for whom. Taught in docs/scenarios.md.

namespace sosw::sim {

enum class FaultKind {
    Error,         ///< The call fails before it takes effect: `Unavailable`.
    Throttle,      ///< The call is refused before it takes effect: `Throttled`.
    LostReply,     ///< The call takes effect, the caller gets `OutcomeUnknown`.
    Latency,       ///< The call takes longer.
    PartialBatch,  ///< Batches are done in part, transactions meet a conflict.
    MetricSilence,
    StaleMetric,    ///< CloudWatch answers as of an earlier time.
    LambdaRefuses,  ///< An invoke is refused with a chosen error.
    WorkerCrash,    ///< A worker's execution fails before or after its report.
    Completion,     ///< A worker's report is lost, comes twice, or late.
    Crash,          ///< An essential dies at a call.
    DoubleStart,    ///< A tick starts two passes.
    ClockSkew,      ///< A caller's clock is wrong.
};
/// As in the scenario: `lost_reply`.
std::string_view to_string(FaultKind kind);

/// Whom a fault strikes.
enum class FaultTarget { Orchestrator, Scavenger, Worker, Creator, Scheduler };
/// `sosw_orchestrator`, `sosw_scavenger`, `worker`, `creator`, `sosw_scheduler`.
std::string_view to_string(FaultTarget target);

enum class CompletionFault { Lost, Twice, Late };
std::string_view to_string(CompletionFault fault);

enum class FaultMoment { Before, After };

/// One entry of `faults`. Which fields count depends on the kind.
struct FaultModel {
    FaultKind kind = FaultKind::Error;
    Duration from{};  ///< Since the scenario's start; both count for the moment of the call.
    Duration to = kDurationMax;  ///< Exclusive.
    double probability = 1;      ///< Per call, execution, report, pass or tick.

    // Whom and what it strikes; what is empty means any.
    std::optional<FaultTarget> target{};
    std::optional<PortService> service{};
    std::string operation{};  ///< The port's method: `update_item`.
    std::string table{};
    std::string metric{};    ///< Its name in CloudWatch.
    std::string function{};  ///< Of the scenario's functions.
    std::string labourer{};  ///< Stands for its function.

    std::string error{};                     ///< LambdaRefuses: the error's name.
    Distribution duration{};                 ///< Latency, and Completion: how much later.
    FaultMoment when = FaultMoment::Before;  ///< Crash, WorkerCrash.
    CompletionFault how = CompletionFault::Lost;
    std::int64_t call = 0;  ///< The how-manieth of a pass, from 1, of all services; 0: any.
    Duration by{};          ///< ClockSkew: how far ahead; negative: behind.
    Duration within{};      ///< ClockSkew: drawn per pass, so far ahead or behind at most.
    Duration age{};         ///< StaleMetric.

    bool holds_at(Duration since_start) const { return from <= since_start && since_start < to; }
    /// Whether it is about the calls of ports, and not about workers, ticks or clocks.
    bool strikes_calls() const;
};

}  // namespace sosw::sim
