#include "backends/endpoint/lambda/lambda_endpoint.hpp"

#include <algorithm>
#include <utility>

namespace sosw::endpoint {

LambdaEndpoint::LambdaEndpoint(
    EventLoop& loop,
    Clock& clock,
    const Random& random,
    sqlite::Database& database,
    LambdaEndpointOptions options
)
    : logs_{std::move(options.log)},
      runtime_{loop, clock, logs_, std::move(options.runtime)},
      lambda_{database, clock, random.fork("lambda"), runtime_, std::move(options.lambda)},
      functions_{clock, random.fork("functions"), database, lambda_, runtime_} {}

std::optional<Timestamp> LambdaEndpoint::next_due() const {
    const auto invocations = lambda_.next_due();
    const auto processes = runtime_.next_due();
    if (invocations && processes) {
        return std::min(*invocations, *processes);
    }
    return invocations ? invocations : processes;
}

void LambdaEndpoint::run_due() {
    lambda_.run_due();
    runtime_.run_due();
}

}  // namespace sosw::endpoint
