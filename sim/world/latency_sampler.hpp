#pragma once

#include <string_view>

#include "backends/wrap/latency.hpp"
#include "core/base/random.hpp"
#include "sim/scenario/latency_model.hpp"

namespace sosw::sim {

/// Samples from `model`, which must outlive the sampler, with a random stream of its own.
LatencySampler latency_sampler(
    const CallLatency& model, const Random& random, std::string_view stream
);

}  // namespace sosw::sim
