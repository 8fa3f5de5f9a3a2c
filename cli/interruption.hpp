#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

/// Ctrl-C as a stop token.

namespace sosw::cli {

/// While it lives, the first SIGINT or SIGTERM asks to stop, and a second one ends the program at
/// once.
///
/// Make it before any other thread: the signals are blocked for the threads that follow and taken
/// by one of its own, so that nothing runs inside a signal handler.
class Interruption {
public:
    Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;
    ~Interruption();

    std::stop_token token() const { return source_.get_token(); }
    bool requested() const { return source_.stop_requested(); }

private:
    void wait_for_signals();

    std::stop_source source_;
    sigset_t signals_{};
    sigset_t before_{};
    std::thread waiter_;
};

}  // namespace sosw::cli
