#pragma once

#include <string>
#include <string_view>

#include "backends/aws/aws_client.hpp"
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
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    Result<GetParametersOutput> get_parameters(const GetParametersInput& input) override;
    Result<PutParameterOutput> put_parameter(const PutParameterInput& input) override;

private:
    Result<wire::Value> call(std::string_view operation, const wire::Value& input, Effect effect);
    Result<void> get_page(const wire::Value& input, GetParametersOutput& output);

    AwsClient client_;
};

}  // namespace sosw::aws
