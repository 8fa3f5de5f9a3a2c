#include "tests/support/memory_cloud_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <set>

#include "backends/sqlite/metric_checks.hpp"

namespace sosw::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::int64_t floor_to(Timestamp at, std::int64_t unit) {
    const auto second = std::chrono::floor<seconds>(at).time_since_epoch().count();
    return second - ((second % unit) + unit) % unit;
}

std::int64_t rounded_start(const GetMetricStatisticsInput& input, Timestamp now) {
    const Duration age = now - input.start_time;
    if (input.period < seconds{60}) {
        return floor_to(input.start_time, input.period / seconds{1});
    }
    if (age < days{15}) {
        return floor_to(input.start_time, 60);
    }
    return floor_to(input.start_time, age <= days{63} ? 300 : 3600);
}

std::string unit_of(const MetricDatum& datum) { return datum.unit.empty() ? "None" : datum.unit; }

/// All that is known about the values of one bin.
struct Bin {
    std::vector<double> values;
    std::vector<StatisticSet> sets;

    void add(const MetricDatum& datum) {
        if (datum.value) {
            values.push_back(*datum.value);
        }
        for (std::size_t i = 0; i < datum.values.size(); ++i) {
            const double count = datum.counts.empty() ? 1 : datum.counts[i];
            values.insert(values.end(), static_cast<std::size_t>(count), datum.values[i]);
        }
        if (const auto& set = datum.statistic_values) {
            if (set->minimum == set->maximum) {
                const auto count = static_cast<std::size_t>(set->sample_count);
                values.insert(values.end(), count, set->minimum);
            } else {
                sets.push_back(*set);
            }
        }
    }
    double count() const {
        return std::accumulate(
            sets.begin(),
            sets.end(),
            static_cast<double>(values.size()),
            [](double sum, const StatisticSet& set) { return sum + set.sample_count; }
        );
    }
    double sum() const {
        return std::accumulate(
            sets.begin(),
            sets.end(),
            std::accumulate(values.begin(), values.end(), 0.0),
            [](double sum, const StatisticSet& set) { return sum + set.sum; }
        );
    }
    double minimum() const {
        double least = values.empty() ? sets.front().minimum : std::ranges::min(values);
        for (const StatisticSet& set : sets) {
            least = std::min(least, set.minimum);
        }
        return least;
    }
    double maximum() const {
        double most = values.empty() ? sets.front().maximum : std::ranges::max(values);
        for (const StatisticSet& set : sets) {
            most = std::max(most, set.maximum);
        }
        return most;
    }
    std::optional<double> percentile(double percent) const {
        if (!sets.empty() || minimum() < 0) {
            return std::nullopt;
        }
        std::vector<double> sorted = values;
        std::ranges::sort(sorted);
        const double rank = percent / 100 * static_cast<double>(sorted.size() - 1);
        const double below = sorted[static_cast<std::size_t>(std::floor(rank))];
        const double above = sorted[static_cast<std::size_t>(std::ceil(rank))];
        return below + (above - below) * (rank - std::floor(rank));
    }
};

Datapoint datapoint_of(const Bin& bin, const GetMetricStatisticsInput& input) {
    Datapoint datapoint;
    for (const std::string& statistic : input.statistics) {
        if (statistic == "SampleCount") {
            datapoint.sample_count = bin.count();
        } else if (statistic == "Average") {
            datapoint.average = bin.sum() / bin.count();
        } else if (statistic == "Sum") {
            datapoint.sum = bin.sum();
        } else if (statistic == "Minimum") {
            datapoint.minimum = bin.minimum();
        } else {
            datapoint.maximum = bin.maximum();
        }
    }
    for (const std::string& statistic : input.extended_statistics) {
        if (const auto value = bin.percentile(std::stod(statistic.substr(1)))) {
            datapoint.extended_statistics.emplace_back(statistic, *value);
        }
    }
    return datapoint;
}

}  // namespace

Result<void> MemoryCloudWatch::put_metric_data(const PutMetricDataInput& input) {
    const Timestamp now = clock_.now();
    TRY(sqlite::check(input, now));
    for (const MetricDatum& datum : input.metric_data) {
        const std::int64_t at =
            floor_to(datum.timestamp.value_or(now), datum.storage_resolution.value_or(60));
        samples_.push_back({input.metric_namespace, datum, from_epoch_seconds(at)});
    }
    return {};
}

bool MemoryCloudWatch::matches(const Sample& sample, const GetMetricStatisticsInput& input) const {
    std::vector<Dimension> own = sample.datum.dimensions;
    std::vector<Dimension> asked = input.dimensions;
    std::ranges::sort(own);
    std::ranges::sort(asked);
    return sample.metric_namespace == input.metric_namespace &&
           sample.datum.metric_name == input.metric_name && own == asked;
}

bool MemoryCloudWatch::still_seen(const Sample& sample, Duration period) const {
    const Duration age = clock_.now() - sample.at;
    Duration resolution{};
    if (age > days{455}) {
        return false;
    }
    if (age > days{63}) {
        resolution = hours{1};
    } else if (age > days{15}) {
        resolution = minutes{5};
    } else if (age > hours{3}) {
        resolution = minutes{1};
    }
    return resolution == Duration::zero() || period % resolution == Duration::zero();
}

Result<GetMetricStatisticsOutput> MemoryCloudWatch::get_metric_statistics(
    const GetMetricStatisticsInput& input
) {
    TRY(sqlite::check(input));
    const Timestamp start = from_epoch_seconds(rounded_start(input, clock_.now()));
    GetMetricStatisticsOutput output{.label = input.metric_name};
    std::set<std::string> units;
    for (const Sample& sample : samples_) {
        if (matches(sample, input) && (input.unit.empty() || unit_of(sample.datum) == input.unit)) {
            units.insert(unit_of(sample.datum));
        }
    }
    for (const std::string& unit : units) {
        for (Timestamp begin = start; begin < input.end_time; begin += input.period) {
            Bin bin;
            for (const Sample& sample : samples_) {
                const bool inside = begin <= sample.at && sample.at < begin + input.period &&
                                    sample.at < input.end_time;
                if (inside && matches(sample, input) && unit_of(sample.datum) == unit &&
                    still_seen(sample, input.period)) {
                    bin.add(sample.datum);
                }
            }
            if (bin.values.empty() && bin.sets.empty()) {
                continue;
            }
            Datapoint datapoint = datapoint_of(bin, input);
            datapoint.timestamp = begin;
            datapoint.unit = unit;
            if (!input.statistics.empty() || !datapoint.extended_statistics.empty()) {
                output.datapoints.push_back(std::move(datapoint));
            }
        }
    }
    return output;
}

}  // namespace sosw::test
