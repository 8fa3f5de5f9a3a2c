#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/ports/clock.hpp"
#include "gui/model/commands.hpp"
#include "gui/model/snapshot.hpp"

/// What the worker does: it takes commands, runs worlds in small slices, and makes snapshots.
///
/// One thread creates, uses and destroys a studio, and with it its worlds and their records. Tests
/// use it by itself:
///
///     Studio studio{clock};
///     studio.handle(command::Open{"scenarios/rds_cpu_spike.json"});
///     studio.work_until_idle();
///     studio.handle(command::SetThreshold{{"some_function", "SomeDBCPU", 3}, 40});
///     studio.work_until_idle();
///     EXPECT_NE(studio.snapshot()->ghost, nullptr);
///
/// The dashboard lets a `Workbench` do so on a thread.

namespace sosw::gui {

struct StudioOptions {
    /// Of the program, kept in records.
    std::string version = "0.1.0";
    /// Events of the simulation per slice, after which commands are looked at again.
    int events_per_slice = 2'000;
    /// How often a run that goes on is published, in real time.
    Duration publish_every = std::chrono::milliseconds{50};
    /// A scenario whose last run took less real time is run again while a line is dragged: a few
    /// times a second.
    Duration live_tuning_max = std::chrono::milliseconds{250};
};

/// What the worker should do next.
struct NextWork {
    enum class Kind {
        Idle,    ///< Nothing until the next command.
        AtOnce,  ///< Another slice.
        Later,   ///< Another slice after `wait` of real time.
    };
    Kind kind = Kind::Idle;
    Duration wait{};
};

class Studio {
public:
    /// `clock` is the real time and must outlive the studio.
    explicit Studio(const Clock& clock, StudioOptions options = {});
    Studio(const Studio&) = delete;
    Studio& operator=(const Studio&) = delete;
    ~Studio();

    /// Never fails: what is wrong is told in the next snapshot.
    void handle(const Command& command);
    /// The same for all of them, where a later one makes an earlier one pointless it is left out:
    /// of many positions of a dragged line only the last one counts.
    void handle_all(std::span<const Command> commands);
    /// A slice of what there is to do.
    NextWork work();
    /// Works until nothing is left, without waiting for real time; `false` from `go_on` ends it.
    void work_until_idle(const std::function<bool()>& go_on = {});

    /// The newest one; never null. The same pointer as before where nothing has changed.
    std::shared_ptr<const Snapshot> snapshot();

private:
    struct Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace sosw::gui
