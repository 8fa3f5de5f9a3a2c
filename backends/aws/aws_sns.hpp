#pragma once

#include "backends/aws/aws_client.hpp"
#include "core/base/random.hpp"
#include "core/ports/sns.hpp"

namespace sosw::aws {

/// SNS over HTTP, by the query protocol. Not for two threads at once.
class AwsSns final : public Sns {
public:
    AwsSns(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    Result<PublishOutput> publish(const PublishInput& input) override;

private:
    AwsClient client_;
};

}  // namespace sosw::aws
