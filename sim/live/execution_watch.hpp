#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/live/execution_entry.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/execution_log.hpp"

namespace sosw::sim {

/// Hears of executions and completions from the stand-ins' table, and tells the log, the chronicle
/// and the metrics of them.
///
/// They happened earlier, elsewhere, by another clock. The record gets the times at which they
/// happened, never before the invocation was accepted; metrics feel an execution when it is heard
/// of. An execution without an end that should have been ended by its timeout is taken for that.
class ExecutionWatch {
public:
    struct World {
        const Scenario& scenario;
        const Clock& clock;
        const EventQueue& events;
        DynamoDb& dynamo_db;  ///< That tells nobody.
        std::string table;
        Chronicle& chronicle;
        ExecutionLog& executions;
        /// Until an execution that overran its timeout is given up: its last word may be on its
        /// way.
        Duration grace = std::chrono::seconds{10};
        std::vector<sqlite::LambdaObserver*> metrics{};
    };

    /// All must outlive this object.
    explicit ExecutionWatch(World world);

    /// `metric` feels executions from now on.
    void add_metric(sqlite::LambdaObserver& metric) { world_.metrics.push_back(&metric); }

    /// Reads the table and tells what is new, in the order of time; deletes what is done with.
    /// Errors: those of the table. What was not heard of is heard of next time.
    Result<void> poll();

    /// As `Chronicle::BeforeClose`: looks once more, and takes the item's word where nobody else
    /// tells of its completion.
    void before_close(TaskNumber task, const Item& item);

    /// How often the table could not be read or cleaned.
    std::int64_t failures() const { return failures_; }

private:
    using Key = std::pair<std::string, std::int64_t>;

    /// A start or an end that has not been told.
    struct News {
        Timestamp at{};
        bool is_end = false;
        const ExecutionEntry* entry = nullptr;
    };

    Result<std::vector<ExecutionEntry>> read();
    std::vector<News> news_of(const std::vector<ExecutionEntry>& entries) const;
    void take_for_timed_out(std::vector<ExecutionEntry>& entries);
    /// One that was taken for timed out ended after all: its report counts.
    void tell_late_ends(const std::vector<ExecutionEntry>& entries);
    void tell_start(const ExecutionEntry& entry);
    void tell_end(const ExecutionEntry& entry);
    void tell_report(const ExecutionEntry& entry);
    void follow_failure(const ExecutionEntry& entry, const sqlite::InvocationEvent& event);
    /// Under which the record has it: of what is delivered while it runs already, another id.
    std::string_view id_of(const ExecutionEntry& entry) const;
    Execution* execution_of(const ExecutionEntry& entry) const {
        return world_.executions.find(id_of(entry));
    }
    sqlite::InvocationEvent event_of(const ExecutionEntry& entry, Timestamp at) const;
    Timestamp after_acceptance(const ExecutionEntry& entry, Timestamp at) const;
    /// Deletes the items of requests that are done.
    Result<void> clean(const std::vector<ExecutionEntry>& entries);

    World world_;
    std::set<Key> started_;           ///< Told.
    std::set<Key> ended_;             ///< Told.
    std::set<Key> timed_out_;         ///< Of them, those that nobody ended.
    std::set<std::string> done_;      ///< Requests that Lambda has done with.
    std::map<Key, std::string> ids_;  ///< Of those whose id is not their request's.
    std::set<TaskNumber> inferred_;   ///< Completions that were taken from the item.
    std::int64_t failures_ = 0;
};

}  // namespace sosw::sim
