#include "sim/report/statistics.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

/// By nearest rank. Leaves what is smaller before it, so that higher ranks are found behind it.
double ranked(std::vector<double>& values, std::size_t percent) {
    const std::size_t rank = (values.size() * percent + 99) / 100;
    const auto place =
        values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::ranges::nth_element(values, place);
    return *place;
}

}  // namespace

Statistics statistics_of(std::vector<double> values) {
    ENSURE(!values.empty());
    const auto [min, max] = std::ranges::minmax_element(values);
    Statistics statistics{.count = std::ssize(values), .min = *min, .max = *max};
    statistics.mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    statistics.p50 = ranked(values, 50);
    statistics.p95 = ranked(values, 95);
    statistics.p99 = ranked(values, 99);
    return statistics;
}

ValuesByKey values_by_key(sqlite::Database& database, std::string_view rows) {
    sqlite::Statement statement{database, rows};
    ValuesByKey values;
    while (statement.step()) {
        const std::string_view key = statement.column_text(0);
        auto found = values.find(key);
        if (found == values.end()) {
            found = values.emplace(std::string{key}, std::vector<double>{}).first;
        }
        found->second.push_back(statement.column_double(1));
    }
    return values;
}

StatisticsByKey statistics_by_key(ValuesByKey values) {
    StatisticsByKey statistics;
    for (auto& [key, numbers] : values) {
        statistics.emplace(key, statistics_of(std::move(numbers)));
    }
    return statistics;
}

StatisticsByKey statistics_by_key(sqlite::Database& database, std::string_view rows) {
    return statistics_by_key(values_by_key(database, rows));
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
