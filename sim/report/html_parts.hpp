#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/report/courses.hpp"
#include "sim/report/html_report.hpp"
#include "sim/report/markup.hpp"
#include "sim/report/svg_plot.hpp"

/// The parts of the page, one function each; `html_report` puts them together.

namespace sosw::sim {

/// What every part needs. The references outlive it.
struct ReportPage {
    Markup& page;
    sqlite::Database& record;
    const Summary& summary;
    const HtmlOptions& options;
    PlotTime time{};
};

/// The style sheet and the script, which can stand in XML.
std::string_view html_style();
std::string_view html_script();

/// The verdict, what ran, and what was expected.
void write_header(const ReportPage& report);
/// Counts, waits and time in status of all labourers.
void write_totals(const ReportPage& report);
/// What the run would have cost, by payer and service; nothing where it has no prices.
void write_cost(const ReportPage& report);
/// The charts of one labourer.
void write_labourer(
    const ReportPage& report,
    const LabourerSummary& labourer,
    const LabourerCourses& courses,
    const std::vector<Trouble>& troubles
);
/// Metrics that nobody feels.
void write_other_metrics(const ReportPage& report);
/// What went wrong outside any labourer, passes, limit races and broken invariants.
void write_incidents(const ReportPage& report, const std::vector<Trouble>& troubles);
/// The decisions with their explanations.
void write_decisions(const ReportPage& report);
/// How to read the page, and the scenario as it was read.
void write_footer(const ReportPage& report);

/// `status-3`, the class of an eco status.
std::string status_class(int status);
std::string status_name(int status);
/// The place in the page that tells of a labourer.
std::string anchor_of(const ReportPage& report, std::string_view labourer);

/// A table: its caption, the names of its columns, its rows. The first cell of a row is its head;
/// `style` is a class of the style sheet.
void write_table(
    Markup& page,
    std::string_view caption,
    const std::vector<std::string>& heads,
    const std::vector<std::vector<std::string>>& rows,
    std::string_view style = {}
);

/// One row of marks per kind of trouble, over time; nothing where there are none.
void write_trouble_chart(
    const ReportPage& report, const std::vector<Trouble>& troubles, std::string_view labourer
);

}  // namespace sosw::sim
