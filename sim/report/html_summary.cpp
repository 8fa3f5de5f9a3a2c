#include <algorithm>

#include <fmt/format.h>

#include "core/ecology/eco_status.hpp"
#include "sim/report/html_parts.hpp"
#include "sim/report/text_style.hpp"
#include "sim/report/text_summary.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kNothing = "–";

std::string seconds_cell(const std::optional<Statistics>& statistics, double Statistics::*value) {
    return statistics ? short_duration(from_seconds((*statistics).*value)) : std::string{kNothing};
}

void write_fact(Markup& page, std::string_view name, const std::string& value) {
    if (!value.empty()) {
        page.open("div").leaf("dt", name).leaf("dd", value).close().line_break();
    }
}

std::string verdict_word(const Summary& summary) {
    if (summary.interrupted) {
        return "INTERRUPTED";
    }
    return summary.passed() ? "PASSED" : "FAILED";
}

std::string verdict_text(const Summary& summary) {
    std::string text = summary.expectations.empty()
                           ? "nothing was expected"
                           : fmt::format(
                                 "{} of {} met",
                                 summary.expectations_met(),
                                 counted(std::ssize(summary.expectations), "expectation")
                             );
    text += summary.violations > 0 ? ", " + counted(summary.violations, "broken invariant")
                                   : ", no invariant broken";
    return summary.interrupted ? fmt::format(
                                     "after {} of {}; so far {}",
                                     short_duration(summary.end - summary.start),
                                     short_duration(summary.duration),
                                     text
                                 )
                               : text;
}

void write_facts(const ReportPage& report) {
    const Summary& summary = report.summary;
    Markup& page = report.page;
    page.open("dl", {{"class", "facts"}}).line_break();
    if (!summary.live.empty()) {
        write_fact(page, "live at", summary.live);
    }
    write_fact(
        page,
        summary.live.empty() ? "simulated" : "ran",
        short_duration(summary.end - summary.start)
    );
    write_fact(page, "from (UTC)", format_timestamp(summary.start));
    write_fact(page, "to (UTC)", format_timestamp(summary.end));
    write_fact(page, "seed", std::to_string(summary.seed));
    write_fact(page, "tasks created", with_thousands(summary.tasks.created));
    if (const JobSummary& jobs = summary.jobs; jobs.given > 0) {
        write_fact(page, "tasks of jobs", with_thousands(jobs.tasks));
        write_fact(page, "jobs", with_thousands(jobs.given));
    }
    if (summary.jobs.unfinished() > 0) {
        write_fact(page, "jobs not finished", with_thousands(summary.jobs.unfinished()));
    }
    write_fact(page, "completed", with_thousands(summary.tasks.completed));
    write_fact(page, "dead", with_thousands(summary.tasks.dead));
    write_fact(page, "events", with_thousands(summary.events));
    write_fact(page, "hash of the record", summary.event_log_hash);
    write_fact(page, "sosw", summary.version);
    if (summary.wall_seconds) {
        write_fact(page, "took", short_duration(from_seconds(*summary.wall_seconds)));
    }
    page.close().line_break();
}

void write_expectations(const ReportPage& report) {
    const Summary& summary = report.summary;
    Markup& page = report.page;
    if (summary.expectations.empty()) {
        return;
    }
    page.open("div", {{"class", "wide"}}).open("table", {{"class", "text"}});
    page.leaf("caption", "Expectations").open("thead").open("tr");
    for (const std::string_view head : {"expected", "verdict", "found"}) {
        page.leaf("th", head, {{"scope", "col"}});
    }
    page.close().close().open("tbody").line_break();
    for (const ExpectationSummary& expectation : summary.expectations) {
        const bool met = expectation.verdict.met;
        page.open("tr").leaf("th", expectation.expectation.text, {{"scope", "row"}});
        page.leaf("td", "", {{"class", met ? "met" : "unmet"}});
        page.leaf("td", found_text(expectation));
        page.close().line_break();
    }
    page.close().close().close().line_break();
}

std::string left_over(const TaskCounts& tasks) {
    const std::int64_t left = tasks.queued_at_end + tasks.running_at_end + tasks.retry_at_end;
    return left == 0 ? std::string{kNothing} : with_thousands(left);
}

std::vector<std::string> totals_of(
    const std::string& name, const TaskCounts& tasks, const std::optional<Statistics>& wait
) {
    return {
        name,
        with_thousands(tasks.created),
        with_thousands(tasks.invoked),
        with_thousands(tasks.completed),
        with_thousands(tasks.failed),
        with_thousands(tasks.expired),
        with_thousands(tasks.retried),
        with_thousands(tasks.dead),
        left_over(tasks),
        seconds_cell(wait, &Statistics::p50),
        seconds_cell(wait, &Statistics::p95),
        seconds_cell(wait, &Statistics::max),
    };
}

