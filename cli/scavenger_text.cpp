#include "cli/scavenger_text.hpp"

#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "core/base/strings.hpp"

namespace sosw::cli {

namespace {

constexpr std::array<std::pair<ScavengeResult, std::string_view>, 6> kCounts{{
    {ScavengeResult::Archived, "archived"},
    {ScavengeResult::ScheduledForRetry, "scheduled for retry"},
    {ScavengeResult::ClosedDead, "dead"},
    {ScavengeResult::DueForRetry, "back in the queue"},
    {ScavengeResult::LostRace, "left to others"},
    {ScavengeResult::Failed, "failed"},
}};

std::string counts_text(const LabourerScavenge& scavenge) {
    std::vector<std::string> counts;
    for (const auto& [result, words] : kCounts) {
        if (const std::int64_t count = scavenge.count(result); count > 0) {
            counts.push_back(fmt::format("{} {}", count, words));
        }
    }
    return counts.empty() ? "nothing completed, expired or due for retry" : join(counts, ", ");
}

std::string task_text(const Labourer& labourer, const ScavengeOutcome& outcome) {
    const std::string attempt =
        fmt::format("attempt {} of {}", attempts_text(outcome.attempts), labourer.max_attempts);
    switch (outcome.result) {
        case ScavengeResult::Archived:
            return outcome.task_id + " completed: archived";
        case ScavengeResult::ScheduledForRetry:
            return fmt::format(
                "{} expired at {}: comes back in {} ({:g} × {})",
                outcome.task_id,
                attempt,
                format_duration(outcome.retry_delay),
                outcome.attempts,
                format_duration(labourer.max_duration)
            );
        case ScavengeResult::ClosedDead:
            return fmt::format("{} expired at {}: closed as dead", outcome.task_id, attempt);
        case ScavengeResult::DueForRetry:
            return fmt::format(
                "{} waited for retry: back in the queue after {} of {} attempts",
                outcome.task_id,
                attempts_text(outcome.attempts),
                labourer.max_attempts
            );
        case ScavengeResult::LostRace:
            return outcome.task_id + " left alone: another pass or a completion was faster";
        case ScavengeResult::Failed:
            return outcome.task_id + " stays as it is" +
                   (outcome.error ? ": " + error_text(*outcome.error) : std::string{});
    }
    ENSURE(false);
}

std::string labourer_text(
    const Labourer& labourer, const LabourerScavenge& scavenge, const TextStyle& style
) {
    std::string text = style.paint.bold(scavenge.labourer) + "  ";
    if (scavenge.error && scavenge.outcomes.empty()) {
        return text + fmt::format(
                          "{}\n  {}\n", style.paint.bad("not served"), error_text(*scavenge.error)
                      );
    }
    text += counts_text(scavenge) + "\n";
    std::vector<std::string> lines;
    lines.reserve(scavenge.outcomes.size());
    for (const ScavengeOutcome& outcome : scavenge.outcomes) {
        lines.push_back(task_text(labourer, outcome));
    }
    text += task_lines(lines, style);
    if (scavenge.error) {
        text += fmt::format("  {}: {}\n", style.paint.bad("stopped"), error_text(*scavenge.error));
    }
    return text;
}

std::string message_text(
    const ScavengerPass& pass, PassKind kind, const std::string& topic, const TextStyle& style
) {
    if (pass.publish_error) {
        return fmt::format(
            "\n{} {}: {}\n",
            style.paint.bad("Dead tasks could not be announced to"),
            topic,
            error_text(*pass.publish_error)
        );
    }
    if (pass.count(ScavengeResult::ClosedDead) == 0) {
        return {};
    }
    return fmt::format(
        "\nDead tasks {} announced to {}.\n", kind == PassKind::DryRun ? "would be" : "were", topic
    );
}

}  // namespace

std::string scavenger_text(
    const ScavengerPass& pass, PassKind kind, const std::string& topic, const TextStyle& style
) {
    std::string text = fmt::format(
        "Scavenger at {}{}\n\n",
        format_timestamp(from_epoch_seconds(epoch_seconds(pass.started))),
        kind == PassKind::DryRun ? ", a dry run: this would be done, and nothing is changed" : ""
    );
    for (std::size_t i = 0; i < pass.scavenges.size(); ++i) {
        text += labourer_text(pass.labourers[i], pass.scavenges[i], style);
    }
    return text + message_text(pass, kind, topic, style);
}

}  // namespace sosw::cli
