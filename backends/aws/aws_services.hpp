#pragma once

#include <memory>

#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/aws/aws_events.hpp"
#include "backends/aws/aws_function_administration.hpp"
#include "backends/aws/aws_lambda.hpp"
#include "backends/aws/aws_s3.hpp"
#include "backends/aws/aws_settings.hpp"
#include "backends/aws/aws_sns.hpp"
#include "backends/aws/aws_ssm.hpp"
#include "backends/aws/aws_sts.hpp"
#include "backends/aws/curl_transport.hpp"
#include "backends/system_clock.hpp"
#include "core/base/random.hpp"

namespace sosw::aws {

struct AwsServicesOptions {
    AwsChoice choice{};
    /// Trusted certificates are those of `ca_bundle` unless they are named here.
    CurlOptions transport{};
};

/// All of AWS that sosw speaks to, as a user has set it up: one connection, one key. Requests are
/// signed, and repeated, by the real time. Not for two threads at once.
class AwsServices {
public:
    /// Nothing is sent but what the search for a key needs. `random` must be of this process alone.
    ///
    /// Errors: those of `AwsSettings::resolve` and `address_of`; `AccessDenied` where there is no
    /// key.
    static Result<std::unique_ptr<AwsServices>> open(
        AwsServicesOptions options, const Environment& environment, const Random& random
    );
    AwsServices(const AwsServices&) = delete;
    AwsServices& operator=(const AwsServices&) = delete;
    ~AwsServices() = default;

    AwsDynamoDb& dynamo_db() { return dynamo_db_; }
    AwsCloudWatch& cloud_watch() { return cloud_watch_; }
    AwsEvents& events() { return events_; }
    AwsFunctionAdministration& function_administration() { return function_administration_; }
    AwsLambda& lambda() { return lambda_; }
    AwsS3& s3() { return s3_; }
    AwsSns& sns() { return sns_; }
    AwsSsm& ssm() { return ssm_; }
    AwsSts& sts() { return sts_; }

    const AwsSettings& settings() const { return ground_->settings; }
    /// The real time.
    Clock& clock() { return ground_->clock; }
    /// True where nothing leaves this machine: an emulation, not somebody's account.
    bool are_local() const { return are_local_; }
    const ServiceUrl& dynamo_db_url() const { return dynamo_db_url_; }

private:
    struct Addresses {
        ServiceAddress dynamo_db;
        ServiceAddress cloud_watch;
        ServiceAddress events;
        ServiceAddress lambda;
        ServiceAddress s3;
        ServiceAddress sns;
        ServiceAddress ssm;
        ServiceAddress sts;

        bool are_local() const;
    };

    /// What outlives the adapters.
    struct Ground {
        Ground(AwsSettings its_settings, CurlOptions transport_options);
        AwsAccess access() { return {clock, transport, *credentials}; }

        AwsSettings settings;
        SystemClock clock;
        CurlTransport transport;
        CurlTransport near;
        std::unique_ptr<CredentialsChain> credentials;
    };

    static Result<Addresses> addresses_of(const AwsSettings& settings);
    AwsServices(std::unique_ptr<Ground> ground, const Addresses& addresses, const Random& random);

    std::unique_ptr<Ground> ground_;
    bool are_local_;
    ServiceUrl dynamo_db_url_;
    AwsDynamoDb dynamo_db_;
    AwsCloudWatch cloud_watch_;
    AwsEvents events_;
    AwsFunctionAdministration function_administration_;
    AwsLambda lambda_;
    AwsS3 s3_;
    AwsSns sns_;
    AwsSsm ssm_;
    AwsSts sts_;
};

}  // namespace sosw::aws
