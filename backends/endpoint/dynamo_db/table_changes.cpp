#include "backends/endpoint/dynamo_db/table_changes.hpp"

#include <algorithm>

namespace sosw::endpoint {

namespace {

/// A few milliseconds' worth: requests wait meanwhile.
constexpr std::int64_t kRowsAtOnce = 10'000;

}  // namespace

TableChanges::TableChanges(sqlite::SqliteDynamoDb& tables, const Clock& clock, Duration interval)
    : tables_{tables},
      sweeper_{tables},
      clock_{clock},
      interval_{interval},
      swept_at_{clock.now()} {}

std::optional<Timestamp> TableChanges::next_sweep() const {
    return sweeper_.has_work() ? std::optional{swept_at_ + interval_} : std::nullopt;
}

std::optional<Timestamp> TableChanges::next_due() const {
    const std::optional<Timestamp> change = tables_.next_change();
    const std::optional<Timestamp> sweep = next_sweep();
    return change && sweep ? std::min(*change, *sweep) : change ? change : sweep;
}

void TableChanges::run_due() {
    tables_.settle();
    const std::optional<Timestamp> sweep = next_sweep();
    if (sweep && *sweep <= clock_.now() && sweeper_.sweep(kRowsAtOnce)) {
        swept_at_ = clock_.now();
    }
}

}  // namespace sosw::endpoint
