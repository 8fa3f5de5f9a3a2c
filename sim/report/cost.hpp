#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "sim/report/time_span.hpp"

/// What a run would have cost, summed up from the record's ledger.

namespace sosw::sim {

struct ServiceCost {
    std::string service;  ///< `lambda`, `dynamodb`, `cloudwatch` or `sns`.
    double dollars = 0;
};

/// By service in alphabetical order, those without rows in `span` left out; empty for a record
/// without a ledger.
std::vector<ServiceCost> cost_by_service(sqlite::Database& record, const TimeSpan& span = {});

/// What one payer owes.
struct PayerCost {
    std::string payer;  ///< In words for people: "executions of reports".
    std::vector<ServiceCost> services{};
    double total() const;
};

/// Those who owe something, the greatest debts first.
std::vector<PayerCost> cost_by_payer(sqlite::Database& record);

/// In US dollars, of one service or of `total`: 0 for a service without rows, nothing where there
/// is no ledger.
std::optional<double> cost_of(std::span<const ServiceCost> costs, std::string_view name);

}  // namespace sosw::sim
