#include <algorithm>

#include <fmt/format.h>

#include "sim/report/html_parts.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::sim {

namespace {

constexpr std::int64_t kRacesShown = 50;

/// Whether something is other than in the labourer's decision before.
constexpr std::string_view kDecisions = R"sql(
WITH marked AS (
    SELECT pass, at_us, labourer, decided, status, running, desired, invoked, explanation, error,
           errors > 0 OR LAG(decided) OVER w IS NOT decided OR LAG(status) OVER w IS NOT status
           OR LAG(coefficient) OVER w IS NOT coefficient OR LAG(max) OVER w IS NOT max
           OR LAG(error) OVER w IS NOT error AS changed
    FROM decision
    WINDOW w AS (PARTITION BY labourer ORDER BY at_us, pass)
)
SELECT at_us, labourer, decided, status, running, desired, invoked, explanation, error
FROM marked WHERE changed = ?1 ORDER BY at_us, pass, labourer LIMIT ?2)sql";

constexpr std::string_view kLimitRaces =
    "SELECT at_us, labourer, running, max, overlapping, pass FROM limit_race"
    " ORDER BY at_us LIMIT ?1";

struct Counted {
    std::int64_t changed = 0;
    std::int64_t all = 0;
};

Counted count_decisions(sqlite::Database& record) {
    sqlite::Statement row{
        record,
        "SELECT COUNT(*) FILTER (WHERE changed), COUNT(*) FROM (SELECT errors > 0"
        " OR LAG(decided) OVER w IS NOT decided OR LAG(status) OVER w IS NOT status"
        " OR LAG(coefficient) OVER w IS NOT coefficient OR LAG(max) OVER w IS NOT max"
        " OR LAG(error) OVER w IS NOT error AS changed FROM decision"
        " WINDOW w AS (PARTITION BY labourer ORDER BY at_us, pass))"};
    return row.step() ? Counted{.changed = row.column_int64(0), .all = row.column_int64(1)}
                      : Counted{};
}

std::string number_or_nothing(const sqlite::Statement& row, int column) {
    return row.column_is_null(column) ? "–" : with_thousands(row.column_int64(column));
}

/// An explanation begins with its labourer, which has a column of its own here.
std::string_view without_labourer(std::string_view explanation, std::string_view labourer) {
    if (explanation.starts_with(labourer) &&
        explanation.substr(labourer.size()).starts_with(": ")) {
        explanation.remove_prefix(labourer.size() + 2);
    }
    return explanation;
}

void write_decision(const ReportPage& report, const sqlite::Statement& row) {
    Markup& page = report.page;
    const std::string labourer{row.column_text(1)};
    const Timestamp at = from_epoch_microseconds(row.column_int64(0));
    const bool decided = row.column_int64(2) == 1;
    const int status = static_cast<int>(row.column_int64(3));
    page.open("tr", {{"data-labourer", labourer}});
    page.leaf(
        "td",
        format_timestamp(at),
        {{"title", short_duration(at - report.time.start) + " after the start"}}
    );
    page.leaf("td", labourer).open("td");
    page.leaf(
        "span",
        decided ? fmt::format("{} {}", status, status_name(status)) : std::string{"no decision"},
        {{"class", decided ? fmt::format("chip c{}", status) : "chip none"}}
    );
    page.close();
    for (const int column : {4, 5, 6}) {
        page.leaf("td", number_or_nothing(row, column));
    }
    page.leaf("td", without_labourer(row.column_text(7), labourer)).close().line_break();
}

void write_rows(const ReportPage& report, bool changed, int rows_max, const std::string& caption) {
    Markup& page = report.page;
    page.open("div", {{"class", "wide"}}).open("table", {{"class", "decisions text"}});
    page.leaf("caption", caption).open("thead").open("tr");
    for (const std::string_view head :
         {"pass at (UTC)", "labourer", "status", "running", "desired", "invoked", "why"}) {
        page.leaf("th", head, {{"scope", "col"}});
    }
    page.close().close().open("tbody").line_break();
    sqlite::Statement rows{report.record, kDecisions};
    rows.bind(1, std::int64_t{changed ? 1 : 0}).bind(2, std::int64_t{rows_max});
    while (rows.step()) {
        write_decision(report, rows);
    }
    page.close().close().close().line_break();
}

/// What only the script makes use of is shown by the script.
void write_filter(const ReportPage& report) {
    Markup& page = report.page;
    page.open("p", {{"class", "filter"}, {"hidden", "hidden"}});
    page.open("label").text("Decisions of ").open("select");
    page.leaf("option", "all labourers", {{"value", ""}});
    for (const LabourerSummary& labourer : report.summary.labourers) {
        page.leaf("option", labourer.labourer, {{"value", labourer.labourer}});
    }
    page.close().close().close().line_break();
}

