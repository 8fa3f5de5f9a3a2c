#include "sim/invariants/bill_check.hpp"

#include <optional>

#include <fmt/format.h>

namespace sosw::sim {

namespace {

std::int64_t quantity(const Bill& bill, const BillKey& key) {
    const auto found = bill.find(key);
    return found != bill.end() ? found->second : 0;
}

struct Differences {
    std::int64_t count = 0;
    std::optional<BillKey> first{};

    void add(const BillKey& key) {
        ++count;
        if (!first || key < *first) {
            first = key;
        }
    }
};

Differences differences(const Bill& billed, const Bill& consumed) {
    Differences found;
    for (const auto& [key, paid] : billed) {
        if (paid != quantity(consumed, key)) {
            found.add(key);
        }
    }
    for (const auto& [key, taken] : consumed) {
        if (taken != 0 && !billed.contains(key)) {
            found.add(key);
        }
    }
    return found;
}

}  // namespace

Breach check_billed(const Bill& billed, const Bill& consumed) {
    const Differences found = differences(billed, consumed);
    if (found.count == 0) {
        return std::nullopt;
    }
    const BillKey& key = *found.first;
    return broken(
        Invariant::Billed,
        fmt::format(
            "{}{} is billed {} {} of {} and {} were consumed; {} difference{}",
            key.payer,
            key.labourer.empty() ? "" : " for " + key.labourer,
            quantity(billed, key),
            key.item,
            key.resource,
            quantity(consumed, key),
            found.count,
            found.count == 1 ? "" : "s"
        )
    );
}

}  // namespace sosw::sim
