#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "core/essentials/scheduler/scheduler.hpp"
#include "core/ports/clock.hpp"
#include "sim/invariants/drain_watch.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/chronicle.hpp"

/// The passes of the essentials: which are under way, what they decided, and whether they kept the
/// limits together.

namespace sosw::sim {

/// `sosw_orchestrator`, `sosw_scavenger`, `sosw_scheduler`.
std::string_view to_string(RuleTarget target);

/// Why a pass did not come to its end.
enum class CutOff { RunEnded, TimedOut, Crashed };
/// The words in `pass.error`.
std::string_view to_string(CutOff why);

class PassLog {
public:
    /// All must outlive this object.
    PassLog(Chronicle& chronicle, TaskLedger& ledger, const Clock& clock, Recorder& recorder);

    /// Tells `drains` what hinders a labourer. A pass that fails is no hindrance any more from
    /// `faults_end` on.
    void watch_drains(DrainWatch& drains, Timestamp faults_end);

    PassNumber begin(RuleTarget target);
    void end(PassNumber pass, const OrchestratorPass& result);
    void end(PassNumber pass, const ScavengerPass& result);
    /// Warnings about a job stand among the errors of its pass, which did not fail of them.
    void end(PassNumber pass, const Result<ScheduleResult>& result);
    /// The pass did not come to its end.
    void cut_off(PassNumber pass, CutOff why);
    /// Clocks may be wrong: then more than the maximum may run without an overlap, which is
    /// recorded as any excess, but breaks nothing.
    void set_clocks_differ(bool differ) { clocks_differ_ = differ; }

    /// Completions are heard of late. `catch_up` is called before more than the maximum are said to
    /// run; what remains is a race that no pass could see, and breaks nothing.
    void set_catch_up(std::function<void()> catch_up) { catch_up_ = std::move(catch_up); }

    /// Says that `pass` calls Lambda's invoke, for as long as the object lives. No actor may be
    /// suspended meanwhile.
    class InvokeScope {
    public:
        InvokeScope(PassLog& log, PassNumber pass);
        ~InvokeScope();
        InvokeScope(const InvokeScope&) = delete;
        InvokeScope& operator=(const InvokeScope&) = delete;

    private:
        PassLog& log_;
    };
    /// The pass of the innermost scope invoked a task. Notes excesses over the maximum as
    /// `limit_race`.
    void task_invoked(const InvokedTask& invoked, std::string_view request_id);

    /// An index is behind its table: passes may count fewer running tasks than there are.
    void set_index_lags() { index_lags_ = true; }

    /// The last decided status by the labourers' positions.
    const std::vector<std::optional<int>>& statuses() const { return statuses_; }
    std::int64_t passes() const { return last_pass_; }

private:
    struct ActivePass {
        RuleTarget target = RuleTarget::Orchestrator;
        Timestamp started{};
        std::int64_t overlaps = 0;  ///< Passes of the same essential that ran at the same time.
        std::vector<std::int64_t> accepted{};  ///< Invocations, by the labourers' positions.
    };

    PassRow row_of(PassNumber pass) const;
    void note_hindrance(std::string_view labourer);
    void watch(const LabourerDecision& decision);
    void record_decision(PassNumber pass, const LabourerDecision& decision);
    void record_outcomes(PassNumber pass, const LabourerDecision& decision);
    void check_conduct(PassNumber pass, const LabourerDecision& decision);
    void note_excess(PassNumber pass, TaskNumber task);

    Chronicle& chronicle_;
    TaskLedger& ledger_;
    const Clock& clock_;
    Recorder& recorder_;
    std::vector<std::optional<int>> statuses_;
    bool clocks_differ_ = false;
    bool index_lags_ = false;
    std::function<void()> catch_up_{};
    DrainWatch* drains_ = nullptr;
    Timestamp faults_end_{};
    PassNumber last_pass_ = 0;
    PassNumber invoking_ = 0;  ///< 0: none.
    std::map<PassNumber, ActivePass> active_;
};

}  // namespace sosw::sim
