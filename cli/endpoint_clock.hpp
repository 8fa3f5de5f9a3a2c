#pragma once

#include "backends/aws/curl_transport.hpp"
#include "backends/aws/service_url.hpp"
#include "backends/system_clock.hpp"
#include "core/ports/clock.hpp"

namespace sosw::cli {

/// The time of a `sosw serve`, whose clock may be scaled or moved by hand: asked for each time.
///
/// What sleeps here sleeps for real: nobody would wake it otherwise.
class EndpointClock final : public Clock {
public:
    /// `url` is where `sosw serve` is ready.
    explicit EndpointClock(aws::ServiceUrl url);

    /// Throws `std::runtime_error` where nobody tells the time there.
    Timestamp now() const override;
    void sleep_for(Duration duration) override { real_.sleep_for(duration); }

private:
    aws::ServiceUrl url_;
    mutable aws::CurlTransport transport_;
    SystemClock real_;
};

}  // namespace sosw::cli
