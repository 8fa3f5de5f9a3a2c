#pragma once

#include <string>

#include "backends/aws/aws_client.hpp"
#include "core/base/random.hpp"
#include "core/ports/lambda.hpp"

namespace sosw::aws {

/// Lambda over HTTP, by its REST paths. Not for two threads at once.
///
/// An invocation whose answer was lost may have begun: `OutcomeUnknown`. A RequestResponse takes as
/// long as the function, so the transport must have that much patience.
class AwsLambda final : public Lambda {
public:
    AwsLambda(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override;

private:
    AwsClient client_;
};

}  // namespace sosw::aws
