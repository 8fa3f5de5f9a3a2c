#pragma once

#include <memory>
#include <optional>
#include <string>

#include "backends/aws/aws_services.hpp"
#include "cli/backend.hpp"
#include "cli/command_clock.hpp"
#include "core/base/random.hpp"

namespace sosw::cli {

/// Both must outlive the ports. `clock` is the core's; requests are signed at the real time.
OperationPorts ports_of(aws::AwsServices& services, Clock& clock);

/// A real account, or whatever speaks AWS's protocols at an endpoint. What is done is done at once:
/// there is nothing to commit or to take back.
class AwsBackend final : public Backend {
public:
    /// `clock` is the core's; requests are signed at the real time.
    ///
    /// Errors: those of `aws::AwsServices::open`.
    static Result<std::unique_ptr<Backend>> open(
        const BackendOptions& options, CommandClock clock, const Random& random
    );

    OperationPorts ports() override;
    S3& s3() override { return services_->s3(); }
    EmulatedFunctions* functions() override { return nullptr; }
    std::string arguments() const override { return arguments_; }
    FunctionAdministration* function_administration() override {
        return &services_->function_administration();
    }
    std::optional<std::string> loopback_url() const override;
    Result<std::optional<RealAccount>> real_account() override;
    Result<void> await_table(const std::string& name, TableFate fate) override;
    void commit() override {}

private:
    AwsBackend(
        std::unique_ptr<aws::AwsServices> services, CommandClock clock, std::string arguments
    );

    std::string arguments_;
    CommandClock clock_;
    std::unique_ptr<aws::AwsServices> services_;
};

}  // namespace sosw::cli
