#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "core/base/time.hpp"

namespace sosw::sim {

/// Requests to one table or index that were refused for one reason.
struct ThrottleSummary {
    std::string table;
    std::string index{};  ///< Empty: the table.
    std::string operation{};
    std::string reason{};  ///< AWS's.
    std::int64_t requests = 0;
    double units_per_second = 0;  ///< The least that was in force.
    Timestamp first{};            ///< End of the first minute in which it happened.
    Timestamp last{};
};

/// By table, index, operation and reason. Empty where nothing was throttled.
std::vector<ThrottleSummary> read_throttles(sqlite::Database& record);

/// `1,234 writes of sosw_tasks/sosw_tasks_greenfield at 5 units/s: IndexWrite…Exceeded`.
std::string throttle_line(const ThrottleSummary& throttle);

/// Requests refused of `name`, a table with its indexes or an index; of all where it is empty. A
/// request that was refused for two reasons counts twice.
std::int64_t throttled_requests(
    const std::vector<ThrottleSummary>& throttles, std::string_view name
);

}  // namespace sosw::sim
