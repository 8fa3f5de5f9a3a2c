#include "tests/sim/world/small_world.hpp"

#include <utility>

#include "core/base/ensure.hpp"
#include "tests/support/config_builders.hpp"

namespace sosw::sim {

using std::chrono::minutes;
using std::chrono::seconds;

Scenario small_world() {
    const SoswConfig config = test::sosw_config({test::labourer_config("worker", 10)});
    Scenario scenario{
        .name = "small world",
        .seed = 7,
        .start = *parse_timestamp("2026-03-02T08:00:00Z"),
        .duration = minutes{40},
        .config = {.orchestrator = config, .scavenger = config},
    };
    scenario.functions = {{
        .name = "worker",
        .duration = Distribution::constant(minutes{1}),
        .timeout = minutes{5},
        .maximum_retry_attempts = 0,
    }};
    scenario.workload = {{
        .labourer = "worker",
        .payload = R"({"page": 1})",
        .phases = {{
            .duration = minutes{30},
            .rate_per_second = 5.0 / 60,
            .ramp_to_per_second = 5.0 / 60,
            .arrivals = Arrivals::Even,
        }},
    }};
    scenario.rules = {{.target = RuleTarget::Orchestrator}, {.target = RuleTarget::Scavenger}};
    return scenario;
}

void add_database(Scenario& scenario, double base, double per_running) {
    scenario.metrics = {{
        .metric_namespace = "AWS/RDS",
        .name = "CPUUtilization",
        .base = ConstantSignal{base},
        .per_running = {{"worker", per_running}},
        .clamp = Clamp{.min = 0, .max = 100},
    }};
    const HealthMetric metric{
        .name = "SomeDBCPU",
        .details = {.metric_namespace = "AWS/RDS", .metric_name = "CPUUtilization"},
        .feelings = {{EcoStatus::High, 25}, {EcoStatus::Good, 50}},
    };
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        config->task_manager.labourers.front().health_metrics = {metric};
    }
}

void set_latency(Scenario& scenario, Duration dynamodb, Duration lambda_invoke) {
    scenario.latency.dynamodb = Distribution::constant(dynamodb);
    scenario.latency.lambda_invoke = Distribution::constant(lambda_invoke);
}

std::unique_ptr<World> make_world(const Scenario& scenario, WorldOptions options) {
    Result<std::unique_ptr<World>> world = World::create(scenario, std::move(options));
    ENSURE(world.has_value());
    return *std::move(world);
}

std::int64_t number(World& world, std::string_view sql) {
    sqlite::Statement statement{world.recorder().database(), sql};
    return statement.step() ? statement.column_int64(0) : 0;
}

std::string text(World& world, std::string_view sql) {
    sqlite::Statement statement{world.recorder().database(), sql};
    return statement.step() ? std::string{statement.column_text(0)} : std::string{};
}

std::string violations(World& world) {
    return text(
        world, "SELECT group_concat(invariant || ': ' || message, char(10)) FROM violation"
    );
}

std::string run_to_hash(const Scenario& scenario, WorldOptions options) {
    return make_world(scenario, std::move(options))->run().event_log_hash;
}

}  // namespace sosw::sim
