#include "sim/world/latency_sampler.hpp"

namespace sosw::sim {

LatencySampler latency_sampler(
    const CallLatency& model, const Random& random, std::string_view stream
) {
    if (model.is_zero()) {
        return [](std::string_view) { return Duration::zero(); };
    }
    return [&model, own = random.fork(stream)](std::string_view operation) mutable {
        return model.of(operation).sample(own);
    };
}

}  // namespace sosw::sim
