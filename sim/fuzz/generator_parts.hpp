#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/fuzz/draw.hpp"

/// The parts of a random scenario. For the generator's own files.

namespace sosw::sim {

/// What the parts of one scenario have to agree about.
struct WorldPlan {
    std::int64_t disturbed_seconds = 0;  ///< Arrivals and faults end here.
    std::vector<std::string> labourers{};
    std::vector<std::string> functions{};
    std::vector<std::string> metrics{};    ///< Names in CloudWatch.
    std::int64_t account_concurrency = 0;  ///< 0: AWS's own, more than anybody needs.
};

nlohmann::ordered_json make_config(const Draw& draw, const WorldPlan& plan);
nlohmann::ordered_json make_functions(const Draw& draw, const WorldPlan& plan);
nlohmann::ordered_json make_workload(const Draw& draw, const WorldPlan& plan);
/// Adds jobs, and what the Scheduler needs for them, to a whole scenario.
void add_jobs(const Draw& draw, const WorldPlan& plan, nlohmann::ordered_json& scenario);
nlohmann::ordered_json make_metrics(const Draw& draw, const WorldPlan& plan);
nlohmann::ordered_json make_rules(const Draw& draw);
nlohmann::ordered_json make_latency(const Draw& draw);
nlohmann::ordered_json make_essentials(const Draw& draw);
nlohmann::ordered_json make_tables(const Draw& draw);
nlohmann::ordered_json make_prices(const Draw& draw);
nlohmann::ordered_json make_faults(const Draw& draw, const WorldPlan& plan);

/// Some distribution of durations near `seconds`.
nlohmann::ordered_json make_duration(Draw& draw, std::int64_t seconds);

}  // namespace sosw::sim
