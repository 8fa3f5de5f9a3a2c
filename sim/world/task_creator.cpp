#include "sim/world/task_creator.hpp"

#include <algorithm>
#include <utility>

#include "sim/world/latency_sampler.hpp"

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

TaskCreator::TaskCreator(const World& world, const Random& random, TaskManager::TaskIds task_ids)
    : world_{world},
      task_ids_{std::move(task_ids)},
      clock_{world.clock},
      faults_{world.faults, {.target = FaultTarget::Creator}},
      faulty_dynamo_db_{},
      slow_dynamo_db_{},
      tasks_{clock_, task_ids_, tables(random), world.lambda, world.ecology, world.config},
      takes_time_{slow_dynamo_db_ || world.faults.delays_calls_of(FaultTarget::Creator)} {}

DynamoDb& TaskCreator::tables(const Random& random) {
    DynamoDb* tables = &world_.dynamo_db;
    if (world_.faults.strikes_calls_of(FaultTarget::Creator)) {
        tables = &faulty_dynamo_db_.emplace(world_.clock, *tables, faults_);
    }
    if (world_.latency.everyone && !world_.latency.dynamodb.is_zero()) {
        auto sampler = latency_sampler(world_.latency.dynamodb, random, "latency/creators");
        tables = &slow_dynamo_db_.emplace(world_.clock, *tables, std::move(sampler));
    }
    return *tables;
}

void TaskCreator::create(
    const std::string& labourer, const CreateTaskInput& input, std::optional<Duration> duration
) {
    if (takes_time_) {
        run({.labourer = labourer, .input = input, .duration = duration});
    } else if (must_repeat(labourer, input, duration)) {
        repeat({.labourer = labourer, .input = input, .duration = duration});
    }
}

void TaskCreator::run(const Order& order) {
    const auto carry_out = [this, order] {
        if (must_repeat(order.labourer, order.input, order.duration)) {
            repeat(order);
        }
    };
    if (takes_time_) {
        world_.actors.spawn("creator", carry_out);
    } else {
        carry_out();
    }
}

void TaskCreator::repeat(Order order) {
    const Duration delay = delay_before(++order.tries);
    world_.events.schedule_after(delay, [this, order = std::move(order)] { run(order); });
}

Result<std::string> TaskCreator::create_lasting(
    const std::string& labourer, CreateTaskInput input, Duration duration
) {
    // The id is chosen here, so that the duration is known whatever becomes of the reply.
    const std::string id = task_ids_();
    world_.durations.set(id, duration);
    input.attributes.set(world_.config.dynamo_db.field_names.task_id, id);
    input.strict = false;
    return tasks_.create_task(labourer, input);
}

bool TaskCreator::must_repeat(
    const std::string& labourer, const CreateTaskInput& input, std::optional<Duration> duration
) {
    clock_.set_ahead(world_.faults.clock_skew({.target = FaultTarget::Creator}));
    const Result<std::string> created =
        duration ? create_lasting(labourer, input, *duration) : tasks_.create_task(labourer, input);
    if (created || created.error().code == ErrorCode::OutcomeUnknown) {
        return false;
    }
    if (is_retryable(created.error().code)) {
        return true;
    }
    world_.chronicle.violated(Violation{
        .invariant = "created",
        .message = "a task of " + labourer + " could not be created: " + to_string(created.error()),
    });
    return false;
}

}  // namespace sosw::sim
