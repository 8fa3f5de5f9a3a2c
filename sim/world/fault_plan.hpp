#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/wrap/faults.hpp"
#include "core/base/random.hpp"
#include "core/ports/clock.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"

/// Decides which of a scenario's faults strike, and records each that did.
///
/// Every fault draws from a random stream of its own, so that one more disturbs no other. Where
/// several strike one call, delays add up, and a crash comes before a refusal, which comes before
/// what happens to the answer; the first of a sort decides.

namespace sosw::sim {

/// Who calls.
struct FaultCaller {
    FaultTarget target = FaultTarget::Creator;
    std::optional<PassNumber> pass{};
};

/// What becomes of a worker's report.
struct CompletionFate {
    CompletionFault how = CompletionFault::Lost;
    Duration later{};  ///< Late: until it arrives; twice: until it arrives again.
};

class FaultPlan {
public:
    /// All must outlive this object; `clock` is the world's own.
    FaultPlan(
        const Scenario& scenario, const Random& random, const Clock& clock, Recorder& recorder
    );

    /// Whether any call of `target` may ever be struck: otherwise nothing need stand in its way.
    bool strikes_calls_of(FaultTarget target) const;
    /// Whether any call of `target` may ever be delayed: then it must be an actor.
    bool delays_calls_of(FaultTarget target) const;
    /// How far any clock may be off at most: then limits that depend on clocks may be exceeded.
    Duration clock_skew_max() const;

    /// `number`: the how-manieth call of its pass, from 1.
    CallFate fate_of(const PortCall& call, const FaultCaller& caller, std::int64_t number);
    /// Whether an execution fails, and on which side of its report.
    std::optional<FaultMoment> worker_crash(
        std::string_view function, std::optional<TaskNumber> task
    );
    std::optional<CompletionFate> completion(std::string_view function, TaskNumber task);
    /// Whether this tick starts two passes.
    bool starts_twice(FaultTarget target);
    /// How far ahead the clock of a pass, a report or an arrival is.
    Duration clock_skew(const FaultCaller& caller);

private:
    struct Armed {
        const FaultModel* model = nullptr;
        std::int64_t position = 0;
        std::string function{};  ///< That it is about; empty: any.
        Random random;
    };

    bool strikes(Armed& fault, FaultTarget target);
    bool concerns(const Armed& fault, const PortCall& call) const;
    std::string function_of(const FaultModel& model) const;
    void apply(Armed& fault, const PortCall& call, const FaultCaller& caller, CallFate& fate);
    FaultRow row(const Armed& fault, const FaultCaller& caller) const;

    const Scenario& scenario_;
    const Clock& clock_;
    Recorder& recorder_;
    std::vector<Armed> faults_;
};

/// The faults of one caller: a pass, a worker's report, or those who create tasks.
class CallerFaults final : public FaultInjector {
public:
    CallerFaults(FaultPlan& plan, FaultCaller caller) : plan_{plan}, caller_{caller} {}

    CallFate fate_of(const PortCall& call) override {
        return plan_.fate_of(call, caller_, ++calls_);
    }

private:
    FaultPlan& plan_;
    FaultCaller caller_;
    std::int64_t calls_ = 0;
};

}  // namespace sosw::sim
