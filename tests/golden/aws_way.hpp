#pragma once

#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/endpoint/services/cloud_watch_service.hpp"
#include "backends/endpoint/signature_check.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "tests/support/service_transport.hpp"

namespace sosw::golden {

/// The long way to the same emulations: AWS's adapters sign and write requests, the endpoint checks
/// the signature, reads them and writes answers, and the adapters read those. No sockets.
class AwsWay {
public:
    /// All must outlive this object.
    AwsWay(Clock& clock, sqlite::SqliteDynamoDb& tables, sqlite::SqliteCloudWatch& metrics);

    DynamoDb& dynamo_db() { return dynamo_db_; }
    CloudWatch& cloud_watch() { return cloud_watch_; }

private:
    test::ServiceTransport::Handler checked(endpoint::HttpService& service);
    aws::AwsAccess access(Clock& clock, aws::HttpTransport& transport) {
        return {.clock = clock, .transport = transport, .credentials = credentials_};
    }

    endpoint::SignatureCheck check_;
    endpoint::DynamoDbService tables_;
    endpoint::CloudWatchService metrics_;
    test::ServiceTransport to_tables_;
    test::ServiceTransport to_metrics_;
    aws::FixedCredentials credentials_;
    aws::AwsDynamoDb dynamo_db_;
    aws::AwsCloudWatch cloud_watch_;
};

}  // namespace sosw::golden
