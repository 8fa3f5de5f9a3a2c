#pragma once

#include <utility>

#include "backends/wire/signature/credentials.hpp"
#include "core/base/result.hpp"

namespace sosw::aws {

/// Where the key comes from that requests are signed with.
class CredentialsSource {
public:
    CredentialsSource() = default;
    CredentialsSource(const CredentialsSource&) = delete;
    CredentialsSource& operator=(const CredentialsSource&) = delete;
    virtual ~CredentialsSource() = default;

    /// Asked before each request, so that a key may be replaced before it expires.
    ///
    /// Errors: `AccessDenied` where there is none.
    virtual Result<wire::AccessKey> key() = 0;

    /// A service says that `expired` is no longer good, whatever was known of its end: where it is
    /// the kept one, the next `key()` looks for another. A source that has but one key does
    /// nothing.
    virtual void reject(const wire::AccessKey& /*expired*/) {}
};

/// Always the same key.
class FixedCredentials final : public CredentialsSource {
public:
    explicit FixedCredentials(wire::AccessKey key) : key_{std::move(key)} {}
    Result<wire::AccessKey> key() override { return key_; }

private:
    wire::AccessKey key_;
};

}  // namespace sosw::aws
