#include "cli/endpoint_clock.hpp"

#include <stdexcept>
#include <utility>

#include "cli/endpoint_time.hpp"
#include "core/base/result.hpp"

namespace sosw::cli {

EndpointClock::EndpointClock(aws::ServiceUrl url)
    : url_{std::move(url)}, transport_{{.answer_timeout = std::chrono::seconds{10}}} {}

Timestamp EndpointClock::now() const {
    const Result<EndpointTime> time = ask_endpoint_time(transport_, url_);
    if (!time) {
        throw std::runtime_error{to_string(time.error())};
    }
    return time->now;
}

}  // namespace sosw::cli
