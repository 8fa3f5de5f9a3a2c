#include "sim/report/html_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/ecology/eco_status.hpp"
#include "sim/report/html_parts.hpp"

namespace sosw::sim {

namespace {

void write_head(const ReportPage& report) {
    Markup& page = report.page;
    page.open("head");
    page.empty("meta", {{"charset", "utf-8"}});
    page.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    page.leaf("title", report.summary.scenario + ": sosw run");
    page.open("style").code(html_style()).close();
    page.close().line_break();
}

/// The troubles of a labourer; those of nobody where it is empty.
std::vector<Trouble> of_labourer(const std::vector<Trouble>& troubles, std::string_view labourer) {
    std::vector<Trouble> found;
    std::ranges::copy_if(troubles, std::back_inserter(found), [&](const Trouble& trouble) {
        return trouble.labourer == labourer;
    });
    return found;
}

void write_navigation(const ReportPage& report) {
    Markup& page = report.page;
    page.open("nav", {{"aria-label", "Parts of this page"}});
    for (const LabourerSummary& labourer : report.summary.labourers) {
        page.leaf("a", labourer.labourer, {{"href", "#" + anchor_of(report, labourer.labourer)}});
    }
    page.leaf("a", "incidents", {{"href", "#incidents"}});
    page.leaf("a", "decisions", {{"href", "#decisions"}});
    page.leaf("a", "how to read this page", {{"href", "#reading"}});
    page.close().line_break();
}

void write_body(const ReportPage& report) {
    constexpr int kTroubleColumns = 160;
    const std::vector<Trouble> found = troubles(report.record, report.summary, kTroubleColumns);
    const std::vector<LabourerCourses> courses =
        labourer_courses(report.record, report.summary, report.options.columns);
    write_header(report);
    write_navigation(report);
    write_totals(report);
    write_cost(report);
    for (std::size_t i = 0; i < courses.size(); ++i) {
        const LabourerSummary& labourer = report.summary.labourers[i];
        write_labourer(report, labourer, courses[i], of_labourer(found, labourer.labourer));
    }
    write_other_metrics(report);
    write_incidents(report, of_labourer(found, ""));
    write_decisions(report);
    write_footer(report);
}

}  // namespace

std::string status_class(int status) { return fmt::format("status-{}", status); }

std::string status_name(int status) {
    const auto known = eco_status(status);
    return known ? std::string{to_string(*known)} : "none yet";
}

std::string anchor_of(const ReportPage& report, std::string_view labourer) {
    const auto& all = report.summary.labourers;
    const auto found = std::ranges::find(all, labourer, &LabourerSummary::labourer);
    return fmt::format("labourer-{}", found - all.begin());
}

void write_table(
    Markup& page,
    std::string_view caption,
    const std::vector<std::string>& heads,
    const std::vector<std::vector<std::string>>& rows,
    std::string_view style
) {
    const Attribute class_of_table{style.empty() ? "" : "class", std::string{style}};
    page.open("div", {{"class", "wide"}}).open("table", {class_of_table});
    page.leaf("caption", caption);
    page.open("thead").open("tr");
    for (const std::string& head : heads) {
        page.leaf("th", head, {{"scope", "col"}});
    }
    page.close().close().open("tbody").line_break();
    for (const std::vector<std::string>& row : rows) {
        page.open("tr");
        for (std::size_t i = 0; i < row.size(); ++i) {
            page.leaf(i == 0 ? "th" : "td", row[i], {{i == 0 ? "scope" : "", "row"}});
        }
        page.close().line_break();
    }
    page.close().close().close().line_break();
}

std::string html_report(
    sqlite::Database& record, const Summary& summary, const HtmlOptions& options
) {
    Markup page;
    const ReportPage report{
        .page = page,
        .record = record,
        .summary = summary,
        .options = options,
        .time = {.start = summary.start, .length = summary.end - summary.start},
    };
    page.code("<!DOCTYPE html>").line_break();
    page.open("html", {{"lang", "en"}}).line_break();
    write_head(report);
    page.open("body").line_break();
    write_body(report);
    page.open("script").code(html_script()).close().close();
    return page.close().line_break().finished();
}

}  // namespace sosw::sim
