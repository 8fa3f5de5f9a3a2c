#include "sim/report/cost.hpp"

namespace sosw::sim {

namespace {

constexpr double kPicoDollars = 1e12;

/// Records of earlier versions have none.
bool has_ledger(sqlite::Database& record) {
    sqlite::Statement table{record, "SELECT 1 FROM sqlite_master WHERE name = 'cost'"};
    return table.step();
}

}  // namespace

std::vector<ServiceCost> cost_by_service(sqlite::Database& record, const TimeSpan& span) {
    std::vector<ServiceCost> costs;
    if (!has_ledger(record)) {
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
