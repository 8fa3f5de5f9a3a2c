#include "sim/world/pass_runner.hpp"

#include <memory>
#include <utility>

#include "backends/time_zone.hpp"
#include "core/base/ensure.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "sim/invariants/sabotage.hpp"
#include "sim/world/latency_sampler.hpp"
#include "sim/world/metered_services.hpp"
#include "sim/world/retrying_dynamo_db.hpp"

namespace sosw::sim {

namespace {

/// When Lambda ends the pass, if it has not ended by itself.
struct Deadline {
    EventToken event{};
    bool passed = false;
};

FaultTarget fault_target(RuleTarget target) {
    switch (target) {
        case RuleTarget::Orchestrator:
            return FaultTarget::Orchestrator;
        case RuleTarget::Scavenger:
            return FaultTarget::Scavenger;
        case RuleTarget::Scheduler:
            return FaultTarget::Scheduler;
    }
    ENSURE(false);
}

}  // namespace

PassRunner::PassRunner(
    const Scenario& scenario,
    const Random& random,
    Services services,
    Clock& clock,
    EventQueue& events,
    ActorSystem& actors,
    Chronicle& chronicle,
    PassLog& log,
    FaultPlan& faults,
    TaskManager::TaskIds task_ids
)
    : scenario_{scenario},
      random_{random},
      services_{services},
      clock_{clock},
      events_{events},
      actors_{actors},
      chronicle_{chronicle},
      log_{log},
      faults_{faults},
      task_ids_{std::move(task_ids)},
      takes_time_{
          !scenario.latency.is_zero() || faults.delays_calls_of(FaultTarget::Orchestrator) ||
          faults.delays_calls_of(FaultTarget::Scavenger)} {}

PassLatency PassRunner::latency_of(PassNumber pass) const {
    const LatencyModel& model = scenario_.latency;
    const std::string suffix = "/" + std::to_string(pass);
    return {
        .dynamo_db = latency_sampler(model.dynamodb, random_, "latency/dynamodb" + suffix),
        .lambda = latency_sampler(model.lambda_invoke, random_, "latency/lambda" + suffix),
        .cloud_watch = latency_sampler(model.cloudwatch, random_, "latency/cloudwatch" + suffix),
        .sns = latency_sampler(model.sns, random_, "latency/sns" + suffix),
    };
}

std::unique_ptr<MeteredServices> PassRunner::metered(PassNumber pass) const {
    return ledger_ == nullptr ? nullptr
                              : std::make_unique<MeteredServices>(
                                    services_,
                                    CostKey{.payer = Payer::Pass, .pass = pass},
                                    *ledger_,
                                    *service_metrics_
                                );
}

void PassRunner::tick(RuleTarget target) {
    const bool twice = faults_.starts_twice(fault_target(target));
    start(target);
    if (twice) {
        start(target);
    }
}

void PassRunner::start(RuleTarget target) {
    const PassNumber number = log_.begin(target);
    if (!takes_time_) {
        run(target, number);
        return;
    }
    spawn(
        target,
        number,
        [this, target, number] { run(target, number); },
        [this, number](CutOff why) { log_.cut_off(number, why); }
    );
}

void PassRunner::spawn(
    RuleTarget target,
    PassNumber number,
    std::function<void()> body,
    std::function<void(CutOff)> on_cut_off
) {
    const auto end = std::make_shared<Deadline>();
    const ActorId actor = actors_.spawn(
        std::string{to_string(target)} + " pass " + std::to_string(number),
        std::move(body),
        [this, end, cut_off = std::move(on_cut_off)](ActorOutcome outcome) {
            events_.cancel(end->event);
            if (outcome != ActorOutcome::Completed) {
                cut_off(end->passed ? CutOff::TimedOut : CutOff::RunEnded);
            }
        }
    );
    if (actors_.alive(actor)) {
        end->event =
            events_.schedule_after(scenario_.essentials.of(target).timeout, [this, actor, end] {
                end->passed = true;
                actors_.cancel(actor);
            });
    }
}

void PassRunner::run(RuleTarget target, PassNumber number) {
    const Duration skew = faults_.clock_skew({.target = fault_target(target), .pass = number});
    SkewedClock clock{clock_, skew};
    try {
        if (target == RuleTarget::Orchestrator) {
            run_orchestrator(number, clock);
        } else {
            run_scavenger(number, clock);
        }
    } catch (const CallerCrashed&) {
        log_.cut_off(number, CutOff::Crashed);
    }
}

PassPorts::Pass PassRunner::pass(
    PassNumber number, RuleTarget target, const TaskManagerConfig& config, MeteredServices* metered
) {
    return {
        .services = metered != nullptr ? metered->services() : services_,
        .clock = clock_,
        .chronicle = chronicle_,
        .log = log_,
        .config = config,
        .number = number,
        .target = fault_target(target),
        .tally = tally_,
    };
}

void PassRunner::run_orchestrator(PassNumber number, Clock& clock) {
    const SoswConfig& config = scenario_.config.orchestrator;
    const std::unique_ptr<MeteredServices> meter = metered(number);
    PassPorts ports{
        pass(number, RuleTarget::Orchestrator, config.task_manager, meter.get()),
        latency_of(number),
        faults_};
    EcologyManager ecology{clock, ports.cloud_watch(), ports.lambda(), orchestrator_memory_};
    TaskManager tasks{
        clock, task_ids_, ports.dynamo_db(), ports.lambda(), ecology, config.task_manager};
    Orchestrator orchestrator{clock, tasks, config.orchestrator};
    if (sabotage_ != nullptr && sabotage_->orchestrate) {
        PassTools tools{
            .orchestrator = orchestrator,
            .tasks = tasks,
            .dynamo_db = ports.dynamo_db(),
            .lambda = ports.lambda()};
        log_.end(number, sabotage_->orchestrate(tools));
        return;
    }
    log_.end(number, orchestrator.run_once());
}

void PassRunner::run_scavenger(PassNumber number, Clock& clock) {
    const SoswConfig& config = scenario_.config.scavenger;
    const std::unique_ptr<MeteredServices> meter = metered(number);
    PassPorts ports{
        pass(number, RuleTarget::Scavenger, config.task_manager, meter.get()),
        latency_of(number),
        faults_};
    EcologyManager ecology{clock, ports.cloud_watch(), ports.lambda(), scavenger_memory_};
    TaskManager tasks{
        clock, task_ids_, ports.dynamo_db(), ports.lambda(), ecology, config.task_manager};
    Scavenger scavenger{clock, tasks, ports.sns(), config.scavenger};
    log_.end(number, scavenger.run_once());
}

void PassRunner::schedule(SchedulerCall call) {
    const PassNumber number = log_.begin(RuleTarget::Scheduler);
    const auto shared = std::make_shared<const SchedulerCall>(std::move(call));
    const auto cut_off = [this, number, shared](CutOff why) {
        log_.cut_off(number, why);
        shared->on_end({.pass = number, .run_ended = why == CutOff::RunEnded});
    };
    const auto body = [this, number, shared, cut_off] {
        const FaultCaller caller{.target = FaultTarget::Scheduler, .pass = number};
        SkewedClock clock{clock_, faults_.clock_skew(caller)};
        SchedulerEnd end{.pass = number};
        try {
            end.result = run_scheduler(number, clock, *shared);
        } catch (const CallerCrashed&) {
            cut_off(CutOff::Crashed);
            return;
        }
        log_.end(number, *end.result);
        shared->on_end(end);
    };
    spawn(RuleTarget::Scheduler, number, body, cut_off);
}

Result<ScheduleResult> PassRunner::run_scheduler(
    PassNumber number, Clock& clock, const SchedulerCall& call
) {
    const SoswConfig& config = scenario_.config.scheduler;
    const std::unique_ptr<MeteredServices> meter = metered(number);
    PassPorts ports{
        pass(number, RuleTarget::Scheduler, config.task_manager, meter.get()),
        latency_of(number),
        faults_};
    RetryingDynamoDb dynamo_db{clock_, ports.dynamo_db()};
    EcologyMemory memory;
    EcologyManager ecology{clock, ports.cloud_watch(), ports.lambda(), memory};
    TaskManager tasks{clock, task_ids_, dynamo_db, ports.lambda(), ecology, config.task_manager};
    Scheduler scheduler{clock, dynamo_db, tasks, queue_files_, config};
    scheduler.set_local_date(local_date_of(config.scheduler));
    scheduler.set_spawn_sibling([&call](const Map& event) {
        call.spawn_sibling(event);
        return Result<void>{};
    });
    return scheduler.handle(
        call.event,
        {.request_id = call.request_id,
         .deadline = clock.now() + scenario_.essentials.scheduler.timeout}
    );
}

}  // namespace sosw::sim
