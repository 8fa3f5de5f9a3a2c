#pragma once

#include <csignal>
#include <stop_token>

/// Ctrl-C as a stop token, for a program that forks.

namespace sosw::cli {

/// While it lives, the first SIGINT or SIGTERM that `poll` finds asks to stop; one that comes later
/// ends the program.
///
/// Unlike `Interruption` it has no thread: a child forked while another thread holds a lock, that
/// of an allocator for one, waits for that lock forever.
class PolledInterruption {
public:
    PolledInterruption();
    PolledInterruption(const PolledInterruption&) = delete;
    PolledInterruption& operator=(const PolledInterruption&) = delete;
    ~PolledInterruption();

    /// Takes the signal that has arrived, if one has. Does not wait.
    void poll();

    std::stop_token token() const { return source_.get_token(); }
    bool requested() const { return source_.stop_requested(); }

private:
    std::stop_source source_;
    sigset_t signals_{};
    sigset_t before_{};
};

}  // namespace sosw::cli
