#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "backends/sqlite/lambda_observer.hpp"
#include "sim/invariants/littles_law.hpp"
#include "sim/record/recorder.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/pass_log.hpp"

/// What Lambda does with the invocations it accepted: one row of `invocation` per execution, and
/// the tasks' own events.

namespace sosw::sim {

enum class ExecutionPhase {
    Waiting,  ///< In Lambda's own queue.
    Running,
    Ended,  ///< Without success; Lambda is about to say what follows.
};

/// An invocation that Lambda has not done with.
struct Execution {
    std::optional<InvokedTask> invoked{};  ///< Empty: not for a task.
    std::string function;
    Timestamp accepted{};
    Timestamp started{};
    int execution = 1;
    ExecutionPhase phase = ExecutionPhase::Waiting;
    bool cold_start = false;
    bool duplicate = false;  ///< Delivered by Lambda a second time.
};

/// Invocations of one function at this moment.
struct FunctionActivity {
    std::int64_t waiting = 0;
    std::int64_t executing = 0;
    LevelArea executed{};  ///< `executing` over time.

    void change_executing(std::int64_t step, Timestamp at) {
        executing += step;
        executed.set(executing, at);
    }
};

class CostLedger;

class ExecutionLog final : public sqlite::LambdaObserver {
public:
    /// All must outlive this object.
    ExecutionLog(
        const Scenario& scenario, Chronicle& chronicle, PassLog& passes, Recorder& recorder
    );

    void accepted(const sqlite::InvocationEvent& event) override;
    void started(const sqlite::InvocationEvent& event) override;
    void finished(
        const sqlite::InvocationEvent& event,
        sqlite::InvocationOutcome outcome,
        Duration duration,
        Duration billed
    ) override;
    void retried(const sqlite::InvocationEvent& event, Timestamp next_attempt_at) override;
    void throttled(const sqlite::InvocationEvent& event, sqlite::ThrottleReason reason) override;
    void duplicated(const sqlite::InvocationEvent& event, std::string_view duplicate_id) override;
    void dropped(const sqlite::InvocationEvent& event, sqlite::DropReason reason) override;

    /// Whose executions are paid; without, nobody counts.
    void set_ledger(CostLedger& ledger) { ledger_ = &ledger; }

    /// Null for ids that Lambda has done with.
    Execution* find(std::string_view request_id);
    FunctionActivity activity(std::string_view function) const;
    /// Records what is still under way, at the end of a run.
    void record_unfinished();
    /// Records the throttles of the minute that ends. To be called at the end of a run; during it
    /// the next minute's first throttle does it.
    void record_throttles();

private:
    void check_start(const sqlite::InvocationEvent& event, const FunctionActivity& activity);
    void record(
        std::string_view request_id,
        const Execution& execution,
        std::optional<Timestamp> finished,
        std::string_view outcome
    );
    FunctionActivity& activity_of(std::string_view function);
    std::string_view labourer_of(const Execution& execution) const;
    void bill_start(const Execution& execution);
    void bill_end(const Execution& execution, Duration billed);

    CostLedger* ledger_ = nullptr;
    const Scenario& scenario_;
    Chronicle& chronicle_;
    PassLog& passes_;
    Recorder& recorder_;
    std::map<std::string, Execution, std::less<>> executions_;
    std::map<std::string, FunctionActivity, std::less<>> activities_;
    std::int64_t executing_ = 0;  ///< Of all functions.
    Timestamp throttled_minute_{};
    /// Of that minute, by function and reason.
    std::map<std::pair<std::string, sqlite::ThrottleReason>, std::int64_t> throttles_;
};

}  // namespace sosw::sim
