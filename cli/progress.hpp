#pragma once

#include <string>

#include "core/ports/clock.hpp"
#include "sim/world/world.hpp"

/// One line on standard error that tells how far a run is, and is erased at its end.

namespace sosw::cli {

/// `rds_cpu_spike   47%  09:52:48  12,345 tasks/s  3s left`; nothing left is known in the first
/// moments.
std::string progress_text(
    const std::string& scenario, const sim::WorldProgress& progress, Duration elapsed
);

class ProgressLine {
public:
    /// Silent where standard error is no terminal. `clock` is the real one and must outlive it.
    ProgressLine(const Clock& clock, std::string scenario);
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine();

    /// At most some ten times a second.
    void show(const sim::WorldProgress& progress);
    void erase();

private:
    const Clock& clock_;
    std::string scenario_;
    Timestamp begun_;
    Timestamp shown_{};
    bool enabled_;
    bool visible_ = false;
};

}  // namespace sosw::cli
