#include "sim/world/lambda_pump.hpp"

#include <algorithm>

namespace sosw::sim {

void LambdaPump::arm() {
    const std::optional<Timestamp> due = lambda_.next_due();
    if (!due || (armed_for_ && *armed_for_ <= *due)) {
        return;  // waking too early does no harm
    }
    if (armed_for_) {
        events_.cancel(token_);
    }
    armed_for_ = due;
    token_ = events_.schedule_at(std::max(*due, events_.now()), [this] {
        armed_for_.reset();
        lambda_.run_due();
    });
}

}  // namespace sosw::sim
