#include "sim/world/task_creator.hpp"

#include <algorithm>
#include <utility>

namespace sosw::sim {

namespace {

using std::chrono::seconds;

constexpr Duration kFirstDelay = seconds{1};
constexpr Duration kLongestDelay = seconds{60};

Duration delay_before(int tries) {
    Duration delay = kFirstDelay;
    for (int i = 1; i < tries && delay < kLongestDelay; ++i) {
        delay *= 2;
    }
    return std::min(delay, kLongestDelay);
}

}  // namespace

TaskCreator::TaskCreator(const World& world, TaskManager::TaskIds task_ids)
    : world_{world},
      task_ids_{std::move(task_ids)},
      clock_{world.clock},
      faults_{world.faults, {.target = FaultTarget::Creator}},
      tasks_{
          clock_,
          task_ids_,
          world.faults.strikes_calls_of(FaultTarget::Creator)
              ? faulty_dynamo_db_.emplace(world.clock, world.dynamo_db, faults_)
              : world.dynamo_db,
          world.lambda,
          world.ecology,
          world.config},
      takes_time_{world.faults.delays_calls_of(FaultTarget::Creator)} {}

void TaskCreator::create(
    const std::string& labourer, CreateTaskInput input, std::optional<Duration> duration
) {
    begin({.labourer = labourer, .input = std::move(input), .duration = duration});
}

void TaskCreator::begin(Order order) {
    if (!takes_time_) {
        carry_out(std::move(order));
        return;
    }
    world_.actors.spawn("creator", [this, order = std::move(order)] { carry_out(order); });
}

void TaskCreator::carry_out(Order order) {
    clock_.set_ahead(world_.faults.clock_skew({.target = FaultTarget::Creator}));
    if (order.duration) {
        // The id is chosen here, so that the duration is known whatever becomes of the reply.
        const std::string id = task_ids_();
        world_.durations.set(id, *order.duration);
        order.input.attributes.set(world_.config.dynamo_db.field_names.task_id, id);
        order.input.strict = false;
    }
    const Result<std::string> created = tasks_.create_task(order.labourer, order.input);
    if (created || created.error().code == ErrorCode::OutcomeUnknown) {
        return;
    }
    if (!is_retryable(created.error().code)) {
        world_.chronicle.violated(Violation{
            .invariant = "created",
            .message = "a task of " + order.labourer +
                       " could not be created: " + to_string(created.error()),
        });
        return;
    }
    ++order.tries;
    const Duration delay = delay_before(order.tries);
    world_.events.schedule_after(delay, [this, order = std::move(order)] { begin(order); });
}

}  // namespace sosw::sim
