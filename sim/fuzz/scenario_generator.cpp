#include "sim/fuzz/scenario_generator.hpp"

#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/fuzz/generator_parts.hpp"

namespace sosw::sim {

namespace {

using Json = nlohmann::ordered_json;

WorldPlan make_plan(Draw draw) {
    WorldPlan plan{.disturbed_seconds = draw.between(60, 480)};
    const std::int64_t labourers = draw.pick({1, 1, 2, 3});
    for (std::int64_t i = 1; i <= labourers; ++i) {
        plan.labourers.push_back(fmt::format("labourer_{}", i));
    }
    // Sometimes several labourers share a function.
    const std::int64_t functions = draw.chance(0.2) ? 1 : labourers;
    for (std::int64_t i = 1; i <= functions; ++i) {
        plan.functions.push_back(fmt::format("function_{}", i));
    }
    const std::int64_t metrics = draw.pick({0, 1, 1, 2});
    for (std::int64_t i = 1; i <= metrics; ++i) {
        plan.metrics.push_back(fmt::format("Metric{}", i));
    }
    return plan;
}

void set_if_any(Json& scenario, const char* key, Json part) {
    if (!part.empty()) {
        scenario[key] = std::move(part);
    }
}

}  // namespace

FuzzCase make_case(std::uint64_t seed) {
    const Draw draw{Random{seed}.fork("fuzz")};
    WorldPlan plan = make_plan(draw.fork("plan"));
    if (draw.on("small account", 0.15)) {
        plan.account_concurrency = draw.fork("account").pick({1, 2, 3, 5});
    }
    Draw seeds = draw.fork("seed");
    Json scenario;
    scenario["name"] = fmt::format("fuzz-{}", seed);
    scenario["seed"] = seeds.next() >> 33U;  // short: people read it
    scenario["duration"] = fmt::format("{}s", plan.disturbed_seconds + 24 * 3600);
    scenario["config"] = make_config(draw.fork("config"), plan);
    scenario["functions"] = make_functions(draw.fork("functions"), plan);
    scenario["workload"] = make_workload(draw.fork("workload"), plan);
    set_if_any(scenario, "metrics", make_metrics(draw.fork("metrics"), plan));
    scenario["rules"] = make_rules(draw.fork("rules"));
    set_if_any(scenario, "essentials", make_essentials(draw.fork("essentials")));
    if (plan.account_concurrency > 0) {
        scenario["account_concurrency"] = plan.account_concurrency;
    }
    if (draw.on("slow scaling", 0.1)) {
        scenario["concurrency_scaling_rate"] = 1;
    }
    set_if_any(scenario, "latency", make_latency(draw.fork("latency")));
    if (draw.on("completion latency", 0.3)) {
        Draw completion = draw.fork("completion");
        scenario["completion"]["latency"] = make_duration(completion, completion.between(1, 90));
    }
    if (draw.on("shuffled ties", 0.3)) {
        scenario["shuffle_ties"] = true;
    }
    set_if_any(scenario, "tables", make_tables(draw.fork("tables")));
    set_if_any(scenario, "prices", make_prices(draw.fork("prices")));
    set_if_any(scenario, "faults", make_faults(draw.fork("faults"), plan));
    if (draw.on("jobs", 0.25)) {
        add_jobs(draw.fork("jobs"), plan, scenario);
    }
    return {
        .seed = seed,
        .text = scenario.dump(4) + "\n",
        .disturbed = std::chrono::seconds{plan.disturbed_seconds},
    };
}

}  // namespace sosw::sim
