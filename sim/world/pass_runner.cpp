#include "sim/world/pass_runner.hpp"

#include <memory>
#include <utility>

#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "sim/invariants/sabotage.hpp"
#include "sim/world/latency_sampler.hpp"
#include "sim/world/metered_services.hpp"

namespace sosw::sim {

namespace {

/// When Lambda ends the pass, if it has not ended by itself.
struct Deadline {
    EventToken event{};
    bool passed = false;
};

FaultTarget fault_target(RuleTarget target) {
    return target == RuleTarget::Orchestrator ? FaultTarget::Orchestrator : FaultTarget::Scavenger;
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
    const auto end = std::make_shared<Deadline>();
    const ActorId actor = actors_.spawn(
        std::string{to_string(target)} + " pass " + std::to_string(number),
        [this, target, number] { run(target, number); },
        [this, number, end](ActorOutcome outcome) {
            events_.cancel(end->event);
            if (outcome != ActorOutcome::Completed) {
                log_.cut_off(number, end->passed ? CutOff::TimedOut : CutOff::RunEnded);
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

}  // namespace sosw::sim
