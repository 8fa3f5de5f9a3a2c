#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/base/time.hpp"

/// One thread that waits for many things at once: sockets, pipes, signals, and a stretch of time.
///
/// The loop goes in turns. A turn waits until something is ready, calls everything that is, then
/// the hook at the turn's end. That hook is what makes a group commit: all requests that came
/// together are handled, the database is committed once, and then the answers leave.
///
/// All but `post` and `stop` belong to the thread that runs the loop. Callbacks may begin and end
/// watches, their own too; what they throw leaves `run` or `turn`, and the loop may be run again.

namespace sosw::endpoint {

using Task = std::function<void()>;

enum class Interest : std::uint8_t { None, Read, Write, ReadWrite };

/// What a descriptor can do without waiting.
struct Ready {
    bool readable = false;  ///< Also at the end of the stream.
    bool writable = false;
    bool hung_up = false;  ///< Broken, or closed by both ends; told whatever the interest.
};

/// Keeps something watched while it lives. Must end before its loop does.
class Watch {
public:
    Watch() = default;
    Watch(Watch&& other) noexcept = default;
    Watch& operator=(Watch&& other) noexcept;
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch() { reset(); }

    /// Costs a system call where it changes something. Requires a watch of a descriptor.
    void set(Interest interest);
    /// Ends the watch: its callback is not called again. Without a watch nothing happens.
    void reset() noexcept;
    explicit operator bool() const { return entry_ != nullptr; }

private:
    friend class EventLoop;
    friend class Timer;
    struct Entry;
    explicit Watch(std::shared_ptr<Entry> entry) : entry_{std::move(entry)} {}

    std::shared_ptr<Entry> entry_{};
};

/// Calls a task once, after a stretch of real time.
class Timer {
public:
    Timer() = default;
    /// Starts anew, whatever was running. Zero or less: in the next turn.
    void start(Duration delay);
    void stop();

private:
    friend class EventLoop;
    Watch watch_{};
};

class EventLoop {
public:
    /// Throws `std::system_error` where the system has no more descriptors; so do all that make a
    /// watch or a timer.
    EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    ~EventLoop();

    /// Calls `on_ready` in every turn in which the descriptor is ready for what is asked. The
    /// descriptor stays the caller's and must be open until the watch ends.
    Watch watch(int descriptor, Interest interest, std::function<void(Ready)> on_ready);
    /// Calls `on_readable` in every turn in which a read would not wait, at the end of the stream
    /// and after an error too.
    Watch watch_readable(int descriptor, Task on_readable);

    /// Calls `on_signal` in a turn after the process got `signal`, and keeps the signal from doing
    /// anything else, from now on and also after the watch. Several that come before the turn are
    /// one call; one watch per signal.
    ///
    /// With SIGCHLD it tells that children have ended: ask `waitpid(child, …, WNOHANG)` about each
    /// of one's own. The signal is blocked, which a started program inherits: start it with an
    /// empty mask (`posix_spawnattr_setsigmask`). Other threads must have been started afterwards.
    Watch watch_signal(int signal, Task on_signal);

    /// A timer that calls `on_time`; not started.
    Timer timer(Task on_time);

    /// Calls `task` at the end of each turn, after all that was ready; several in the order in
    /// which they were asked for.
    Watch at_end_of_turn(Task task);

    /// Calls `task` in the next turn, on the loop's thread. From any thread.
    void post(Task task);

    /// Turns until `stop`. A `stop` that came before counts.
    void run();
    /// Ends `run` after the current turn. From any thread.
    void stop();

    /// One turn: waits until something is ready.
    void turn() { turn(-1); }
    /// One turn without waiting.
    void turn_if_ready() { turn(0); }

private:
    friend class Watch;

    void turn(int timeout_ms);
    void call_ready(const Watch::Entry& entry, std::uint32_t events) const;
    void run_posted();
    void end_turn();
    void wake() const;
    void add(Watch::Entry& entry, Interest interest);
    void remove(std::shared_ptr<Watch::Entry> entry) noexcept;

    int epoll_ = -1;
    int wake_up_ = -1;
    Watch woken_{};
    std::vector<std::shared_ptr<Watch::Entry>> at_end_{};
    std::vector<std::shared_ptr<Watch::Entry>> ended_{};  ///< Events of this turn may name them.
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_{};
    std::vector<Task> posted_{};  ///< Guarded by `mutex_`.
};

}  // namespace sosw::endpoint
