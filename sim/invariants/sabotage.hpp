#pragma once

#include <functional>
#include <optional>

#include "core/essentials/orchestrator.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "core/tasks/task_manager.hpp"

namespace sosw::sim {

/// What one pass of the Orchestrator has at hand.
struct PassTools {
    Orchestrator& orchestrator;
    TaskManager& tasks;
    DynamoDb& dynamo_db;
    Lambda& lambda;
};

/// Breaks a world on purpose, so that tests see each invariant caught.
struct Sabotage {
    /// Instead of `Orchestrator::run_once`, with the same ports.
    std::function<OrchestratorPass(PassTools& tools)> orchestrate{};
    /// Lambda's own limit, instead of the scenario's.
    std::optional<int> account_concurrency{};
};

}  // namespace sosw::sim
