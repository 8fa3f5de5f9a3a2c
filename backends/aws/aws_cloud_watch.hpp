#pragma once

#include "backends/aws/aws_client.hpp"
#include "core/base/random.hpp"
#include "core/ports/cloud_watch.hpp"

namespace sosw::aws {

/// CloudWatch over HTTP, by the query protocol, which every endpoint understands. Times are sent to
/// the microsecond; a period in whole seconds, rounded down. Not for two threads at once.
class AwsCloudWatch final : public CloudWatch {
public:
    AwsCloudWatch(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    Result<void> put_metric_data(const PutMetricDataInput& input) override;
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override;

private:
    AwsClient client_;
};

}  // namespace sosw::aws
