#include "sim/world/pass_log.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "sim/invariants/pass_checks.hpp"

namespace sosw::sim {

namespace {

void add_error(std::string& errors, std::string_view who, const std::optional<Error>& error) {
    if (error) {
        errors += fmt::format("{}{}: {}", errors.empty() ? "" : "\n", who, to_string(*error));
    }
}

std::string errors_of(const OrchestratorPass& pass) {
    std::string errors;
    for (const LabourerDecision& decision : pass.decisions) {
        add_error(errors, decision.labourer, decision.error);
        for (const InvocationOutcome& outcome : decision.outcomes) {
            if (outcome.result == InvocationResult::ClosedInvalid) {
                add_error(errors, decision.labourer, outcome.error);
            }
        }
    }
    return errors;
}

std::string errors_of(const ScavengerPass& pass) {
    std::string errors;
    for (const LabourerScavenge& scavenge : pass.scavenges) {
        add_error(errors, scavenge.labourer, scavenge.error);
        for (const ScavengeOutcome& outcome : scavenge.outcomes) {
            add_error(errors, scavenge.labourer, outcome.error);
        }
    }
    add_error(errors, "sns", pass.publish_error);
    return errors;
}

std::string errors_of(const Result<ScheduleResult>& result) {
    if (!result) {
        return to_string(result.error());
    }
    std::string warnings;
    for (const std::string& warning : result->warnings) {
        warnings += fmt::format("{}warning: {}", warnings.empty() ? "" : "\n", warning);
    }
    return warnings;
}

/// What a pass says about a task that no port was seen to change; nothing for the others.
std::optional<TaskEventKind> remark_of(InvocationResult result) {
    switch (result) {
        case InvocationResult::SkippedConcurrent:
            return TaskEventKind::Skipped;
        case InvocationResult::TakenBack:
            return TaskEventKind::TakenBack;
        case InvocationResult::Stranded:
            return TaskEventKind::Stranded;
        case InvocationResult::Invoked:
        case InvocationResult::ClosedInvalid:
        case InvocationResult::Failed:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(RuleTarget target) {
    switch (target) {
        case RuleTarget::Orchestrator:
            return "sosw_orchestrator";
        case RuleTarget::Scavenger:
            return "sosw_scavenger";
        case RuleTarget::Scheduler:
            return "sosw_scheduler";
    }
    ENSURE(false);
}

std::string_view to_string(CutOff why) {
    switch (why) {
        case CutOff::RunEnded:
            return "cut off by the end of the run";
        case CutOff::TimedOut:
            return "timed out";
        case CutOff::Crashed:
            return "crashed";
    }
    return "unknown";
}

PassLog::PassLog(Chronicle& chronicle, TaskLedger& ledger, const Clock& clock, Recorder& recorder)
    : chronicle_{chronicle},
      ledger_{ledger},
      clock_{clock},
      recorder_{recorder},
      statuses_(ledger.labourers()) {}

void PassLog::watch_drains(DrainWatch& drains, Timestamp faults_end) {
    drains_ = &drains;
    faults_end_ = faults_end;
}

void PassLog::note_hindrance(std::string_view labourer) {
    const auto position = ledger_.find_labourer(labourer);
    if (drains_ != nullptr && position && clock_.now() < faults_end_) {
        drains_->hindered(*position, ledger_, clock_.now());
    }
}

void PassLog::watch(const LabourerDecision& decision) {
    if (decision.error) {
        note_hindrance(decision.labourer);
        return;
    }
    const auto position = ledger_.find_labourer(decision.labourer);
    if (drains_ != nullptr && position && decision.decided) {
        const std::int64_t most =
            allowed_at(ledger_.limits(*position), to_number(decision.health.status));
        drains_->allowed(*position, ledger_, most, clock_.now());
    }
}

PassLog::InvokeScope::InvokeScope(PassLog& log, PassNumber pass) : log_{log} {
    ENSURE(log_.invoking_ == 0);
    log_.invoking_ = pass;
}

PassLog::InvokeScope::~InvokeScope() { log_.invoking_ = 0; }

PassNumber PassLog::begin(RuleTarget target) {
    ActivePass pass{
        .target = target,
        .started = clock_.now(),
        .accepted = std::vector<std::int64_t>(ledger_.labourers()),
    };
    for (auto& [number, other] : active_) {
        if (other.target == target) {
            ++other.overlaps;
            ++pass.overlaps;
        }
    }
    active_.emplace(++last_pass_, pass);
    return last_pass_;
}

PassRow PassLog::row_of(PassNumber pass) const {
    const ActivePass& active = active_.at(pass);
    return {
        .pass = pass,
        .essential = to_string(active.target),
        .started = active.started,
        .finished = clock_.now(),
        .overlapped = active.overlaps > 0,
    };
}

void PassLog::end(PassNumber pass, const OrchestratorPass& result) {
    PassRow row = row_of(pass);
    row.failed = result.failed();
    row.error = errors_of(result);
    row.invoked = result.invoked_tasks();
    row.skipped = result.concurrent_task_invocations_skipped();
    recorder_.record(row);
    for (const LabourerDecision& decision : result.decisions) {
        record_decision(pass, decision);
        record_outcomes(pass, decision);
        check_conduct(pass, decision);
        watch(decision);
    }
    active_.erase(pass);
}

void PassLog::end(PassNumber pass, const ScavengerPass& result) {
    PassRow row = row_of(pass);
    row.failed = result.failed();
    row.error = errors_of(result);
    row.archived = result.count(ScavengeResult::Archived);
    row.expired = result.count(ScavengeResult::ScheduledForRetry);
    row.dead = result.count(ScavengeResult::ClosedDead);
    row.retried = result.count(ScavengeResult::DueForRetry);
    row.lost_races = result.count(ScavengeResult::LostRace);
    recorder_.record(row);
    for (const LabourerScavenge& scavenge : result.scavenges) {
        if (scavenge.error || scavenge.count(ScavengeResult::Failed) > 0) {
            note_hindrance(scavenge.labourer);
        }
    }
    active_.erase(pass);
}

void PassLog::end(PassNumber pass, const Result<ScheduleResult>& result) {
    PassRow row = row_of(pass);
    row.failed = !result;
    row.error = errors_of(result);
    recorder_.record(row);
    active_.erase(pass);
}

void PassLog::cut_off(PassNumber pass, CutOff why) {
    PassRow row = row_of(pass);
    row.finished = std::nullopt;
    row.failed = why != CutOff::RunEnded;
    row.error = to_string(why);
    recorder_.record(row);
    const bool moves_tasks = active_.at(pass).target != RuleTarget::Scheduler;
    for (std::size_t i = 0; moves_tasks && i < ledger_.labourers(); ++i) {
        chronicle_.violated(check_cut_off(
            {.pass = pass,
             .labourer = ledger_.labourer_id(i),
             .accepted = active_.at(pass).accepted[i]},
            ledger_.limits(i)
        ));
        if (why == CutOff::TimedOut && drains_ != nullptr) {
            drains_->hindered(i, ledger_, clock_.now());  // the scenario's own limit, at any time
        } else {
            note_hindrance(ledger_.labourer_id(i));
        }
    }
    active_.erase(pass);
}

void PassLog::record_decision(PassNumber pass, const LabourerDecision& decision) {
    const Timestamp at = active_.at(pass).started;
    const std::int64_t invoked = decision.count(InvocationResult::Invoked);
    const std::int64_t skipped = decision.count(InvocationResult::SkippedConcurrent);
    recorder_.record(DecisionRow{
        .pass = pass,
        .at = at,
        .essential = to_string(RuleTarget::Orchestrator),
        .labourer = decision.labourer,
        .decided = decision.decided,
        .status = to_number(decision.health.status),
        .coefficient = decision.coefficient,
        .max = decision.max_simultaneous_invocations,
        .running = decision.running,
        .desired = decision.desired,
        .fetched = decision.fetched,
        .invoked = invoked,
        .skipped = skipped,
        .errors = std::ssize(decision.outcomes) - invoked - skipped,
        .error = decision.error ? to_string(*decision.error) : std::string{},
        .explanation = decision.explanation(),
    });
    for (const MetricReading& reading : decision.health.readings) {
        recorder_.record(DecisionMetricRow{
            .pass = pass,
            .labourer = decision.labourer,
            .metric = reading.metric,
            .at = at,
            .value = reading.value,
            .feeling = reading.feeling ? std::optional{to_number(*reading.feeling)} : std::nullopt,
            .missing = reading.missing_data,
        });
    }
    if (const auto labourer = ledger_.find_labourer(decision.labourer);
        labourer && decision.decided) {
        statuses_[*labourer] = to_number(decision.health.status);
    }
}

void PassLog::record_outcomes(PassNumber pass, const LabourerDecision& decision) {
    for (const InvocationOutcome& outcome : decision.outcomes) {
        if (const auto kind = remark_of(outcome.result)) {
            const Error* error = outcome.error ? &*outcome.error : nullptr;
            chronicle_.remarked(*kind, outcome.task_id, outcome.attempts, error, pass);
        }
    }
}

void PassLog::check_conduct(PassNumber pass, const LabourerDecision& decision) {
    const auto labourer = ledger_.find_labourer(decision.labourer);
    if (!labourer) {
        return;
    }
    const PassConduct conduct{
        .pass = pass,
        .labourer = decision.labourer,
        .decided = decision.decided,
        .status = to_number(decision.health.status),
        .running = decision.running,
        .desired = decision.desired,
        .accepted = active_.at(pass).accepted[*labourer],
    };
    chronicle_.violated(check_desired(conduct, ledger_.limits(*labourer)));
    chronicle_.violated(check_nothing_at_zero(conduct, ledger_.limits(*labourer)));
}

void PassLog::task_invoked(const InvokedTask& invoked, std::string_view request_id) {
    ENSURE(invoking_ != 0);
    chronicle_.invoked(invoked, request_id, invoking_);
    ++active_.at(invoking_).accepted[ledger_.task(invoked.task).labourer];
    note_excess(invoking_, invoked.task);
}

void PassLog::note_excess(PassNumber pass, TaskNumber task) {
    const std::size_t labourer = ledger_.task(task).labourer;
    const std::int64_t max = ledger_.max_running(labourer);
    std::int64_t running = ledger_.running(labourer, clock_.now());
    if (running > max && catch_up_) {
        catch_up_();
        running = ledger_.running(labourer, clock_.now());
    }
    if (running <= max) {
        return;
    }
    recorder_.record(LimitRaceRow{
        .at = clock_.now(),
        .pass = pass,
        .labourer = ledger_.labourer_id(labourer),
        .task = task,
        .running = running,
        .max = max,
        .overlapping = active_.at(pass).overlaps,
    });
    const bool excused =
        active_.at(pass).overlaps > 0 || clocks_differ_ || index_lags_ || catch_up_ != nullptr;
    chronicle_.violated(check_limit(pass, ledger_.limits(labourer), running, excused), task);
}

}  // namespace sosw::sim
