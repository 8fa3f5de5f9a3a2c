#include "cli/interruption.hpp"

#include <cstdlib>

#include "cli/exit_code.hpp"

namespace sosw::cli {

namespace {

/// Sent to the waiting thread by ourselves, so that it ends.
constexpr int kWakeUp = SIGUSR1;

}  // namespace

Interruption::Interruption() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, kWakeUp);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
    waiter_ = std::thread{[this] { wait_for_signals(); }};
}

Interruption::~Interruption() {
    pthread_kill(waiter_.native_handle(), kWakeUp);
    waiter_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Interruption::wait_for_signals() {
    int signal = 0;
    while (sigwait(&signals_, &signal) == 0 && signal != kWakeUp) {
        if (!source_.request_stop()) {
            std::_Exit(static_cast<int>(ExitCode::Interrupted));
        }
    }
}

}  // namespace sosw::cli
