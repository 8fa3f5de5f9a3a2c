#pragma once

#include <utility>

#include "backends/aws/environment.hpp"
#include "backends/aws/key_provider.hpp"

namespace sosw::aws {

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, as Lambda gives them to a
/// function.
class EnvironmentKey final : public KeyProvider {
public:
    explicit EnvironmentKey(Environment environment) : environment_{std::move(environment)} {}

    /// Errors: an id without a secret.
    Result<KeySearch> find() override;

private:
    Environment environment_;
};

}  // namespace sosw::aws
