#pragma once

#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"

namespace sosw::test {

/// The reference model of CloudWatch: every value as it came, every answer by brute force.
///
/// Counts must be whole, since each value is laid out as often as it counts. Requests are checked
/// by the same rules as those of the emulation.
class MemoryCloudWatch final : public CloudWatch {
public:
    explicit MemoryCloudWatch(const Clock& clock) : clock_{clock} {}

    Result<void> put_metric_data(const PutMetricDataInput& input) override;
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override;

private:
    struct Sample {
        std::string metric_namespace;
        MetricDatum datum;
        Timestamp at;  ///< Its minute or second.
    };

    bool matches(const Sample& sample, const GetMetricStatisticsInput& input) const;
    bool still_seen(const Sample& sample, Duration period) const;

    const Clock& clock_;
    std::vector<Sample> samples_;
};

}  // namespace sosw::test
