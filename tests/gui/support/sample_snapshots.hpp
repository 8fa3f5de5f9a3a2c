#pragma once

#include <cstddef>
#include <memory>

#include "gui/model/snapshot.hpp"

/// Snapshots for tests and benches.

namespace sosw::gui::test {

/// A finished run of the scenario rds_cpu_spike, with the cursor in the middle of it and another
/// future beside it.
std::shared_ptr<const Snapshot> typical_snapshot();

struct SampleSize {
    std::size_t labourers = 1;
    std::size_t points = 1'000;  ///< Of each series.
    std::size_t tasks = 1'000;
    std::size_t log = 100;
    std::size_t dots = 100;
};
/// A run that was never simulated, of any size.
std::shared_ptr<const Snapshot> sample_snapshot(const SampleSize& size);

/// 300 labourers, 300,000 tasks, 100,000 lines of log, and all that an axis of dots can hold.
std::shared_ptr<const Snapshot> huge_snapshot();

}  // namespace sosw::gui::test
