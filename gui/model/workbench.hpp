#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/ports/clock.hpp"
#include "gui/model/commands.hpp"
#include "gui/model/studio.hpp"

/// A studio on a thread of its own.
///
///     SystemClock clock;
///     Workbench workbench{clock};
///     workbench.post(command::Open{"scenarios/rds_cpu_spike.json"});
///     const std::shared_ptr<const Snapshot> shown = workbench.snapshot();
///
/// No call waits for the worker, except the destructor: it ends the run under way at its next
/// slice, within milliseconds.

namespace sosw::gui {

class Workbench {
public:
    /// `on_published`, if any, is called on the worker's thread after each publication, to wake the
    /// window; it must not call the workbench. `clock` must outlive the workbench and is used by
    /// its thread.
    explicit Workbench(
        const Clock& clock, StudioOptions options = {}, std::function<void()> on_published = {}
    );
    Workbench(const Workbench&) = delete;
    Workbench& operator=(const Workbench&) = delete;
    ~Workbench();

    /// Any thread.
    void post(Command command);
    void post(std::vector<Command> commands);

    /// The newest snapshot; never null. Any thread.
    std::shared_ptr<const Snapshot> snapshot() const;

    /// Waits until all commands were handled and nothing is left to do: for screenshots and tests.
    /// A run in real time is never done; then `timeout` ends the wait. False: it did.
    bool wait_until_idle(Duration timeout) const;

private:
    void run(const std::stop_token& stop);
    /// Those that wait, after waiting for them as long as `next` allows.
    std::vector<Command> take_commands(const std::stop_token& stop, const NextWork& next);
    void publish(std::shared_ptr<const Snapshot> snapshot);

    const Clock& clock_;
    StudioOptions options_;
    std::function<void()> on_published_;
    mutable std::mutex mutex_;
    mutable std::condition_variable_any changed_;
    std::vector<Command> waiting_;  ///< Guarded by `mutex_`, as the next two.
    std::shared_ptr<const Snapshot> published_;
    bool idle_ = false;
    std::jthread thread_;  ///< Last: it ends before what it uses.
};

}  // namespace sosw::gui
