#include "sim/world/pass_runner.hpp"

#include <memory>
#include <utility>

#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "sim/invariants/sabotage.hpp"

namespace sosw::sim {

namespace {

bool any_latency(const LatencyModel& latency) {
    return !latency.dynamodb.is_zero() || !latency.lambda_invoke.is_zero() ||
           !latency.cloudwatch.is_zero() || !latency.sns.is_zero();
}

FaultTarget fault_target(RuleTarget target) {
    return target == RuleTarget::Orchestrator ? FaultTarget::Orchestrator : FaultTarget::Scavenger;
}

}  // namespace

PassRunner::PassRunner(
    const Scenario& scenario,
    const Random& random,
    Services services,
    Clock& clock,
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
      actors_{actors},
      chronicle_{chronicle},
      log_{log},
      faults_{faults},
      task_ids_{std::move(task_ids)},
      takes_time_{
          any_latency(scenario.latency) || faults.delays_calls_of(FaultTarget::Orchestrator) ||
          faults.delays_calls_of(FaultTarget::Scavenger)} {}

LatencySampler PassRunner::latency(
    std::string_view service, Distribution LatencyModel::*model, PassNumber pass
) const {
    const Distribution& distribution = scenario_.latency.*model;
    if (distribution.is_zero()) {
        return [] { return Duration::zero(); };
    }
    Random random = random_.fork("latency/" + std::string{service} + "/" + std::to_string(pass));
    return [&distribution, random]() mutable { return distribution.sample(random); };
}

PassLatency PassRunner::latency_of(PassNumber pass) const {
    return {
        .dynamo_db = latency("dynamodb", &LatencyModel::dynamodb, pass),
        .lambda = latency("lambda", &LatencyModel::lambda_invoke, pass),
        .cloud_watch = latency("cloudwatch", &LatencyModel::cloudwatch, pass),
        .sns = latency("sns", &LatencyModel::sns, pass),
    };
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
    actors_.spawn(
        std::string{to_string(target)} + " pass " + std::to_string(number),
        [this, target, number] { run(target, number); },
        [this, number](ActorOutcome outcome) {
            if (outcome != ActorOutcome::Completed) {
                log_.cut_off(number, CutOff::RunEnded);
            }
        }
    );
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
    PassNumber number, RuleTarget target, const TaskManagerConfig& config
) {
    return {
        .services = services_,
        .clock = clock_,
        .chronicle = chronicle_,
        .log = log_,
        .config = config,
        .number = number,
        .target = fault_target(target),
    };
}

void PassRunner::run_orchestrator(PassNumber number, Clock& clock) {
    const SoswConfig& config = scenario_.config.orchestrator;
    PassPorts ports{
        pass(number, RuleTarget::Orchestrator, config.task_manager), latency_of(number), faults_};
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
    PassPorts ports{
        pass(number, RuleTarget::Scavenger, config.task_manager), latency_of(number), faults_};
    EcologyManager ecology{clock, ports.cloud_watch(), ports.lambda(), scavenger_memory_};
    TaskManager tasks{
        clock, task_ids_, ports.dynamo_db(), ports.lambda(), ecology, config.task_manager};
    Scavenger scavenger{clock, tasks, ports.sns(), config.scavenger};
    log_.end(number, scavenger.run_once());
}

}  // namespace sosw::sim
