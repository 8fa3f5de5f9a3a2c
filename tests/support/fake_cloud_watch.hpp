#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/ports/cloud_watch.hpp"

namespace sosw::test {

/// CloudWatch that answers what a test set, by the name of the metric alone. Metrics that were not
/// set have no datapoints.
class FakeCloudWatch final : public CloudWatch {
public:
    /// One datapoint a minute, the last one a minute before the end of the question. Each has all
    /// statistics, percentiles too, equal to its value.
    void set(const std::string& metric, const std::vector<double>& values);
    /// The datapoints as they are given, in that order.
    void set_datapoints(const std::string& metric, std::vector<Datapoint> datapoints);
    /// Every question about `metric` fails from now on; `set` ends that.
    void fail_metric(const std::string& metric, Error error);

    /// Takes no data: the tests say what is answered.
    Result<void> put_metric_data(const PutMetricDataInput& input) override;
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override;

private:
    std::map<std::string, std::vector<double>> values_;
    std::map<std::string, std::vector<Datapoint>> datapoints_;
    std::map<std::string, Error> failures_;
};

}  // namespace sosw::test
