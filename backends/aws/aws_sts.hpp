#pragma once

#include <string>

#include "backends/aws/aws_client.hpp"
#include "core/base/random.hpp"

namespace sosw::aws {

struct CallerIdentity {
    std::string account;
    std::string arn;
};

/// STS over HTTP, by the query protocol: whose key it is. Not for two threads at once.
class AwsSts {
public:
    AwsSts(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    /// Needs no permission.
    Result<CallerIdentity> get_caller_identity();

private:
    AwsClient client_;
};

}  // namespace sosw::aws
