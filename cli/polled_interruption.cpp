#include "cli/polled_interruption.hpp"

#include <ctime>

namespace sosw::cli {

PolledInterruption::PolledInterruption() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
}

PolledInterruption::~PolledInterruption() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void PolledInterruption::poll() {
    constexpr timespec kNoWait{};
    if (sigtimedwait(&signals_, nullptr, &kNoWait) > 0) {
        source_.request_stop();
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
}

}  // namespace sosw::cli
