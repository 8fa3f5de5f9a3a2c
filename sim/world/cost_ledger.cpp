#include "sim/world/cost_ledger.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

/// A price is for `per` of a quantity's units.
struct Tariff {
    std::string_view name;
    std::string_view service;
    std::int64_t Prices::*price;
    std::int64_t per;
};

constexpr std::array<Tariff, 8> kTariffs{{
    {"lambda_mb_ms", "lambda", &Prices::lambda_gb_second, std::int64_t{1024} * 1000},
    {"lambda_requests", "lambda", &Prices::lambda_request, 1},
    {"half_read_units", "dynamodb", &Prices::dynamodb_read_request_unit, 2},
    {"half_write_units", "dynamodb", &Prices::dynamodb_write_request_unit, 2},
    {"rcu_seconds", "dynamodb", &Prices::dynamodb_provisioned_rcu_hour, 3600},
    {"wcu_seconds", "dynamodb", &Prices::dynamodb_provisioned_wcu_hour, 3600},
    {"get_metric_requests", "cloudwatch", &Prices::cloudwatch_get_metric_request, 1},
    {"publishes", "sns", &Prices::sns_publish, 1},
}};

const Tariff& tariff_of(CostItem item) { return kTariffs.at(static_cast<std::size_t>(item)); }

std::int64_t halves(double units) { return std::llround(units * 2); }

}  // namespace

std::string_view to_string(Payer payer) {
    switch (payer) {
        case Payer::Pass:
            return "pass";
        case Payer::Creator:
            return "creator";
        case Payer::Worker:
            return "worker";
        case Payer::Function:
            return "function";
        case Payer::Table:
            return "table";
    }
    return "unknown";
}

std::string_view to_string(CostItem item) { return tariff_of(item).name; }

std::string_view service_of(CostItem item) { return tariff_of(item).service; }

std::int64_t amount_of(const Prices& prices, CostItem item, std::int64_t quantity) {
    ENSURE(quantity >= 0);
    const Tariff& tariff = tariff_of(item);
    const std::int64_t price = prices.*tariff.price;
    // In two parts, so that no product comes near the end of 64 bits.
    return quantity / tariff.per * price +
           (quantity % tariff.per * price + tariff.per / 2) / tariff.per;
}

void CostLedger::add(const CostKey& payer, Access access, const ConsumedCapacity& capacity) {
    CostKey key = payer;
    key.item = access == Access::Read ? CostItem::HalfReadUnits : CostItem::HalfWriteUnits;
    if (capacity.table_units > 0) {
        key.resource = capacity.table_name;
        add(key, halves(capacity.table_units));
    }
    for (const auto& [index, units] : capacity.index_units) {
        key.resource = capacity.table_name + "/" + index;
        add(key, halves(units));
    }
}

bool CostLedger::is_free(const CostKey& key) const {
    const bool of_requests =
        key.item == CostItem::HalfReadUnits || key.item == CostItem::HalfWriteUnits;
    return of_requests && provisioned_.contains(key.resource.substr(0, key.resource.find('/')));
}

void CostLedger::record(Timestamp at) {
    for (const auto& [key, quantity] : open_) {
        recorder_.record(CostRow{
            .at = at,
            .payer = to_string(key.payer),
            .pass = key.pass != 0 ? std::optional{key.pass} : std::nullopt,
            .labourer = key.labourer,
            .service = service_of(key.item),
            .resource = key.resource,
            .item = to_string(key.item),
            .quantity = quantity,
            .amount = is_free(key) ? 0 : amount_of(prices_, key.item, quantity),
        });
    }
    open_.clear();
}

}  // namespace sosw::sim
