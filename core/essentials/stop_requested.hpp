#pragma once

#include <functional>

namespace sosw {

/// Asked between two labourers and between two tasks of a pass, or as many as are invoked together;
/// true: whatever is left is left to the next pass. An empty one never stops a pass.
///
/// For those whose time is limited, such as a function before its deadline.
using StopRequested = std::function<bool()>;

inline bool is_requested(const StopRequested& stop) { return stop && stop(); }

}  // namespace sosw
