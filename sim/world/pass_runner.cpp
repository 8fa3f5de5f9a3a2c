#include "sim/world/pass_runner.hpp"

#include <memory>
#include <utility>

#include "backends/wrap/latency.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "sim/invariants/sabotage.hpp"
#include "sim/world/observed_ports.hpp"

namespace sosw::sim {

namespace {

bool any_latency(const LatencyModel& latency) {
    return !latency.dynamodb.is_zero() || !latency.lambda_invoke.is_zero() ||
           !latency.cloudwatch.is_zero() || !latency.sns.is_zero();
}

}  // namespace

/// The ports of one pass, from the emulations outwards: observed, then delayed.
struct PassRunner::Pass {
    Pass(PassRunner& runner, PassNumber number, const TaskManagerConfig& config)
        : dynamo_db{runner.services_.dynamo_db, runner.chronicle_, config, number},
          lambda{runner.services_.lambda, runner.chronicle_, runner.log_, number},
          slow_dynamo_db{
              runner.clock_,
              dynamo_db,
              runner.latency("dynamodb", &LatencyModel::dynamodb, number)},
          slow_lambda{
              runner.clock_,
              lambda,
              runner.latency("lambda", &LatencyModel::lambda_invoke, number)},
          slow_cloud_watch{
              runner.clock_,
              runner.services_.cloud_watch,
              runner.latency("cloudwatch", &LatencyModel::cloudwatch, number)},
          slow_sns{
              runner.clock_,
              runner.services_.sns,
              runner.latency("sns", &LatencyModel::sns, number)} {}

    ObservedDynamoDb dynamo_db;
    ObservedLambda lambda;
    LatencyDynamoDb slow_dynamo_db;
    LatencyLambda slow_lambda;
    LatencyCloudWatch slow_cloud_watch;
    LatencySns slow_sns;
};

PassRunner::PassRunner(
    const Scenario& scenario,
    const Random& random,
    Services services,
    Clock& clock,
    ActorSystem& actors,
    Chronicle& chronicle,
    PassLog& log,
    TaskManager::TaskIds task_ids
)
    : scenario_{scenario},
      random_{random},
      services_{services},
      clock_{clock},
      actors_{actors},
      chronicle_{chronicle},
      log_{log},
      task_ids_{std::move(task_ids)},
      has_latency_{any_latency(scenario.latency)} {}

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

void PassRunner::start(RuleTarget target) {
    const PassNumber number = log_.begin(target);
    if (!has_latency_) {
        run(target, number);
        return;
    }
    actors_.spawn(
        std::string{to_string(target)} + " pass " + std::to_string(number),
        [this, target, number] { run(target, number); },
        [this, number](ActorOutcome outcome) {
            if (outcome != ActorOutcome::Completed) {
                log_.cut_off(number);
            }
        }
    );
}

void PassRunner::run(RuleTarget target, PassNumber number) {
    if (target == RuleTarget::Orchestrator) {
        run_orchestrator(number);
    } else {
        run_scavenger(number);
    }
}

void PassRunner::run_orchestrator(PassNumber number) {
    const SoswConfig& config = scenario_.config.orchestrator;
    Pass pass{*this, number, config.task_manager};
    EcologyManager ecology{clock_, pass.slow_cloud_watch, pass.slow_lambda, orchestrator_memory_};
    TaskManager tasks{
        clock_, task_ids_, pass.slow_dynamo_db, pass.slow_lambda, ecology, config.task_manager};
    Orchestrator orchestrator{clock_, tasks, config.orchestrator};
    if (sabotage_ != nullptr && sabotage_->orchestrate) {
        PassTools tools{
            .orchestrator = orchestrator,
            .tasks = tasks,
            .dynamo_db = pass.slow_dynamo_db,
            .lambda = pass.slow_lambda};
        log_.end(number, sabotage_->orchestrate(tools));
        return;
    }
    log_.end(number, orchestrator.run_once());
}

void PassRunner::run_scavenger(PassNumber number) {
    const SoswConfig& config = scenario_.config.scavenger;
    Pass pass{*this, number, config.task_manager};
    EcologyManager ecology{clock_, pass.slow_cloud_watch, pass.slow_lambda, scavenger_memory_};
    TaskManager tasks{
        clock_, task_ids_, pass.slow_dynamo_db, pass.slow_lambda, ecology, config.task_manager};
    Scavenger scavenger{clock_, tasks, pass.slow_sns, config.scavenger};
    log_.end(number, scavenger.run_once());
}

}  // namespace sosw::sim
