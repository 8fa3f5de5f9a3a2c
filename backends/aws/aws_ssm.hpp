#pragma once

#include <string>

#include "backends/aws/aws_client.hpp"
#include "backends/aws/json_client.hpp"
#include "backends/wire/services/value.hpp"
#include "core/base/random.hpp"
#include "core/ports/ssm.hpp"

namespace sosw::aws {

/// The Parameter Store over HTTP, by JSON 1.1. Not for two threads at once.
///
/// More names than the ten that one request may have are asked for in several.
class AwsSsm final : public Ssm {
public:
    AwsSsm(
        const AwsAccess& access,
        const Random& random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    Result<GetParametersOutput> get_parameters(const GetParametersInput& input) override;
    Result<PutParameterOutput> put_parameter(const PutParameterInput& input) override;

private:
    Result<void> get_page(const wire::Value& input, GetParametersOutput& output);

    JsonClient client_;
};

}  // namespace sosw::aws
