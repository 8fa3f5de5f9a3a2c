#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "core/base/time.hpp"

/// What is said about a set of numbers in a summary.

namespace sosw::sim {

/// Percentiles are by nearest rank: the smallest of the numbers that has at least that share of
/// them at or below it.
struct Statistics {
    std::int64_t count = 0;
    double min = 0;
    double mean = 0;
    double max = 0;
    double p50 = 0;
    double p95 = 0;
    double p99 = 0;
    bool operator==(const Statistics&) const = default;
};

/// Requires at least one number.
Statistics statistics_of(std::vector<double> values);

using ValuesByKey = std::map<std::string, std::vector<double>, std::less<>>;
using StatisticsByKey = std::map<std::string, Statistics, std::less<>>;

/// The rows of `rows`, a query with the columns `key` and `value`, by key.
ValuesByKey values_by_key(sqlite::Database& database, std::string_view rows);

/// Statistics of each key. Keys without rows are absent.
StatisticsByKey statistics_by_key(ValuesByKey values);
StatisticsByKey statistics_by_key(sqlite::Database& database, std::string_view rows);

/// How long a count, such as that of running tasks, stood at each of its values.
class LevelHistogram {
public:
    void add(std::int64_t level, Duration length);
    /// Weighted by time; `count` is that of different levels. Everything is 0 where no time passed.
    Statistics statistics() const;

private:
    double percentile(double share) const;

    std::map<std::int64_t, Duration> lengths_;
    Duration total_{};
};

}  // namespace sosw::sim
