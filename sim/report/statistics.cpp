#include "sim/report/statistics.hpp"

#include <fmt/format.h>

namespace sosw::sim {

std::map<std::string, Statistics, std::less<>> statistics_by_key(
    sqlite::Database& database, std::string_view rows
) {
    sqlite::Statement statement{
        database,
        fmt::format(
            R"sql(
WITH ordered AS (
    SELECT key, value,
           ROW_NUMBER() OVER (PARTITION BY key ORDER BY value) AS place,
           COUNT(*) OVER (PARTITION BY key) AS total
    FROM ({})
)
SELECT key, total, MIN(value), AVG(value), MAX(value),
       MIN(CASE WHEN place * 100 >= total * 50 THEN value END),
       MIN(CASE WHEN place * 100 >= total * 95 THEN value END),
       MIN(CASE WHEN place * 100 >= total * 99 THEN value END)
FROM ordered GROUP BY key)sql",
            rows
        )};
    std::map<std::string, Statistics, std::less<>> found;
    while (statement.step()) {
        found[std::string{statement.column_text(0)}] = {
            .count = statement.column_int64(1),
            .min = statement.column_double(2),
            .mean = statement.column_double(3),
            .max = statement.column_double(4),
            .p50 = statement.column_double(5),
            .p95 = statement.column_double(6),
            .p99 = statement.column_double(7),
        };
    }
    return found;
}

void LevelHistogram::add(std::int64_t level, Duration length) {
    if (length > Duration::zero()) {
        lengths_[level] += length;
        total_ += length;
    }
}

double LevelHistogram::percentile(double share) const {
    Duration below{};
    for (const auto& [level, length] : lengths_) {
        below += length;
        if (to_seconds(below) >= share * to_seconds(total_)) {
            return static_cast<double>(level);
        }
    }
    return lengths_.empty() ? 0 : static_cast<double>(lengths_.rbegin()->first);
}

Statistics LevelHistogram::statistics() const {
    if (lengths_.empty()) {
        return {};
    }
    double weighted = 0;
    for (const auto& [level, length] : lengths_) {
        weighted += static_cast<double>(level) * to_seconds(length);
    }
    return {
        .count = static_cast<std::int64_t>(lengths_.size()),
        .min = static_cast<double>(lengths_.begin()->first),
        .mean = weighted / to_seconds(total_),
        .max = static_cast<double>(lengths_.rbegin()->first),
        .p50 = percentile(0.50),
        .p95 = percentile(0.95),
        .p99 = percentile(0.99),
    };
}

}  // namespace sosw::sim