void write_share_bar(Markup& page, const LabourerSummary& labourer, Duration whole) {
    page.open("svg", {{"viewBox", "0 0 180 12"}, {"class", "share"}, {"role", "img"}});
    page.leaf("title", "Share of time in each eco status of " + labourer.labourer);
    double at = 0;
    for (std::size_t status = labourer.time_in_status.size(); status-- > 0;) {
        const double width =
            180 * to_seconds(labourer.time_in_status.at(status)) / std::max(to_seconds(whole), 1.0);
        if (width > 0) {
            page.empty(
                "rect",
                {{"x", fmt::format("{:.1f}", at)},
                 {"width", fmt::format("{:.1f}", width)},
                 {"height", "12"},
                 {"class", status_class(static_cast<int>(status))}}
            );
        }
        at += width;
    }
    page.close();
}

std::string share_text(Duration part, Duration whole) {
    if (part == Duration::zero()) {
        return std::string{kNothing};
    }
    return fmt::format(
        "{} ({:.0f} %)",
        short_duration(part),
        100 * to_seconds(part) / std::max(to_seconds(whole), 1e-6)
    );
}

void write_statuses(const ReportPage& report) {
    Markup& page = report.page;
    const Duration whole = report.summary.end - report.summary.start;
    page.open("div", {{"class", "wide"}}).open("table").leaf("caption", "Time in eco status");
    page.open("thead").open("tr").leaf("th", "labourer", {{"scope", "col"}});
    for (const EcoStatus status : kEcoStatuses) {
        const std::string name = fmt::format("{} {}", to_number(status), to_string(status));
        page.open("th", {{"scope", "col"}});
        page.leaf("span", name, {{"class", fmt::format("chip c{}", to_number(status))}}).close();
    }
    page.leaf("th", "none yet", {{"scope", "col"}}).leaf("th", "share", {{"scope", "col"}});
    page.close().close().open("tbody").line_break();
    for (const LabourerSummary& labourer : report.summary.labourers) {
        page.open("tr").leaf("th", labourer.labourer, {{"scope", "row"}});
        for (const Duration length : labourer.time_in_status) {
            page.leaf("td", share_text(length, whole));
        }
        page.leaf("td", share_text(labourer.time_without_status, whole)).open("td");
        write_share_bar(page, labourer, whole);
        page.close().close().line_break();
    }
    page.close().close().close().line_break();
}

}  // namespace

void write_header(const ReportPage& report) {
    const Summary& summary = report.summary;
    Markup& page = report.page;
    page.open("header").leaf("h1", summary.scenario);
    if (!summary.description.empty()) {
        page.leaf("p", summary.description);
    }
    page.open("p").leaf(
        "span",
        verdict_word(summary),
        {{"class", summary.passed() && !summary.interrupted ? "badge passed" : "badge failed"}}
    );
    page.text(" " + verdict_text(summary)).close();
    write_facts(report);
    write_expectations(report);
    page.close().line_break();
}

void write_totals(const ReportPage& report) {
    const Summary& summary = report.summary;
    if (summary.labourers.empty()) {
        return;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(summary.labourers.size() + 1);
    for (const LabourerSummary& labourer : summary.labourers) {
        rows.push_back(totals_of(labourer.labourer, labourer.tasks, labourer.queue_wait));
    }
    if (summary.labourers.size() > 1) {
        rows.push_back(totals_of("together", summary.tasks, summary.queue_wait));
    }
    write_table(
        report.page,
        "Tasks, and how long they waited in the queue",
        {"labourer",
         "created",
         "invoked",
         "completed",
         "failed",
         "expired",
         "retried",
         "dead",
         "left at the end",
         "wait p50",
         "wait p95",
         "longest"},
        rows
    );
    write_statuses(report);
}

void write_footer(const ReportPage& report) {
    Markup& page = report.page;
    page.open("footer", {{"id", "reading"}}).leaf("h3", "How to read this page");
    page.leaf(
        "p",
        "All charts share one time axis, in UTC. Lines keep the first, lowest, highest and last "
        "value of each column, so that no peak is lost. A band behind a metric is how its values "
        "feel; the eco status is the worst feeling of all health metrics, and says what share of "
        "the maximum is allowed. Running counts tasks from their invocation until they are "
        "completed, moved, or older than duration + cooldown, as the Orchestrator does. Desired is "
        "what a pass wanted to add. Waits are from creation, or the return from the retry table, "
        "until the invocation."
    );
    sqlite::Statement row{report.record, "SELECT text FROM run"};
    if (row.step() && !row.column_text(0).empty()) {
        constexpr std::size_t kTextMax = 60'000;
        page.open("details").leaf("summary", "The scenario as it was read");
        page.leaf("pre", row.column_text(0).substr(0, kTextMax)).close();
    }
    page.close().line_break();
}

}  // namespace sosw::sim
