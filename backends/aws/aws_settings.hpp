#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "backends/aws/aws_client.hpp"
#include "backends/aws/credentials_chain.hpp"
#include "backends/aws/environment.hpp"
#include "backends/aws/profiles.hpp"

namespace sosw::aws {

/// What a user says on the command line; empty: as the environment and the files say.
struct AwsChoice {
    std::string profile{};
    std::string region{};
    std::string endpoint_url{};
};

/// How a user's AWS is set up: profile, region and endpoints, in the SDKs' order.
class AwsSettings {
public:
    /// Errors: `InvalidRequest` where there is no region, or a shared file is broken;
    /// `AccessDenied` where there is no such profile.
    static Result<AwsSettings> resolve(AwsChoice choice, Environment environment);

    const std::string& region() const { return region_; }
    const std::string& profile() const { return profile_; }
    const ProfileFiles& files() const { return *files_; }

    /// Where `signing_name` (`dynamodb`, `monitoring` …) is: as the user says, or else
    /// `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` and its
    /// `endpoint_url`, or AWS's own.
    ///
    /// Errors: `InvalidRequest` where it is no URL.
    Result<ServiceAddress> address_of(const std::string& signing_name) const;

    /// The places of keys in their order: environment, shared files, web identity, container,
    /// instance. With a profile by the user's choice: only that. The transports, `clock` and this
    /// object must outlive it.
    ///
    /// `near` reaches what is beside this machine: without a proxy, and without patience.
    Result<std::unique_ptr<CredentialsChain>> credentials(
        Clock& clock, HttpTransport& transport, HttpTransport& near
    ) const;

private:
    AwsSettings() = default;
    std::optional<std::string> configured_endpoint(const std::string& service) const;

    AwsChoice choice_;
    Environment environment_;
    std::unique_ptr<const ProfileFiles> files_;
    std::string profile_;
    std::string region_;
};

}  // namespace sosw::aws
