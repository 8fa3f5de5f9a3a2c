#include "sim/report/text_summary.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "core/ecology/eco_status.hpp"
#include "sim/report/chart_text.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::sim {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kNameWidth = 16;
constexpr std::size_t kNameMax = 22;
constexpr std::string_view kNothing = "-";

std::string name_cell(std::string_view name) { return shortened(name, kNameMax); }

std::string seconds_cell(const std::optional<Statistics>& statistics, double Statistics::*value) {
    return statistics ? short_duration(from_seconds(*statistics.*value)) : std::string{kNothing};
}

std::string number_cell(const std::optional<Statistics>& statistics, double Statistics::*value) {
    return statistics ? short_number(*statistics.*value) : std::string{kNothing};
}

std::string whole_seconds(Duration duration) {
    return format_duration(std::chrono::round<std::chrono::seconds>(duration));
}

std::string run_line(const Summary& summary) {
    std::string text = fmt::format(
        "{} from {}, seed {}",
        whole_seconds(summary.end - summary.start),
        format_timestamp(summary.start),
        summary.seed
    );
    if (summary.wall_seconds) {
        text += fmt::format(
            ", {} in {}",
            summary.live.empty() ? "simulated" : "live",
            short_duration(from_seconds(*summary.wall_seconds))
        );
    }
    return text + (summary.live.empty() ? "" : "\nat " + summary.live);
}

std::string heading(const Summary& summary, const Paint& paint) {
    std::string text = paint.bold(summary.scenario) + "\n";
    if (!summary.description.empty()) {
        text += wrapped(summary.description, kWidth) + "\n";
    }
    return text + paint.dim(run_line(summary)) + "\n";
}

/// `SomeDBCPU <= 25 feels High, <= 50 Good, anything else Bad`.
std::string feelings_text(const HealthMetricSummary& metric) {
    std::string text = metric.metric;
    bool first = true;
    bool bad_named = false;
    for (const auto& [status, target] : metric.feelings) {
        const auto word = eco_status(status);
        bad_named = bad_named || status == 0;
        text += fmt::format(
            "{} {} {} {}{}",
            first ? "" : ",",
            metric.comparison,
            short_number(target),
            first ? "feels " : "",
            word ? to_string(*word) : "unknown"
        );
        first = false;
    }
    return first ? text + " always feels Bad" : text + (bad_named ? "" : ", else Bad");
}

std::string charts(const Summary& summary, const Paint& paint) {
    std::string text;
    for (const LabourerSummary& labourer : summary.labourers) {
        text += labourer_chart(labourer, summary.axis, paint);
        for (const HealthMetricSummary& metric : labourer.health_metrics) {
            text += paint.dim("  " + shortened(feelings_text(metric), kWidth - 2)) + "\n";
        }
        text += "\n";
    }
    const std::string unfelt = unfelt_metrics_chart(summary, paint);
    text += unfelt.empty() ? "" : unfelt + "\n";
    return summary.labourers.empty() ? text : text + chart_legend(summary.axis, paint) + "\n";
}

std::vector<std::string> task_cells(std::string_view name, const TaskCounts& tasks) {
    std::vector<std::string> cells{name_cell(name)};
    for (const std::int64_t count :
         {tasks.created,
          tasks.invoked,
          tasks.completed,
          tasks.failed,
          tasks.expired,
          tasks.retried,
          tasks.dead}) {
        cells.push_back(with_thousands(count));
    }
    return cells;
}

/// What seldom happens and is said only where it did.
std::string rare_counts(const TaskCounts& tasks) {
    std::vector<std::string> parts;
    const auto add = [&](std::int64_t count, std::string_view what) {
        if (count > 0) {
            parts.push_back(fmt::format("{} {}", with_thousands(count), what));
        }
    };
    add(tasks.timeouts, "of the failures were timeouts");
    add(tasks.refused, "refused by Lambda");
    add(tasks.taken_back, "marks taken back");
    add(tasks.stranded, "stranded");
    add(tasks.skipped, "skipped, another pass was faster");
    add(tasks.invalid, "closed as invalid");
    add(tasks.reports_lost, "reports of completion refused or lost");
    return parts.empty() ? "" : "Also: " + join(parts, "; ") + ".\n";
}

