#pragma once

#include "core/base/time.hpp"

namespace sosw::sim {

/// A part of a run: from `from` on and before `to`.
struct TimeSpan {
    Timestamp from = Timestamp::min();
    Timestamp to = Timestamp::max();
    Duration length() const { return to - from; }
};

}  // namespace sosw::sim
