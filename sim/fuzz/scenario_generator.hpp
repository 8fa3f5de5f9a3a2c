#pragma once

#include <cstdint>

#include "sim/fuzz/fuzz_case.hpp"

namespace sosw::sim {

/// A random small world that a seed stands for.
///
/// Swarm testing: each seed switches a random subset of the features on, so that some worlds have
/// many of one kind and none of another, where a bug is not hidden by its company. Each feature
/// draws from a stream of its own, forked by name: a new feature changes the others' values in no
/// seed. Arrivals and faults end after some minutes; the time that follows is long enough for every
/// task to be closed.
FuzzCase make_case(std::uint64_t seed);

}  // namespace sosw::sim
