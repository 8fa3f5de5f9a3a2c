#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/base/random.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/fault_plan.hpp"
#include "sim/world/pass_runner.hpp"

namespace sosw::sim {

/// Gives the scheduled jobs of a scenario's workload to the Scheduler, each when it is due.
///
/// Behind it stands Lambda: an asynchronous invocation that failed, crashed or timed out is
/// repeated twice under its request id, after one minute and after two more, so that the Scheduler
/// goes on with the queue file that it has. A sibling that a pass spawns, since its time ran out,
/// starts at once, under an id of its own.
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html)
class JobSource {
public:
    /// All must outlive this object.
    JobSource(
        const Scenario& scenario,
        const Random& random,
        EventQueue& events,
        PassRunner& runner,
        FaultPlan& faults,
        Recorder& recorder
    );

    void begin();

private:
    /// A job that was given to the Scheduler.
    struct Given {
        std::int64_t number = 0;   ///< From 1.
        std::size_t workload = 0;  ///< Its position in the scenario.
        Timestamp due{};
        Random request_ids;
    };
    struct Invocation {
        std::shared_ptr<Given> job{};
        AttributeValue event{};
        std::string request_id{};
        int attempt = 1;
    };

    /// The job of that entry is due at `at`, and again and again from then on; nothing: never more.
    void plan(std::size_t workload, std::optional<Timestamp> at);
    void give(std::size_t workload, Timestamp due);
    void invoke(const Invocation& invocation);
    void ended(Invocation invocation, const SchedulerEnd& end);
    void record(const Given& job, const std::string& request_id, const SchedulerEnd& end);

    const Scenario& scenario_;
    Random random_;
    EventQueue& events_;
    PassRunner& runner_;
    FaultPlan& faults_;
    Recorder& recorder_;
    std::int64_t given_ = 0;
};

}  // namespace sosw::sim
