#include "backends/system_clock.hpp"

#include <chrono>
#include <thread>

namespace sosw {

Timestamp SystemClock::now() const {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

void SystemClock::sleep_for(Duration duration) {
    if (duration > Duration::zero()) {
        std::this_thread::sleep_for(duration);
    }
}

}  // namespace sosw
