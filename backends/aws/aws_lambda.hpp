#pragma once

#include <span>
#include <string>
#include <vector>

#include "backends/aws/aws_client.hpp"
#include "core/base/random.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/lambda_batch.hpp"

namespace sosw::aws {

/// Lambda over HTTP, by its REST paths. Not for two threads at once.
///
/// An invocation whose answer was lost may have begun: `OutcomeUnknown`. A RequestResponse takes as
/// long as the function, so the transport must have that much patience.
///
/// `invoke_all` has as many requests on their way at once as the transport allows.
class AwsLambda final : public Lambda, public LambdaBatch {
public:
    AwsLambda(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    std::vector<Result<InvokeOutput>> invoke_all(std::span<const InvokeInput> inputs) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override;

private:
    AwsClient client_;
};

}  // namespace sosw::aws