/// Nothing where every task came to its end.
std::string left_at_end(const LabourerSummary& labourer) {
    const TaskCounts& tasks = labourer.tasks;
    if (tasks.queued_at_end + tasks.running_at_end + tasks.retry_at_end == 0) {
        return {};
    }
    return fmt::format(
        "At the end {} has {} in the queue{}, {} running, {} waiting for retry.\n",
        labourer.labourer,
        counted(tasks.queued_at_end, "task"),
        labourer.oldest_waiting
            ? fmt::format(" (the oldest for {})", short_duration(*labourer.oldest_waiting))
            : std::string{},
        with_thousands(tasks.running_at_end),
        with_thousands(tasks.retry_at_end)
    );
}

std::string task_table(const Summary& summary, const Paint& paint) {
    TableLines lines{
        {"tasks", "created", "invoked", "completed", "failed", "expired", "retried", "dead"}};
    for (const LabourerSummary& labourer : summary.labourers) {
        lines.push_back(task_cells(labourer.labourer, labourer.tasks));
    }
    if (summary.labourers.size() > 1) {
        lines.push_back(task_cells("together", summary.tasks));
    }
    std::string text = table(lines, kNameWidth, paint) + rare_counts(summary.tasks);
    for (const LabourerSummary& labourer : summary.labourers) {
        text += left_at_end(labourer);
    }
    return text;
}

std::string wait_table(const Summary& summary, const Paint& paint) {
    TableLines lines{{"queue wait", "p50", "p95", "p99", "max", "| running mean", "peak", "of"}};
    for (const LabourerSummary& labourer : summary.labourers) {
        lines.push_back({
            name_cell(labourer.labourer),
            seconds_cell(labourer.queue_wait, &Statistics::p50),
            seconds_cell(labourer.queue_wait, &Statistics::p95),
            seconds_cell(labourer.queue_wait, &Statistics::p99),
            seconds_cell(labourer.queue_wait, &Statistics::max),
            short_number(labourer.running.mean),
            short_number(labourer.running.max),
            short_number(labourer.max_simultaneous),
        });
    }
    return table(lines, kNameWidth, paint);
}

std::string share_cell(Duration part, Duration whole) {
    if (part == Duration::zero()) {
        return std::string{kNothing};
    }
    const double share = whole > Duration::zero() ? to_seconds(part) / to_seconds(whole) : 0;
    return fmt::format("{} {:>3.0f}%", short_duration(part), share * 100);
}

std::string status_table(const Summary& summary, const Paint& paint) {
    TableLines lines{{"time in status"}};
    for (const EcoStatus status : kEcoStatuses) {
        lines[0].push_back(fmt::format("{} {}", to_number(status), to_string(status)));
    }
    lines[0].emplace_back("none yet");
    for (const LabourerSummary& labourer : summary.labourers) {
        const Duration whole = summary.end - summary.start;
        std::vector<std::string> cells{name_cell(labourer.labourer)};
        for (const Duration length : labourer.time_in_status) {
            cells.push_back(share_cell(length, whole));
        }
        cells.push_back(share_cell(labourer.time_without_status, whole));
        lines.push_back(std::move(cells));
    }
    return table(lines, kNameWidth, paint);
}

std::string metric_table(const Summary& summary, const Paint& paint) {
    TableLines lines{{"metric", "min", "mean", "p95", "max", "points"}};
    for (const MetricSummary& metric : summary.metrics) {
        const std::string name =
            metric.dimensions.empty() ? metric.name : metric.name + " " + metric.dimensions;
        lines.push_back({
            shortened(name, 50),
            number_cell(metric.values, &Statistics::min),
            number_cell(metric.values, &Statistics::mean),
            number_cell(metric.values, &Statistics::p95),
            number_cell(metric.values, &Statistics::max),
            with_thousands(metric.values ? metric.values->count : 0),
        });
    }
    return table(lines, kNameWidth, paint);
}

std::string tables(const Summary& summary, const Paint& paint) {
    std::string text;
    if (!summary.labourers.empty()) {
        text += task_table(summary, paint) + "\n";
        text += wait_table(summary, paint) + "\n";
        text += status_table(summary, paint) + "\n";
    }
    if (!summary.metrics.empty()) {
        text += metric_table(summary, paint) + "\n";
    }
    return text;
}

std::string fact(std::string_view name, std::string_view value, const Paint& paint) {
    return paint.bold(left_aligned(name, kNameWidth)) + "  " + std::string{value} + "\n";
}

