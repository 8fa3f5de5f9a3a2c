#include "sim/report/throttle_summary.hpp"

#include <fmt/format.h>

#include "sim/report/text_style.hpp"

namespace sosw::sim {

std::vector<ThrottleSummary> read_throttles(sqlite::Database& record) {
    sqlite::Statement rows{
        record,
        "SELECT table_name, ifnull(index_name, ''), operation, reason, SUM(throttled),"
        " MIN(units_per_second), MIN(at_us), MAX(at_us) FROM capacity WHERE throttled > 0"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"};
    std::vector<ThrottleSummary> throttles;
    while (rows.step()) {
        throttles.push_back({
            .table = std::string{rows.column_text(0)},
            .index = std::string{rows.column_text(1)},
            .operation = std::string{rows.column_text(2)},
            .reason = std::string{rows.column_text(3)},
            .requests = rows.column_int64(4),
            .units_per_second = rows.column_double(5),
            .first = from_epoch_microseconds(rows.column_int64(6)),
            .last = from_epoch_microseconds(rows.column_int64(7)),
        });
    }
    return throttles;
}

std::string throttle_line(const ThrottleSummary& throttle) {
    return fmt::format(
        "{} {}{} of {}{}{} at {:g} units/s: {}",
        with_thousands(throttle.requests),
        throttle.operation,
        throttle.requests == 1 ? "" : "s",
        throttle.table,
        throttle.index.empty() ? "" : "/",
        throttle.index,
        throttle.units_per_second,
        throttle.reason
    );
}

std::int64_t throttled_requests(
    const std::vector<ThrottleSummary>& throttles, std::string_view name
) {
    std::int64_t requests = 0;
    for (const ThrottleSummary& throttle : throttles) {
        const bool meant = name.empty() || throttle.table == name || throttle.index == name;
        requests += meant ? throttle.requests : 0;
    }
    return requests;
}

}  // namespace sosw::sim