std::string shown_of(std::int64_t shown, std::int64_t all) {
    return shown < all ? fmt::format(
                             "the first {} of {}; the record has all",
                             with_thousands(shown),
                             with_thousands(all)
                         )
                       : with_thousands(all);
}

std::vector<std::vector<std::string>> pass_rows(const Summary& summary) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(summary.passes.size());
    for (const PassSummary& pass : summary.passes) {
        rows.push_back(
            {pass.essential,
             with_thousands(pass.count),
             with_thousands(pass.overlapped),
             with_thousands(pass.cut_off),
             with_thousands(pass.failed),
             shortened(pass.first_error.substr(0, pass.first_error.find('\n')), 160)}
        );
    }
    return rows;
}

void write_races(const ReportPage& report) {
    if (report.summary.limit_races == 0) {
        return;
    }
    std::vector<std::vector<std::string>> rows;
    sqlite::Statement races{report.record, kLimitRaces};
    races.bind(1, kRacesShown);
    while (races.step()) {
        rows.push_back(
            {format_timestamp(from_epoch_microseconds(races.column_int64(0))),
             std::string{races.column_text(1)},
             with_thousands(races.column_int64(2)),
             with_thousands(races.column_int64(3)),
             with_thousands(races.column_int64(4)),
             with_thousands(races.column_int64(5))}
        );
    }
    write_table(
        report.page,
        "Limit races: overlapping passes exceeded a maximum together (" +
            shown_of(std::ssize(rows), report.summary.limit_races) + ")",
        {"at (UTC)", "labourer", "running", "maximum", "other passes under way", "pass"},
        rows
    );
}

void write_violations(const ReportPage& report) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(report.summary.first_violations.size());
    for (const ViolationSummary& violation : report.summary.first_violations) {
        rows.push_back({format_timestamp(violation.at), violation.invariant, violation.message});
    }
    if (!rows.empty()) {
        write_table(
            report.page,
            "Broken invariants (" + shown_of(std::ssize(rows), report.summary.violations) + ")",
            {"at (UTC)", "invariant", "what is wrong"},
            rows
        );
    }
}

}  // namespace

void write_trouble_chart(
    const ReportPage& report, const std::vector<Trouble>& troubles, std::string_view labourer
) {
    if (troubles.empty()) {
        return;
    }
    Markup& page = report.page;
    page.open("div", {{"class", "chart"}});
    page.open("h3").text("What went wrong ");
    page.leaf("span", "per kind, darker where it happened more often", {{"class", "unit"}}).close();
    for (const Trouble& trouble : troubles) {
        page.leaf(
            "div",
            fmt::format("{} × {}", with_thousands(trouble.count), trouble.what),
            {{"class", "lane"}}
        );
        SvgPlot plot{
            page,
            report.time,
            {.title = trouble.what + (labourer.empty() ? "" : " of ") + std::string{labourer},
             .description = fmt::format(
                 "{} times, first at {}, last at {}.",
                 with_thousands(trouble.count),
                 format_timestamp(trouble.first),
                 format_timestamp(trouble.last)
             ),
             .height = 10,
             .low = 0,
             .high = 0}};
        plot.marks(trouble.columns, "mark");
    }
    page.close().line_break();
}

void write_incidents(const ReportPage& report, const std::vector<Trouble>& troubles) {
    Markup& page = report.page;
    page.open("section", {{"id", "incidents"}}).leaf("h2", "Passes and incidents");
    if (!report.summary.passes.empty()) {
        write_table(
            page,
            "Passes",
            {"essential", "passes", "overlapped", "cut off", "failed", "first error"},
            pass_rows(report.summary),
            "passes"
        );
    }
    if (!troubles.empty()) {
        page.open("div", {{"class", "panel"}});
        draw_time_axis(page, report.time);
        write_trouble_chart(report, troubles, "");
        page.close();
    }
    write_races(report);
    write_violations(report);
    page.close().line_break();
}

void write_decisions(const ReportPage& report) {
    Markup& page = report.page;
    const Counted decisions = count_decisions(report.record);
    const std::int64_t rest = decisions.all - decisions.changed;
    page.open("section", {{"id", "decisions"}}).leaf("h2", "Decisions");
    write_filter(report);
    write_rows(
        report,
        true,
        report.options.changes_max,
        "Where something changed: the status, the maximum, or an error (" +
            shown_of(
                std::min<std::int64_t>(decisions.changed, report.options.changes_max),
                decisions.changed
            ) +
            ")"
    );
    if (rest > 0) {
        const std::string shown =
            shown_of(std::min<std::int64_t>(rest, report.options.decisions_max), rest);
        page.open("details").leaf("summary", "Decisions like the one before (" + shown + ")");
        write_rows(report, false, report.options.decisions_max, "Like the one before");
        page.close();
    }
    page.close().line_break();
}

}  // namespace sosw::sim
