#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.hpp"

namespace sosw::sim {

/// Draws for one part of a scenario.
class Draw {
public:
    explicit Draw(Random random) : random_{random} {}

    Draw fork(std::string_view name) const { return Draw{random_.fork(name)}; }
    /// Whether a feature is switched on.
    bool on(std::string_view feature, double probability = kOftenEnough) const {
        return random_.fork(feature).chance(probability);
    }
    bool chance(double probability) { return random_.chance(probability); }
    /// Both ends included.
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low +
               static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
    }
    template <typename T>
    T pick(std::initializer_list<T> choices) {
        return choices.begin()[random_.below(choices.size())];
    }
    template <typename T>
    const T& pick(const std::vector<T>& choices) {
        return choices[random_.below(choices.size())];
    }
    /// `"37s"`.
    std::string seconds(std::int64_t low, std::int64_t high) {
        return std::to_string(between(low, high)) + "s";
    }
    std::string milliseconds(std::int64_t low, std::int64_t high) {
        return std::to_string(between(low, high)) + "ms";
    }
    std::uint64_t next() { return random_.next(); }

private:
    static constexpr double kOftenEnough = 0.4;

    Random random_;
};

}  // namespace sosw::sim
