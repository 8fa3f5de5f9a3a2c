#pragma once

#include <optional>

#include "backends/sqlite/sqlite_lambda.hpp"
#include "sim/engine/event_queue.hpp"

namespace sosw::sim {

/// Wakes the emulated Lambda when something is due: a timeout, or an invocation that waits in its
/// queue.
class LambdaPump {
public:
    LambdaPump(sqlite::SqliteLambda& lambda, EventQueue& events)
        : lambda_{lambda}, events_{events} {}

    /// To be called after every event: something may be due earlier than before.
    void arm();

private:
    sqlite::SqliteLambda& lambda_;
    EventQueue& events_;
    std::optional<Timestamp> armed_for_;
    EventToken token_;
};

}  // namespace sosw::sim
