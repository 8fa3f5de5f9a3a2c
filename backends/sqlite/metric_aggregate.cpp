#include "backends/sqlite/metric_aggregate.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/ensure.hpp"

namespace sosw::sqlite {
namespace {

/// Both are in order, and so is the result.
std::vector<WeightedValue> merged(
    const std::vector<WeightedValue>& left, const std::vector<WeightedValue>& right
) {
    std::vector<WeightedValue> all;
    all.reserve(left.size() + right.size());
    std::ranges::merge(
        left, right, std::back_inserter(all), {}, &WeightedValue::value, &WeightedValue::value
    );
    std::size_t kept = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (all[i].value == all[kept].value) {
            all[kept].count += all[i].count;
        } else {
            all[++kept] = all[i];
        }
    }
    all.resize(std::min(all.size(), kept + 1));
    return all;
}

}  // namespace

MetricAggregate::MetricAggregate(double value, double count)
    : totals_{.sample_count = count, .sum = value * count, .minimum = value, .maximum = value} {}

MetricAggregate::MetricAggregate(StatisticSet totals, std::string_view encoded_values)
    : totals_{totals}, values_(encoded_values.size() / sizeof(WeightedValue)) {
    ENSURE(encoded_values.size() % sizeof(WeightedValue) == 0);
    if (!values_.empty()) {
        std::memcpy(values_.data(), encoded_values.data(), encoded_values.size());
    }
}

MetricAggregate::MetricAggregate(const MetricDatum& datum) {
    if (datum.value) {
        *this = MetricAggregate{*datum.value, 1};
    } else if (datum.statistic_values) {
        totals_ = *datum.statistic_values;
    }
    for (std::size_t i = 0; i < datum.values.size(); ++i) {
        add(MetricAggregate{datum.values[i], datum.counts.empty() ? 1 : datum.counts[i]});
    }
}

void MetricAggregate::add(const MetricAggregate& other) {
    if (other.empty()) {
        return;
    }
    if (empty()) {
        *this = other;
        return;
    }
    const bool known = values_known() && other.values_known();
    const bool one_value = uniform() && other.uniform() && totals_.minimum == other.totals_.minimum;
    if (!known || one_value) {
        values_.clear();
    } else {
        values_ = merged(listed(), other.listed());
    }
    totals_.sample_count += other.totals_.sample_count;
    totals_.sum += other.totals_.sum;
    totals_.minimum = std::min(totals_.minimum, other.totals_.minimum);
    totals_.maximum = std::max(totals_.maximum, other.totals_.maximum);
}

std::vector<WeightedValue> MetricAggregate::listed() const {
    if (uniform()) {
        return {{.value = totals_.minimum, .count = totals_.sample_count}};
    }
    return values_;
}

double MetricAggregate::value_at(double index) const {
    double passed = 0;
    for (const WeightedValue& value : values_) {
        passed += value.count;
        if (index < passed) {
            return value.value;
        }
    }
    return totals_.maximum;
}

std::optional<double> MetricAggregate::percentile(double percent) const {
    if (empty() || !values_known() || totals_.minimum < 0) {
        return std::nullopt;
    }
    if (uniform()) {
        return totals_.minimum;
    }
    const double rank = percent / 100 * std::max(totals_.sample_count - 1, 0.0);
    const double below = value_at(std::floor(rank));
    const double above = value_at(std::ceil(rank));
    return below + (above - below) * (rank - std::floor(rank));
}

std::string MetricAggregate::encoded_values() const {
    std::string bytes(values_.size() * sizeof(WeightedValue), '\0');
    if (!values_.empty()) {
        std::memcpy(bytes.data(), values_.data(), bytes.size());
    }
    return bytes;
}

}  // namespace sosw::sqlite
