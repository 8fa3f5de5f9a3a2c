#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "backends/sqlite/lambda_observer.hpp"
#include "core/ports/clock.hpp"
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

    /// Executions are heard of late and in no strict order, as of somebody else's clock: how many
    /// there are at once is then not judged. `clock` must outlive this object.
    void set_heard_late(const Clock& clock) { heard_by_ = &clock; }
    /// Why an execution belongs to no invocation that was seen.
    enum class Unseen {
        ReplyLost,       ///< The caller was not told that its invocation was accepted.
        DeliveredAgain,  ///< Lambda was done with it and delivers it once more.
    };
    /// Such an invocation comes to light. Requires that `event.request_id` is not under way.
    void found(const sqlite::InvocationEvent& event, Unseen why);

    /// Whose executions are paid; without, nobody counts.
    void set_ledger(CostLedger& ledger) { ledger_ = &ledger; }

    /// Null for ids that Lambda has done with.
    Execution* find(std::string_view request_id);
    FunctionActivity activity(std::string_view function) const;
    /// Whether Lambda has done with everything that it accepted.
    bool is_idle() const { return executions_.empty(); }
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

    /// A time that does not go back, whatever the events' are.
    Timestamp level_time(const sqlite::InvocationEvent& event) const {
        return heard_by_ != nullptr ? heard_by_->now() : event.at;
    }

    CostLedger* ledger_ = nullptr;
    const Clock* heard_by_ = nullptr;  ///< Null: everything is seen as it happens.
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
