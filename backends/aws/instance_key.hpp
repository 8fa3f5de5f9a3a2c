#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "backends/aws/environment.hpp"
#include "backends/aws/http_transport.hpp"
#include "backends/aws/key_provider.hpp"

namespace sosw::aws {

/// The role of an EC2 instance, from its metadata service (IMDSv2: with a session token).
class InstanceKey final : public KeyProvider {
public:
    /// `transport` must outlive this object; it should use no proxy and give up soon, since on
    /// other machines nobody listens.
    InstanceKey(Environment environment, HttpTransport& transport)
        : environment_{std::move(environment)}, transport_{transport} {}

    /// No answer is no error: most machines are no instances. Errors: a role whose key is none.
    Result<KeySearch> find() override;

private:
    /// `http://169.254.169.254`, or `AWS_EC2_METADATA_SERVICE_ENDPOINT`.
    Result<ServiceUrl> address() const;
    Result<wire::HttpResponse> get(
        const ServiceUrl& url, const std::string& path, const std::string& token
    );

    Environment environment_;
    HttpTransport& transport_;
};

}  // namespace sosw::aws
