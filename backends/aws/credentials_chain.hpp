#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "backends/aws/credentials_source.hpp"
#include "backends/aws/key_provider.hpp"
#include "core/ports/clock.hpp"

namespace sosw::aws {

/// The first key of several places, in their order, kept until shortly before it expires.
///
/// From then on the place that gave it is asked again before each request, and as long as that
/// fails the old key serves until its end. A key that a service rejected does not: clocks may be
/// wrong, and keys are revoked.
class CredentialsChain final : public CredentialsSource {
public:
    using Places = std::vector<std::unique_ptr<KeyProvider>>;

    /// How long before its end a key is replaced.
    static constexpr Duration kRefreshAhead = std::chrono::minutes{5};

    /// `clock` must outlive this object.
    CredentialsChain(Clock& clock, Places places);

    /// Errors: `AccessDenied`, `NoCredentialsError` with all places where it looked and what to do;
    /// those of a place that is set up but fails.
    Result<wire::AccessKey> key() override;
    void reject(const wire::AccessKey& expired) override;

private:
    Result<FoundKey> look();
    bool good_at(Timestamp at) const { return !kept_->expires_at || at < *kept_->expires_at; }

    Clock& clock_;
    Places places_;
    std::optional<FoundKey> kept_;
    KeyProvider* giver_ = nullptr;  ///< Gave the kept key.
};

}  // namespace sosw::aws
