#pragma once

#include <chrono>
#include <optional>

#include "backends/endpoint/timed.hpp"
#include "backends/sqlite/sqlite_table_administration.hpp"
#include "backends/sqlite/time_to_live.hpp"
#include "core/ports/clock.hpp"

namespace sosw::endpoint {

/// What happens to DynamoDB's tables by the clock: those that are created, changed or deleted come
/// to that end, and items whose time to live is over are deleted, a little later.
class TableChanges final : public Timed {
public:
    /// `interval` lies between two looks for expired items. Both references must outlive this
    /// object.
    TableChanges(
        sqlite::SqliteDynamoDb& tables,
        const Clock& clock,
        Duration interval = std::chrono::seconds{1}
    );

    std::optional<Timestamp> next_due() const override;
    /// Looks at some ten thousand items at most, and is due again at once where there are more.
    void run_due() override;

private:
    std::optional<Timestamp> next_sweep() const;

    sqlite::SqliteTableAdministration tables_;
    sqlite::TimeToLiveSweeper sweeper_;
    const Clock& clock_;
    Duration interval_;
    Timestamp swept_at_;
};

}  // namespace sosw::endpoint
