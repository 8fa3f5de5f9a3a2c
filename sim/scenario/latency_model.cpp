#include "sim/scenario/latency_model.hpp"

#include <algorithm>

namespace sosw::sim {

const Distribution& CallLatency::of(std::string_view operation) const {
    const auto own = std::ranges::find(by_operation, operation, [](const auto& entry) {
        return std::string_view{entry.first};
    });
    return own != by_operation.end() ? own->second : others;
}

bool CallLatency::is_zero() const {
    return others.is_zero() && std::ranges::all_of(by_operation, [](const auto& entry) {
               return entry.second.is_zero();
           });
}

CallLatency& CallLatency::operator=(Distribution all) {
    others = std::move(all);
    by_operation.clear();
    return *this;
}

bool LatencyModel::is_zero() const {
    return dynamodb.is_zero() && lambda_invoke.is_zero() && cloudwatch.is_zero() && sns.is_zero();
}

}  // namespace sosw::sim
