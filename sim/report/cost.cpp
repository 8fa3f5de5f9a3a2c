#include "sim/report/cost.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "sim/report/csv_export.hpp"

namespace sosw::sim {

namespace {

constexpr double kPicoDollars = 1e12;

}  // namespace

std::vector<ServiceCost> cost_by_service(sqlite::Database& record, const TimeSpan& span) {
    std::vector<ServiceCost> costs;
    if (!has_table(record, "cost")) {
        return costs;
    }
    sqlite::Statement statement{
        record,
        "SELECT service, SUM(amount_pico) FROM cost WHERE at_us >= ?1 AND at_us < ?2"
        " GROUP BY service ORDER BY service"};
    statement.bind(1, epoch_microseconds(span.from)).bind(2, epoch_microseconds(span.to));
    while (statement.step()) {
        costs.push_back(
            {.service = std::string{statement.column_text(0)},
             .dollars = static_cast<double>(statement.column_int64(1)) / kPicoDollars}
        );
    }
    return costs;
}

double PayerCost::total() const { return cost_of(services, "total").value_or(0); }

std::vector<PayerCost> cost_by_payer(sqlite::Database& record) {
    std::map<std::string, PayerCost> by_name;
    if (!has_table(record, "cost")) {
        return {};
    }
    sqlite::Statement row{
        record,
        "SELECT CASE c.payer WHEN 'function' THEN 'executions of ' || COALESCE(c.labourer, "
        "c.resource)"
        "   WHEN 'pass' THEN 'passes of ' || p.essential"
        "   WHEN 'creator' THEN 'creation of tasks'"
        "   WHEN 'worker' THEN 'completion by workers'"
        "   ELSE 'provisioned capacity of ' || c.resource END AS name,"
        " c.service, SUM(c.amount_pico) AS amount"
        " FROM cost AS c LEFT JOIN pass AS p ON p.pass = c.pass"
        " GROUP BY name, c.service HAVING amount > 0 ORDER BY name, c.service"};
    while (row.step()) {
        const std::string name{row.column_text(0)};
        PayerCost& payer = by_name.try_emplace(name, PayerCost{.payer = name}).first->second;
        payer.services.push_back(
            {.service = std::string{row.column_text(1)},
             .dollars = static_cast<double>(row.column_int64(2)) / kPicoDollars}
        );
    }
    std::vector<PayerCost> payers;
    payers.reserve(by_name.size());
    for (auto& [name, payer] : by_name) {
        payers.push_back(std::move(payer));
    }
    std::ranges::stable_sort(payers, std::ranges::greater{}, &PayerCost::total);
    return payers;
}

std::optional<double> cost_of(std::span<const ServiceCost> costs, std::string_view name) {
    if (costs.empty()) {
        return std::nullopt;
    }
    double dollars = 0;
    for (const ServiceCost& cost : costs) {
        dollars += name == "total" || name == cost.service ? cost.dollars : 0;
    }
    return dollars;
}

}  // namespace sosw::sim