std::string pass_facts(const Summary& summary, const Paint& paint) {
    std::string text;
    for (const PassSummary& passes : summary.passes) {
        std::string value = fmt::format("{} {}", passes.essential, with_thousands(passes.count));
        const auto add = [&](std::int64_t count, std::string_view what) {
            if (count > 0) {
                value += fmt::format(", {} {}", with_thousands(count), what);
            }
        };
        add(passes.overlapped, "overlapped");
        add(passes.cut_off, "cut off");
        add(passes.failed, "failed");
        text += fact(text.empty() ? "passes" : "", value, paint);
        if (!passes.first_error.empty()) {
            const std::string_view error = passes.first_error;
            const std::string line{error.substr(0, error.find('\n'))};
            text += fact("", "  first error: " + shortened(line, kWidth - kNameWidth - 17), paint);
        }
    }
    return text;
}

std::string job_facts(const Summary& summary, const Paint& paint) {
    const JobSummary& jobs = summary.jobs;
    if (jobs.given == 0) {
        return {};
    }
    std::string text =
        fmt::format("{} became {}", counted(jobs.given, "job"), counted(jobs.tasks, "task"));
    if (jobs.unfinished() > 0) {
        text += fmt::format(", {} not finished", with_thousands(jobs.unfinished()));
    }
    return fact("jobs", text, paint);
}

std::string throttle_facts(const Summary& summary, const Paint& paint) {
    std::string text;
    for (const ThrottleSummary& throttle : summary.throttles) {
        text += fact(text.empty() ? "throttled" : "", throttle_line(throttle), paint);
    }
    return text;
}

/// What went wrong on purpose, and what Lambda did not start at once.
std::string trouble_facts(const Summary& summary, const Paint& paint) {
    std::string struck;
    for (const StruckFaults& faults : summary.faults) {
        struck += fmt::format(
            "{}{} {}", struck.empty() ? "" : ", ", with_thousands(faults.count), faults.kind
        );
    }
    std::string text = struck.empty() ? "" : fact("faults", struck, paint);
    for (const LambdaThrottleSummary& throttle : summary.lambda_throttles) {
        const bool first = &throttle == &summary.lambda_throttles.front();
        text += fact(
            first ? "lambda queue" : "",
            fmt::format(
                "{} {}: {}", throttle.function, with_thousands(throttle.count), throttle.reason
            ),
            paint
        );
    }
    return text;
}

/// Six digits after the point: a small run costs fractions of a cent.
std::string cost_text(const Summary& summary) {
    std::string services;
    for (const ServiceCost& cost : summary.cost) {
        services += fmt::format(", {} {:.6f}", cost.service, cost.dollars);
    }
    return fmt::format("{:.6f} USD: {}", *cost_of(summary.cost, "total"), services.substr(2));
}

std::string facts(const Summary& summary, const Paint& paint) {
    std::string text = pass_facts(summary, paint) + job_facts(summary, paint) +
                       throttle_facts(summary, paint) + trouble_facts(summary, paint);
    if (!summary.cost.empty()) {
        text += fact("cost", cost_text(summary), paint);
    }
    if (summary.limit_races > 0) {
        text += fact(
            "limit races",
            fmt::format(
                "{}: overlapping passes exceeded a maximum together",
                counted(summary.limit_races, "invocation")
            ),
            paint
        );
    }
    if (summary.sns_messages > 0) {
        text +=
            fact("messages", counted(summary.sns_messages, "message") + " about dead tasks", paint);
    }
    return text + fact(
                      "event log",
                      fmt::format(
                          "{}, {}",
                          summary.event_log_hash.empty() ? "no hash" : summary.event_log_hash,
                          counted(summary.events, "event")
                      ),
                      paint
                  );
}

std::string expectation_lines(const Summary& summary, const Paint& paint) {
    std::size_t width = 0;
    for (const ExpectationSummary& expectation : summary.expectations) {
        width = std::max(width, display_width(expectation.expectation.text));
    }
    std::string text;
    for (const ExpectationSummary& expectation : summary.expectations) {
        const bool met = expectation.verdict.met;
        text += fmt::format(
            "{}  {}  {}\n",
            met ? paint.good("✓ met    ") : paint.bad("✗ NOT MET"),
            left_aligned(expectation.expectation.text, width),
            found_text(expectation)
        );
    }
    return text;
}

