#include "tests/support/fake_cloud_watch.hpp"

#include <utility>

namespace sosw::test {

namespace {

Datapoint datapoint(double value, Timestamp at, const GetMetricStatisticsInput& input) {
    Datapoint point{
        .timestamp = at,
        .sample_count = value,
        .average = value,
        .sum = value,
        .minimum = value,
        .maximum = value};
    for (const std::string& percentile : input.extended_statistics) {
        point.extended_statistics.emplace_back(percentile, value);
    }
    return point;
}

}  // namespace

void FakeCloudWatch::set(const std::string& metric, const std::vector<double>& values) {
    values_[metric] = values;
    datapoints_.erase(metric);
    failures_.erase(metric);
}

void FakeCloudWatch::set_datapoints(const std::string& metric, std::vector<Datapoint> datapoints) {
    datapoints_[metric] = std::move(datapoints);
    failures_.erase(metric);
}

void FakeCloudWatch::fail_metric(const std::string& metric, Error error) {
    failures_[metric] = std::move(error);
}

Result<void> FakeCloudWatch::put_metric_data(const PutMetricDataInput& /*input*/) {
    return fail(ErrorCode::InvalidRequest, "InvalidAction", "tests set the answers instead");
}

Result<GetMetricStatisticsOutput> FakeCloudWatch::get_metric_statistics(
    const GetMetricStatisticsInput& input
) {
    const std::string& metric = input.metric_name;
    if (const auto failure = failures_.find(metric); failure != failures_.end()) {
        return fail(failure->second);
    }
    GetMetricStatisticsOutput output{.label = metric};
    if (const auto given = datapoints_.find(metric); given != datapoints_.end()) {
        output.datapoints = given->second;
        return output;
    }
    const std::vector<double>& values = values_[metric];
    Timestamp at = input.end_time - std::chrono::minutes{std::ssize(values)};
    for (const double value : values) {
        output.datapoints.push_back(datapoint(value, at, input));
        at += std::chrono::minutes{1};
    }
    return output;
}

}  // namespace sosw::test
