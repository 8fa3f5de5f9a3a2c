#pragma once

#include "core/base/random.hpp"

namespace sosw::cli {

/// Random numbers that no other process draws, for ids that must be unique: they come from the real
/// time and this process. Fork it by name.
Random process_random();

}  // namespace sosw::cli
