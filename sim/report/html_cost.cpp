#include <fmt/format.h>

#include "sim/report/html_parts.hpp"

namespace sosw::sim {

namespace {

/// Six digits after the point: a small run costs fractions of a cent.
std::string dollars_cell(const std::vector<ServiceCost>& costs, std::string_view name) {
    const double dollars = cost_of(costs, name).value_or(0);
    return dollars > 0 ? fmt::format("{:.6f}", dollars) : "–";
}

std::vector<std::string> cost_cells(
    const ReportPage& report, const std::string& payer, const std::vector<ServiceCost>& costs
) {
    std::vector<std::string> cells{payer};
    for (const ServiceCost& service : report.summary.cost) {
        cells.push_back(dollars_cell(costs, service.service));
    }
    cells.push_back(dollars_cell(costs, "total"));
    return cells;
}

}  // namespace

void write_cost(const ReportPage& report) {
    const std::vector<ServiceCost>& all = report.summary.cost;
    if (all.empty()) {
        return;
    }
    std::vector<std::string> heads{"payer"};
    for (const ServiceCost& service : all) {
        heads.push_back(service.service);
    }
    heads.emplace_back("together");
    std::vector<std::vector<std::string>> rows;
    for (const PayerCost& payer : cost_by_payer(report.record)) {
        rows.push_back(cost_cells(report, payer.payer, payer.services));
    }
    rows.push_back(cost_cells(report, "together", all));
    write_table(report.page, "Cost in US dollars, at the scenario's prices", heads, rows);
}

}  // namespace sosw::sim
