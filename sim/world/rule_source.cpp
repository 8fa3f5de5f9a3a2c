#include "sim/world/rule_source.hpp"

namespace sosw::sim {

RuleSource::RuleSource(
    const Rule& rule,
    const Scenario& scenario,
    Random random,
    EventQueue& events,
    PassRunner& runner,
    Recorder& recorder
)
    : rule_{rule},
      scenario_{scenario},
      random_{random},
      events_{events},
      runner_{runner},
      recorder_{recorder} {}

void RuleSource::plan(std::optional<Timestamp> at) {
    if (!at || *at >= scenario_.end()) {
        return;
    }
    events_.schedule_at(*at, [this, due = *at] {
        fire(due);
        plan(next_tick(rule_, due));
    });
}

void RuleSource::fire(Timestamp due) {
    if (random_.chance(rule_.skip_probability)) {
        record(due, "skipped");
        return;
    }
    const bool twice = random_.chance(rule_.duplicate_probability);
    if (twice) {
        record(due, "duplicated");
    }
    for (int i = 0; i < (twice ? 2 : 1); ++i) {
        const Duration late = rule_.jitter.sample(random_);
        if (late == Duration::zero()) {
            runner_.tick(rule_.target);
        } else {
            events_.schedule_after(late, [this] { runner_.tick(rule_.target); });
        }
    }
}

void RuleSource::record(Timestamp due, std::string_view event) {
    recorder_.record(RuleEventRow{.at = due, .essential = to_string(rule_.target), .event = event});
}

}  // namespace sosw::sim
