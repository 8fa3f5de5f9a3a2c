#pragma once

#include <string>
#include <utility>

#include "backends/aws/environment.hpp"
#include "backends/aws/http_transport.hpp"
#include "backends/aws/key_provider.hpp"

namespace sosw::aws {

/// What an agent beside a container gives: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` (ECS) or
/// `AWS_CONTAINER_CREDENTIALS_FULL_URI`, with `AWS_CONTAINER_AUTHORIZATION_TOKEN` or the content of
/// `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`.
class ContainerKey final : public KeyProvider {
public:
    /// `transport` must outlive this object, and should use no proxy.
    ContainerKey(Environment environment, HttpTransport& transport)
        : environment_{std::move(environment)}, transport_{transport} {}

    /// Errors: an address without TLS that is neither of this host nor an agent's; no answer, or
    /// another one than a key.
    Result<KeySearch> find() override;

private:
    Result<std::string> token() const;

    Environment environment_;
    HttpTransport& transport_;
};

}  // namespace sosw::aws
