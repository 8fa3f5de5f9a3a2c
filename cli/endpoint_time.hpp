#pragma once

#include "backends/aws/http_transport.hpp"
#include "backends/aws/service_url.hpp"
#include "backends/endpoint/driven_clock.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sosw::cli {

/// What the page of a `sosw serve` about its clock says.
struct EndpointTime {
    endpoint::ClockMode mode{};
    Timestamp now{};
};

/// Errors: those of the transport; `NotFound` where something else answers.
Result<EndpointTime> ask_endpoint_time(aws::HttpTransport& transport, const aws::ServiceUrl& url);

}  // namespace sosw::cli
