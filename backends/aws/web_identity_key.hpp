#pragma once

#include <string>
#include <utility>

#include "backends/aws/environment.hpp"
#include "backends/aws/http_transport.hpp"
#include "backends/aws/key_provider.hpp"
#include "backends/aws/service_url.hpp"

namespace sosw::aws {

/// A token of another identity, which STS takes for the key of a role:
/// `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, as Kubernetes on AWS sets them.
class WebIdentityKey final : public KeyProvider {
public:
    /// `transport` must outlive this object; `sts` is where STS listens.
    WebIdentityKey(Environment environment, HttpTransport& transport, ServiceUrl sts)
        : environment_{std::move(environment)}, transport_{transport}, sts_{std::move(sts)} {}

    /// Reads the token anew each time, as it changes too. Errors: half a configuration, a token
    /// that cannot be read, what STS says.
    Result<KeySearch> find() override;

private:
    Environment environment_;
    HttpTransport& transport_;
    ServiceUrl sts_;
};

}  // namespace sosw::aws
