#pragma once

#include <memory>
#include <string>

#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/aws/aws_lambda.hpp"
#include "backends/aws/aws_settings.hpp"
#include "backends/aws/aws_sns.hpp"
#include "backends/aws/aws_sts.hpp"
#include "backends/aws/curl_transport.hpp"
#include "backends/system_clock.hpp"
#include "cli/backend.hpp"
#include "cli/command_clock.hpp"
#include "core/base/random.hpp"

namespace sosw::cli {

/// A real account, or whatever speaks AWS's protocols at an endpoint. What is done is done at once:
/// there is nothing to commit or to take back.
class AwsBackend final : public Backend {
public:
    /// `clock` is the core's; requests are signed at the real time.
    ///
    /// Errors: `InvalidRequest` for settings that are none, `AccessDenied` where there is no key.
    /// Nothing is sent but what the search for a key needs.
    static Result<std::unique_ptr<Backend>> open(
        const BackendOptions& options, CommandClock clock, const Random& random
    );

    OperationPorts ports() override;
    EmulatedFunctions* functions() override { return nullptr; }
    std::string arguments() const override { return arguments_; }
    Result<std::optional<RealAccount>> real_account() override;
    Result<void> await_table(const std::string& name, TableFate fate) override;
    void commit() override {}

private:
    struct Addresses {
        aws::ServiceAddress dynamo_db;
        aws::ServiceAddress cloud_watch;
        aws::ServiceAddress lambda;
        aws::ServiceAddress sns;
        aws::ServiceAddress sts;

        bool all_are_loopback() const;
    };

    /// What outlives the adapters.
    struct Ground {
        explicit Ground(aws::AwsSettings resolved);
        aws::AwsAccess access() { return {clock, transport, *credentials}; }

        aws::AwsSettings settings;
        SystemClock clock;
        aws::CurlTransport transport;
        aws::CurlTransport near;
        std::unique_ptr<aws::CredentialsChain> credentials;
    };

    static Result<Addresses> addresses_of(const aws::AwsSettings& settings);
    AwsBackend(
        std::unique_ptr<Ground> ground,
        const Addresses& addresses,
        CommandClock clock,
        const Random& random,
        std::string arguments
    );

    std::string arguments_;
    bool is_real_;
    CommandClock clock_;
    std::unique_ptr<Ground> ground_;
    aws::AwsDynamoDb dynamo_db_;
    aws::AwsCloudWatch cloud_watch_;
    aws::AwsLambda lambda_;
    aws::AwsSns sns_;
    aws::AwsSts sts_;
};

}  // namespace sosw::cli
