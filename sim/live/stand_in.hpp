#pragma once

#include <string>

#include <tl/expected.hpp>

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/ports/attribute_value.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"
#include "sim/live/execution_entry.hpp"
#include "sim/live/stand_in_model.hpp"

namespace sosw::sim {

/// A function that does as a scenario's model says: takes its time, fails now and then, reports its
/// task as completed, and tells the run of it.
///
/// The duration of a task of a trace is looked up. What it draws depends on the run's seed, the
/// task, the attempt and the execution alone. Its cold starts are those that Lambda gives it: the
/// model's would come on top. One instance is one process.
class StandIn {
public:
    /// `clock` sleeps as long as the work takes. All must outlive this object.
    StandIn(Clock& clock, DynamoDb& dynamo_db, const StandInModel& model);

    /// `event` is a task's invocation. A report comes `completion_latency` after the end of the
    /// work, and the function waits for it.
    ///
    /// Errors: `ScenarioFailure` where the model wants it so; `InvalidEvent` for what is of no
    /// task; those of the table, where the run cannot be told. Reports that are refused are none.
    Result<void> handle(const std::string& request_id, const std::string& event);

private:
    struct Draws {
        Duration duration{};
        bool fails = false;
        Duration completion_latency{};
    };

    /// Puts the item of the execution, under the first number that is free.
    Result<void> announce(ExecutionEntry& entry);
    /// Errors: those of the table of durations.
    Result<Draws> draw(const Map& event, std::int64_t execution) const;
    void report(const Map& event, ExecutionEntry& entry);
    Result<void> tell_end(const ExecutionEntry& entry);

    Clock& clock_;
    DynamoDb& dynamo_db_;
    const StandInModel& model_;
    bool is_cold_ = true;
};

}  // namespace sosw::sim
