#pragma once

#include <functional>
#include <string>

namespace sosw::sim {

/// Whether a scenario still fails in the way that is looked into.
using StillFails = std::function<bool(const std::string& text)>;

struct ShrinkOptions {
    int tries_max = 1500;  ///< Scenarios tried in all.
};

/// The smallest scenario found that still fails: members of lists and objects are left out, numbers
/// and durations halved, again and again until nothing more can be taken away (delta debugging).
/// `text` is a scenario that fails. The same text and the same answers give the same result.
std::string shrink(
    const std::string& text, const StillFails& still_fails, const ShrinkOptions& options = {}
);

}  // namespace sosw::sim
