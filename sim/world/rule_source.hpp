#pragma once

#include <optional>

#include "core/base/random.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/pass_runner.hpp"

namespace sosw::sim {

/// EventBridge, for one rule: starts passes on schedule, or somewhat later, now and then twice or
/// not at all.
class RuleSource {
public:
    /// All must outlive this object.
    RuleSource(
        const Rule& rule,
        const Scenario& scenario,
        Random random,
        EventQueue& events,
        PassRunner& runner,
        Recorder& recorder
    );

    void begin() { plan(first_tick(rule_, scenario_.start)); }

private:
    /// The rule is due at `at`, and again and again from then on; nothing: never more.
    void plan(std::optional<Timestamp> at);
    void fire(Timestamp due);
    void record(Timestamp due, std::string_view event);

    const Rule& rule_;
    const Scenario& scenario_;
    Random random_;
    EventQueue& events_;
    PassRunner& runner_;
    Recorder& recorder_;
};

}  // namespace sosw::sim
