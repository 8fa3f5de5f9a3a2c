#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/essentials/stop_requested.hpp"
#include "core/tasks/task_manager.hpp"

/// Decides how many tasks of each labourer to invoke, and invokes them.
///
/// A pass never throws and never stops half way because one labourer, function, metric, payload or
/// table failed (M10): the failure stands in the result, the pass goes on, and it still ends as
/// failed. Source: sosw Orchestrator.

namespace sosw {

/// One labourer in one pass: what was seen, what was decided, what came of it.
struct LabourerDecision {
    std::string labourer;
    LabourerHealth health{};
    double coefficient = 0;                   ///< Of the eco status.
    double max_simultaneous_invocations = 0;  ///< After M9.
    std::int64_t running = 0;
    std::int64_t desired = 0;
    std::int64_t fetched = 0;  ///< Tasks that the queue had for `desired`.
    std::int64_t left = 0;     ///< Of those, what the pass was stopped before.
    std::vector<InvocationOutcome> outcomes{};
    bool decided = false;          ///< False: an error came before the decision.
    std::optional<Error> error{};  ///< What ended this labourer's turn.

    std::int64_t count(InvocationResult result) const;
    /// One sentence with the numbers behind the decision, for people.
    std::string explanation() const;
};

struct OrchestratorPass {
    Timestamp started{};
    std::vector<Labourer> labourers{};  ///< As registered, in the order of the configuration.
    /// One per labourer, in the same order; a pass that was stopped has fewer.
    std::vector<LabourerDecision> decisions{};

    std::int64_t invoked_tasks() const;
    std::int64_t concurrent_task_invocations_skipped() const;
    bool failed() const;
    /// It was stopped before everyone had got what it should.
    bool stopped() const;
};

class Orchestrator {
public:
    Orchestrator(Clock& clock, TaskManager& tasks, const OrchestratorConfig& config);

    /// One pass over all labourers, or over as many as there are until it is stopped.
    OrchestratorPass run_once(const StopRequested& stop = {});

    /// The registered labourers of this pass.
    std::vector<Labourer> get_labourers();
    LabourerDecision invoke_for_labourer(const Labourer& labourer, const StopRequested& stop = {});
    /// floor(max × coefficient[status]) − running, never below 0 (K3). Errors: those of the table.
    Result<std::int64_t> get_desired_invocation_number_for_labourer(const Labourer& labourer);
    /// The name under which a field of sosw is stored. Errors: `InvalidRequest` for a name that
    /// sosw does not have.
    Result<std::string> get_db_field_name(const std::string& field) const;

private:
    Result<void> decide(const Labourer& labourer, LabourerDecision& decision);
    void invoke_tasks(
        const Labourer& labourer,
        const std::vector<Task>& tasks,
        const StopRequested& stop,
        LabourerDecision& decision
    );

    Clock& clock_;
    TaskManager& tasks_;
    const OrchestratorConfig& config_;
};

}  // namespace sosw
