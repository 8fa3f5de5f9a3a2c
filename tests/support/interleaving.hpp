#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/ports/dynamo_db.hpp"

/// All orders in which the table calls of several actors can come.
///
/// Each actor is plain code on a thread of its own, but only one runs at a time: before each of its
/// table calls it hands over to whoever the order names. The order is thus the only thing that
/// varies, and every one of them is tried.

namespace sosw::test {

/// What one actor does; all its calls go through the `DynamoDb` it is given.
using InterleavedActor = std::function<void(DynamoDb&)>;

/// The tables and the actors of one run.
struct InterleavedRun {
    DynamoDb* dynamo_db = nullptr;
    std::vector<InterleavedActor> actors{};
};

/// Runs `start` and its actors, then `check` with the order (such as `0010111`, the actor of each
/// table call), for every order there is. Returns the number of orders.
///
/// `start` must build the same world each time. The number of orders grows as fast as binomial
/// coefficients: two actors of five calls each have 252.
std::size_t for_each_interleaving(
    const std::function<InterleavedRun()>& start,
    const std::function<void(const std::string& order)>& check
);

}  // namespace sosw::test
