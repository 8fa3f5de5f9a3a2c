#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/scenario/distribution.hpp"

namespace sosw::sim {

/// How long the calls of one service take, each operation by itself or all alike.
struct CallLatency {
    Distribution others{};  ///< Of the operations that are not listed.
    std::vector<std::pair<std::string, Distribution>> by_operation{};  ///< `query` and the like.

    const Distribution& of(std::string_view operation) const;
    bool is_zero() const;
    /// All operations alike.
    CallLatency& operator=(Distribution all);
};

/// How long each call of a service takes, half of it before it takes effect and half after.
struct LatencyModel {
    CallLatency dynamodb{};
    CallLatency lambda_invoke{};
    CallLatency cloudwatch{};
    CallLatency sns{};
    /// Those who create tasks and workers' reports take the time of their calls too, and not just
    /// the essentials.
    bool everyone = false;

    bool is_zero() const;
};

}  // namespace sosw::sim
