#include "cli/process_random.hpp"

#include <cstdint>

#include <unistd.h>

#include "backends/system_clock.hpp"

namespace sosw::cli {

Random process_random() {
    // Two processes never begin in the same microsecond with the same id.
    constexpr std::uint64_t kProcesses = std::uint64_t{1} << 22U;
    const auto moment = static_cast<std::uint64_t>(epoch_microseconds(SystemClock{}.now()));
    return Random{moment * kProcesses + static_cast<std::uint64_t>(getpid())};
}

}  // namespace sosw::cli
