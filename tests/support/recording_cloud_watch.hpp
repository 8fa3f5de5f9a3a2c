#pragma once

#include <vector>

#include "core/ports/cloud_watch.hpp"

namespace sosw::test {

/// Passes every call on and records the questions.
class RecordingCloudWatch final : public CloudWatch {
public:
    /// `next` must outlive this object.
    explicit RecordingCloudWatch(CloudWatch& next) : next_{next} {}

    Result<void> put_metric_data(const PutMetricDataInput& input) override {
        return next_.put_metric_data(input);
    }
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override {
        calls.push_back(input);
        return next_.get_metric_statistics(input);
    }

    std::vector<GetMetricStatisticsInput> calls;

private:
    CloudWatch& next_;
};

}  // namespace sosw::test
