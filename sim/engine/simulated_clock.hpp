#pragma once

#include "core/ports/clock.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/engine/event_queue.hpp"

namespace sosw::sim {

/// Simulated time as the core sees it: `now()` is that of the event queue, and `sleep_for` suspends
/// the actor that calls it. Sleeping for a positive duration outside an actor is a bug (`ENSURE`).
class SimulatedClock final : public Clock {
public:
    SimulatedClock(const EventQueue& events, ActorSystem& actors)
        : events_{events}, actors_{actors} {}

    Timestamp now() const override { return events_.now(); }
    void sleep_for(Duration duration) override { actors_.sleep_for(duration); }

private:
    const EventQueue& events_;
    ActorSystem& actors_;
};

}  // namespace sosw::sim
