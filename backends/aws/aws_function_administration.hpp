#pragma once

#include <cstdint>
#include <string>

#include "backends/aws/aws_client.hpp"
#include "core/base/random.hpp"
#include "core/ports/function_administration.hpp"

namespace sosw::aws {

/// Lambda's functions over HTTP, by its REST paths. Not for two threads at once.
class AwsFunctionAdministration final : public FunctionAdministration {
public:
    AwsFunctionAdministration(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    Result<FunctionState> create_function(const CreateFunctionInput& input) override;
    Result<FunctionState> get_function_state(const std::string& function_name) override;
    Result<void> delete_function(const std::string& function_name) override;
    Result<void> put_function_concurrency(
        const std::string& function_name, std::int64_t reserved_concurrent_executions
    ) override;
    Result<void> put_function_event_invoke_config(
        const std::string& function_name, const EventInvokeConfig& config
    ) override;

private:
    AwsClient client_;
};

}  // namespace sosw::aws
