#pragma once

#include "backends/endpoint/services/api_service.hpp"

namespace sosw::sqlite {
class SqliteCloudWatch;
}

namespace sosw::endpoint {

/// Amazon CloudWatch's metrics: PutMetricData, GetMetricStatistics, GetMetricData (without metric
/// math) and ListMetrics, in the query protocol, JSON 1.0 and RPC v2 CBOR.
class CloudWatchService final : public ApiService {
public:
    /// `cloud_watch` must outlive this object; `random` makes request ids.
    CloudWatchService(sqlite::SqliteCloudWatch& cloud_watch, Random random);

protected:
    wire::ServiceError describe(const Error& error) const override;

private:
    Output put_metric_data(Input in);
    Output get_metric_statistics(Input in);
    Output get_metric_data(Input in);
    Output list_metrics(Input in);

    sqlite::SqliteCloudWatch& cloud_watch_;
};

}  // namespace sosw::endpoint
