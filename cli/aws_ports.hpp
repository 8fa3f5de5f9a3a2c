#pragma once

#include <string>

#include "backends/aws/aws_client.hpp"
#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/aws/aws_lambda.hpp"
#include "backends/aws/aws_sns.hpp"
#include "backends/aws/credentials_source.hpp"
#include "backends/aws/curl_transport.hpp"
#include "cli/backend.hpp"
#include "core/base/diagnostics.hpp"
#include "core/base/random.hpp"
#include "core/ports/clock.hpp"

namespace sosw::cli {

/// Where each service is that sosw speaks to.
struct AwsAddresses {
    aws::ServiceAddress dynamo_db{};
    aws::ServiceAddress cloud_watch{};
    aws::ServiceAddress lambda{};
    aws::ServiceAddress sns{};
};

/// As the environment says, see `service_address`. Problems: URLs that are none.
Checked<AwsAddresses> read_aws_addresses(const std::string& region);

/// How calls to AWS are sent: with the patience of a function that has a deadline itself.
aws::CurlOptions function_transport_options();

/// All ports over AWS's wire, on one connection per service.
class AwsPorts {
public:
    /// `clock` and `credentials` must outlive this object; `random` must be of this process alone.
    AwsPorts(
        Clock& clock,
        aws::CredentialsSource& credentials,
        const Random& random,
        const AwsAddresses& addresses
    );

    OperationPorts ports() { return {clock_, dynamo_db_, cloud_watch_, lambda_, sns_}; }

private:
    Clock& clock_;
    aws::CurlTransport transport_;
    aws::AwsAccess access_;
    aws::AwsDynamoDb dynamo_db_;
    aws::AwsCloudWatch cloud_watch_;
    aws::AwsLambda lambda_;
    aws::AwsSns sns_;
};

}  // namespace sosw::cli
