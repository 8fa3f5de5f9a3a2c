#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports/cloud_watch.hpp"

/// What CloudWatch keeps of the values that fall into one minute or second: sums, extremes, and the
/// values themselves as far as they are known, for percentiles.

namespace sosw::sqlite {

struct WeightedValue {
    double value = 0;
    double count = 0;
    bool operator==(const WeightedValue&) const = default;
};

/// Values are known unless they came as a statistic set of several different ones. Where all are
/// equal nothing is listed: minimum and count say it.
class MetricAggregate {
public:
    MetricAggregate() = default;
    /// As read from a row; `values` is what `encoded_values` made.
    MetricAggregate(StatisticSet totals, std::string_view encoded_values);
    /// Requires a datum that passed its checks.
    explicit MetricAggregate(const MetricDatum& datum);

    void add(const MetricAggregate& other);

    bool empty() const { return totals_.sample_count == 0; }
    const StatisticSet& totals() const { return totals_; }
    double average() const { return totals_.sum / totals_.sample_count; }
    /// The value below which `percent` of the values lie, interpolated between the two nearest. As
    /// CloudWatch documents, nothing where the values are not known or one is negative.
    std::optional<double> percentile(double percent) const;

    /// Pairs of doubles, or nothing where no values are listed.
    std::string encoded_values() const;

private:
    MetricAggregate(double value, double count);

    bool uniform() const { return totals_.minimum == totals_.maximum; }
    bool values_known() const { return uniform() || !values_.empty(); }
    std::vector<WeightedValue> listed() const;
    /// The value at `index` if all were laid out in order.
    double value_at(double index) const;

    StatisticSet totals_;
    std::vector<WeightedValue> values_;  ///< By value, each once.
};

}  // namespace sosw::sqlite
