#include "sim/world/consumption_tally.hpp"

#include <cmath>

#include "sim/world/cost_ledger.hpp"

namespace sosw::sim {

void ConsumptionTally::took(
    const std::string& table,
    sqlite::CapacityOperation operation,
    std::span<const sqlite::CapacityUse> uses
) {
    const CostItem item = operation == sqlite::CapacityOperation::Read ? CostItem::HalfReadUnits
                                                                       : CostItem::HalfWriteUnits;
    for (const sqlite::CapacityUse& use : uses) {
        BillKey key{.payer = std::string{payer_}, .resource = table};
        key.item = to_string(item);
        if (!use.index.empty()) {
            key.resource.append("/").append(use.index);
        }
        bill_[std::move(key)] += std::llround(use.units * 2);
    }
}

}  // namespace sosw::sim