std::string violation_lines(const Summary& summary, const Paint& paint) {
    std::string text;
    for (const ViolationSummary& violation : summary.first_violations) {
        text += fmt::format(
            "{}  {} at {}: {}\n",
            paint.bad("✗ BROKEN "),
            violation.invariant,
            format_timestamp(violation.at),
            violation.message
        );
    }
    return text;
}

/// `2 of 5 expectations not met, 1 invariant broken`.
std::string failures(const Summary& summary) {
    std::vector<std::string> parts;
    const auto expected = std::ssize(summary.expectations);
    const std::int64_t unmet = expected - summary.expectations_met();
    if (unmet > 0) {
        parts.push_back(fmt::format("{} of {} not met", unmet, counted(expected, "expectation")));
    }
    if (summary.violations > 0) {
        parts.push_back(counted(summary.violations, "invariant") + " broken");
    }
    return join(parts, ", ");
}

std::string success(const Summary& summary) {
    const auto expected = std::ssize(summary.expectations);
    return expected == 0 ? "nothing was expected"
                         : fmt::format("{} met", counted(expected, "expectation"));
}

std::string verdict(const Summary& summary, const Paint& paint) {
    const std::string why = summary.passed() ? success(summary) : failures(summary);
    if (summary.interrupted) {
        return paint.bad("INTERRUPTED") + fmt::format(
                                              " after {} of {}; so far: {}\n",
                                              whole_seconds(summary.end - summary.start),
                                              whole_seconds(summary.duration),
                                              why
                                          );
    }
    return (summary.passed() ? paint.good("PASSED") : paint.bad("FAILED")) + "  " + why + "\n";
}

std::string outcome_word(const Summary& summary, const Paint& paint) {
    if (summary.interrupted) {
        return paint.bad("INTERRUPTED");
    }
    return summary.passed() ? paint.good("passed") : paint.bad("FAILED");
}

}  // namespace

std::string found_text(const ExpectationSummary& expectation) {
    if (!expectation.verdict.found) {
        return "no such figure";
    }
    const double found = *expectation.verdict.found;
    const std::string at =
        expectation.verdict.at ? " at " + format_timestamp(*expectation.verdict.at) : std::string{};
    if (expectation.expectation.is_duration) {
        const Duration exact = from_seconds(found);
        return format_duration(std::chrono::round<std::chrono::milliseconds>(exact)) + at;
    }
    return fmt::format(
        "{:.6g}{}{}", found, is_share(expectation.expectation.figure) ? "%" : "", at
    );
}

std::string text_summary(const Summary& summary, const TextOptions& options) {
    const Paint paint{options.colours};
    std::string text = heading(summary, paint) + "\n";
    text += charts(summary, paint);
    text += tables(summary, paint);
    text += facts(summary, paint) + "\n";
    text += expectation_lines(summary, paint);
    text += violation_lines(summary, paint);
    return text + verdict(summary, paint);
}

std::string line_summary(const Summary& summary, const TextOptions& options) {
    const Paint paint{options.colours};
    std::vector<std::string> reasons;
    for (const ExpectationSummary& expectation : summary.expectations) {
        if (!expectation.verdict.met) {
            reasons.push_back(expectation.verdict.message);
        }
    }
    for (const ViolationSummary& violation : summary.first_violations) {
        reasons.push_back("broken invariant " + violation.invariant + ": " + violation.message);
    }
    return outcome_word(summary, paint) + "  " + summary.scenario +
           (reasons.empty() ? "" : ": " + join(reasons, "; ")) + "\n";
}

std::string overview(std::span<const Summary> summaries, const TextOptions& options) {
    const Paint paint{options.colours};
    TableLines lines{{"scenario", "expectations", "tasks", "simulated", "in", "outcome"}};
    for (const Summary& summary : summaries) {
        lines.push_back({
            name_cell(summary.scenario),
            fmt::format("{} of {}", summary.expectations_met(), summary.expectations.size()),
            with_thousands(summary.tasks.created),
            short_duration(summary.end - summary.start),
            summary.wall_seconds ? short_duration(from_seconds(*summary.wall_seconds))
                                 : std::string{kNothing},
            outcome_word(summary, Paint{false}),
        });
    }
    const auto passed = std::ranges::count_if(summaries, &Summary::passed);
    return table(lines, kNameWidth, paint) +
           fmt::format("{} of {} passed\n", passed, counted(std::ssize(summaries), "scenario"));
}

}  // namespace sosw::sim
