#include "cli/orchestrator_text.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "core/base/strings.hpp"
#include "core/ecology/feelings.hpp"

namespace sosw::cli {

namespace {

std::string status_text(EcoStatus status) {
    return fmt::format("{} {}", to_number(status), to_string(status));
}

std::string_view word_of(TreatMissingData treatment) {
    switch (treatment) {
        case TreatMissingData::Breaching:
            return "breaching";
        case TreatMissingData::NotBreaching:
            return "notBreaching";
        case TreatMissingData::Ignore:
            return "ignore";
        case TreatMissingData::Missing:
            return "missing";
    }
    ENSURE(false);
}

std::string comparison_text(const HealthMetric& metric, const Feeling& feeling) {
    return fmt::format("{} {:g}", symbol(metric.comparison), feeling.target);
}

/// Why a value feels as it does: the comparison that holds and the better one that does not.
std::string reason_of_feeling(const HealthMetric& metric, EcoStatus felt) {
    std::vector<std::string> failed;
    for (const Feeling& feeling : metric.feelings) {
        if (feeling.status == felt) {
            const std::string holds = comparison_text(metric, feeling);
            return failed.empty() ? holds : fmt::format("{}, not {}", holds, failed.back());
        }
        failed.push_back(comparison_text(metric, feeling));
    }
    return fmt::format("{} {}", failed.size() > 1 ? "none of" : "not", join(failed, ", "));
}

std::string identity_text(const MetricDetails& details) {
    std::vector<std::string> dimensions;
    dimensions.reserve(details.dimensions.size());
    for (const Dimension& dimension : details.dimensions) {
        dimensions.push_back(dimension.name + "=" + dimension.value);
    }
    return fmt::format(
        "{} of {}/{}{}",
        details.statistic,
        details.metric_namespace,
        details.metric_name,
        dimensions.empty() ? "" : " (" + join(dimensions, ", ") + ")"
    );
}

std::string without_data(const MetricReading& reading, const HealthMetric& metric) {
    return fmt::format(
        "{} has no data and {} (treat_missing_data: {})\n    there is no {} in the last {}",
        metric.name,
        reading.feeling ? "feels " + status_text(*reading.feeling) : "is left out",
        word_of(metric.treat_missing_data),
        identity_text(metric.details),
        format_duration(metric.details.time_slice)
    );
}

std::string reading_text(const MetricReading& reading, const HealthMetric& metric) {
    if (!reading.value || !reading.feeling) {
        return without_data(reading, metric);
    }
    return fmt::format(
        "{} = {:g} feels {}: {}",
        metric.name,
        *reading.value,
        status_text(*reading.feeling),
        reason_of_feeling(metric, *reading.feeling)
    );
}

std::string readings_text(const Labourer& labourer) {
    std::string text;
    for (const MetricReading& reading : labourer.health.readings) {
        const auto metric =
            std::ranges::find(labourer.config->health_metrics, reading.metric, &HealthMetric::name);
        ENSURE(metric != labourer.config->health_metrics.end());
        text += fmt::format("  {}\n", reading_text(reading, *metric));
    }
    return text.empty() ? "  no health metrics: nothing holds it back\n" : text;
}

/// `may run floor(30 × 0.75) = 22, running 4: 18 desired`.
std::string arithmetic_text(const LabourerDecision& decision) {
    const double allowed = decision.max_simultaneous_invocations * decision.coefficient;
    return fmt::format(
        "  may run floor({:g} × {:g}) = {}, running {}: {} desired\n",
        decision.max_simultaneous_invocations,
        decision.coefficient,
        static_cast<std::int64_t>(std::floor(allowed)),
        decision.running,
        decision.desired
    );
}

/// Why not more tasks were invoked than were.
std::string reason_of_fetched(const LabourerDecision& decision) {
    if (decision.desired == 0) {
        const bool forbidden = decision.coefficient <= 0;
        return forbidden
                   ? fmt::format("none may run at status {}", status_text(decision.health.status))
                   : "as many run already as may";
    }
    if (decision.fetched == 0) {
        return "the queue is empty";
    }
    return fmt::format(
        "fetched {}{}",
        decision.fetched,
        decision.fetched < decision.desired ? ", all that the queue had" : ""
    );
}

std::string skipped_text(const LabourerDecision& decision) {
    const std::int64_t skipped = decision.count(InvocationResult::SkippedConcurrent);
    return skipped == 0 ? "" : fmt::format(", {} skipped", skipped);
}

std::string task_text(const InvocationOutcome& outcome, PassKind kind) {
    const std::string why = outcome.error ? ": " + error_text(*outcome.error) : std::string{};
    const bool dry = kind == PassKind::DryRun;
    switch (outcome.result) {
        case InvocationResult::Invoked:
            return fmt::format(
                "{} {}, attempt {}",
                outcome.task_id,
                dry ? "would be invoked" : "invoked",
                attempts_text(outcome.attempts)
            );
        case InvocationResult::SkippedConcurrent:
            return outcome.task_id + " skipped: another pass was faster, or it is completed";
        case InvocationResult::ClosedInvalid:
            return fmt::format(
                "{} {} as invalid{}", outcome.task_id, dry ? "would be closed" : "closed", why
            );
        case InvocationResult::TakenBack:
            return outcome.task_id + " is next in line again, Lambda refused it" + why;
        case InvocationResult::Stranded:
            return outcome.task_id + " may run or not, and comes back when it expires" + why;
        case InvocationResult::Failed:
            return outcome.task_id + " stays as it is" + why;
    }
    ENSURE(false);
}

std::string tasks_text(const LabourerDecision& decision, PassKind kind, const TextStyle& style) {
    std::vector<std::string> lines;
    lines.reserve(decision.outcomes.size());
    for (const InvocationOutcome& outcome : decision.outcomes) {
        lines.push_back(task_text(outcome, kind));
    }
    return task_lines(lines, style);
}

std::string decision_text(
    const Labourer& labourer,
    const LabourerDecision& decision,
    PassKind kind,
    const TextStyle& style
) {
    const std::string name = style.paint.bold(decision.labourer);
    if (!decision.decided) {
        ENSURE(decision.error.has_value());
        return fmt::format(
            "{}  {}\n  {}\n", name, style.paint.bad("not served"), error_text(*decision.error)
        );
    }
    const EcoStatus status = decision.health.status;
    std::string text =
        fmt::format("{}  {}\n", name, style.paint.status(to_number(status), status_text(status)));
    text += readings_text(labourer) + arithmetic_text(decision);
    text += fmt::format(
        "  {}: {} {}{}\n",
        reason_of_fetched(decision),
        decision.count(InvocationResult::Invoked),
        kind == PassKind::DryRun ? "would be invoked" : "invoked",
        skipped_text(decision)
    );
    text += tasks_text(decision, kind, style);
    if (decision.error) {
        text += fmt::format("  {}: {}\n", style.paint.bad("stopped"), error_text(*decision.error));
    }
    return text;
}

}  // namespace

std::string orchestrator_text(const OrchestratorPass& pass, PassKind kind, const TextStyle& style) {
    std::string text = fmt::format(
        "Orchestrator at {}{}\n",
        format_timestamp(from_epoch_seconds(epoch_seconds(pass.started))),
        kind == PassKind::DryRun ? ", a dry run: nothing is changed" : ""
    );
    for (std::size_t i = 0; i < pass.decisions.size(); ++i) {
        text += "\n" + decision_text(pass.labourers[i], pass.decisions[i], kind, style);
    }
    return pass.decisions.empty() ? text + "\nNo labourer is configured.\n" : text;
}

std::vector<std::string> metrics_without_data(const OrchestratorPass& pass) {
    std::vector<std::string> metrics;
    for (const LabourerDecision& decision : pass.decisions) {
        for (const MetricReading& reading : decision.health.readings) {
            if (reading.missing_data &&
                std::ranges::find(metrics, reading.metric) == metrics.end()) {
                metrics.push_back(reading.metric);
            }
        }
    }
    return metrics;
}

}  // namespace sosw::cli
