#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ensure.hpp"
#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "core/ports/attribute_value.hpp"
#include "core/ports/clock.hpp"
#include "sim/invariants/littles_law.hpp"
#include "sim/invariants/task_ledger.hpp"
#include "sim/record/recorder.hpp"

/// Writes down what happens to tasks, at the instant at which it takes effect, in the ledger and in
/// the record.
///
/// The observed ports tell it of writes and invocations; nothing is taken from what a pass says
/// about itself. What breaks an invariant becomes a row of `violation`.

namespace sosw::sim {

/// Of the task that an invocation's payload speaks of.
struct InvokedTask {
    TaskNumber task = 0;
    double attempt = 0;  ///< Counted from 1.
};

class Chronicle {
public:
    /// All must outlive this object. `config` names the tables and fields.
    Chronicle(
        const TaskManagerConfig& config, const Clock& clock, Recorder& recorder, TaskLedger& ledger
    );

    /// What is told while this object lives happened at `at`, and is heard of only now. At most one
    /// at a time.
    class LateScope {
    public:
        LateScope(Chronicle& chronicle, Timestamp at) : chronicle_{chronicle} {
            ENSURE(!chronicle.late_);
            chronicle.late_ = at;
        }
        ~LateScope() { chronicle_.late_.reset(); }
        LateScope(const LateScope&) = delete;
        LateScope& operator=(const LateScope&) = delete;

    private:
        Chronicle& chronicle_;
    };
    /// Before a task is closed as completed that nobody was seen to complete: a chance to hear of
    /// it.
    using BeforeClose = std::function<void(TaskNumber, const Item&)>;
    void set_before_close(BeforeClose before_close) { before_close_ = std::move(before_close); }

    /// An item was put into the queue, by a pass of the Scheduler or from outside.
    void created(const Item& item, std::optional<PassNumber> pass = std::nullopt);
    /// An item of the table of tasks was updated: marked, its mark taken back, or completed.
    /// `changed`: the attributes that the update wrote, as they are now.
    void updated(const Item& key, const Item& changed);
    /// An item went from one table to another in one transaction.
    void moved(
        std::string_view from_table,
        std::string_view to_table,
        const Item& item,
        std::optional<PassNumber> pass
    );
    /// `pass`: nothing where it is not known whose call this was.
    void invoked(
        const InvokedTask& invoked, std::string_view request_id, std::optional<PassNumber> pass
    );
    void refused(std::string_view payload, const Error& error, PassNumber pass);
    /// Something that the pass saw with a task and that changed nothing: skipped, taken back,
    /// stranded.
    void remarked(
        TaskEventKind kind,
        std::string_view task_id,
        double attempt,
        const Error* error,
        PassNumber pass
    );
    void started(const InvokedTask& invoked, std::string_view request_id, Duration waited);
    void failed(
        const InvokedTask& invoked,
        std::string_view request_id,
        std::string_view reason,
        Duration ran
    );
    /// A worker is about to report its task as completed; `reported` follows. What the report does
    /// to the table is recorded at the instant at which it does it.
    void reporting(TaskNumber task, std::string_view request_id);
    /// What the worker was told.
    void reported(
        TaskNumber task, std::string_view request_id, const Result<CompletionResult>& result
    );

    void violated(const Breach& breach, std::optional<TaskNumber> task = std::nullopt);

    /// The task that `payload` is about; nothing for one that is of no known task.
    std::optional<InvokedTask> read_payload(std::string_view payload);
    const TaskLedger& ledger() const { return ledger_; }
    /// How many tasks of a labourer waited, over time, until now.
    std::uint64_t waiting_area(std::size_t labourer) const {
        return waiting_.at(labourer).until(clock_.now());
    }

private:
    /// When it happened, what is told now.
    Timestamp when() const { return late_.value_or(clock_.now()); }
    /// From then until now; nothing where the order was lost, of what is heard of late.
    Duration since(Timestamp earlier) const;
    std::optional<TaskNumber> task_of(const Item& item);
    TaskFields fields_of(const Item& item) const;
    void completed(TaskNumber task);
    /// The ledger has just changed the task.
    void follow(TaskNumber task);
    TaskEventRow event(TaskEventKind kind, TaskNumber task) const;
    void closed(TaskNumber task, const Item& item, TaskEventRow row);

    const TaskManagerConfig& config_;
    const Clock& clock_;
    Recorder& recorder_;
    TaskLedger& ledger_;
    std::vector<LevelArea> waiting_;                           ///< By labourer.
    std::vector<std::pair<TaskNumber, std::string>> reports_;  ///< Under way, by request id.
    std::optional<Timestamp> late_{};                          ///< Of the scope that is open.
    BeforeClose before_close_{};
};

}  // namespace sosw::sim
