#pragma once

#include <memory>

#include "backends/aws/curl_transport.hpp"
#include "backends/aws/service_url.hpp"
#include "backends/endpoint/driven_clock.hpp"
#include "backends/system_clock.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"

namespace sosw::cli {

/// The time of a `sosw serve`, followed: a scaled clock is computed in between two answers, so that
/// asking it is cheap; only one that is moved by hand is asked each time.
///
/// Sleeping lasts as long as on that clock, which `EndpointClock` does not do.
class FollowedClock final : public Clock {
public:
    /// Errors: `NotFound` where there is no `sosw serve`; those of the transport.
    static Result<std::unique_ptr<FollowedClock>> find(aws::ServiceUrl url);

    /// Never goes back. Throws `std::runtime_error` where the server is gone.
    Timestamp now() const override;
    void sleep_for(Duration duration) override;

    const endpoint::ClockMode& mode() const { return mode_; }

private:
    FollowedClock(aws::ServiceUrl url, endpoint::ClockMode mode);

    /// Asks for the time.
    void ask() const;
    Timestamp shown_at(Timestamp real) const;

    aws::ServiceUrl url_;
    endpoint::ClockMode mode_;
    mutable aws::CurlTransport transport_;
    mutable SystemClock real_;
    mutable Timestamp asked_{};   ///< When, in real time.
    mutable Timestamp answer_{};  ///< What it showed then.
    mutable Timestamp last_{};    ///< What `now` said last.
};

}  // namespace sosw::cli
