#include "backends/endpoint/timed_driver.hpp"

#include <algorithm>
#include <chrono>

namespace sosw::endpoint {

namespace {

/// What makes itself due again and again must not keep the clients waiting.
constexpr int kRoundsPerTurn = 16;
constexpr int kStopsPerMove = 100'000;
constexpr Duration kPause = std::chrono::milliseconds{1};

}  // namespace

TimedDriver::TimedDriver(EventLoop& loop, DrivenClock& clock)
    : clock_{clock},
      wait_{loop.timer([this] { waited_ = true; })},
      timer_{loop.timer([this] { armed_for_.reset(); })},
      turn_end_{loop.at_end_of_turn([this] { settle(); })} {}

std::optional<Timestamp> TimedDriver::next_due() const {
    std::optional<Timestamp> first;
    for (const Timed* const timed : all_) {
        const std::optional<Timestamp> due = timed->next_due();
        if (due && (!first || *due < *first)) {
            first = due;
        }
    }
    return first;
}

void TimedDriver::run_due() {
    for (Timed* const timed : all_) {
        const std::optional<Timestamp> due = timed->next_due();
        if (due && *due <= clock_.now()) {
            timed->run_due();
        }
    }
}

void TimedDriver::settle() {
    for (int i = 0; i < kRoundsPerTurn; ++i) {
        const std::optional<Timestamp> due = next_due();
        if (!due || *due > clock_.now()) {
            break;
        }
        run_due();
    }
    if (target_) {
        move_on();
    }
    arm();
}

void TimedDriver::arm() {
    const std::optional<Timestamp> due = next_due();
    if (due == armed_for_) {
        return;
    }
    armed_for_ = due;
    const auto wait = due ? clock_.real_time_until(*due) : std::nullopt;
    if (wait) {
        timer_.start(std::max(*wait, kPause));
    } else {
        timer_.stop();
    }
}

void TimedDriver::move_to(Timestamp at, Task done) {
    target_ = std::max(target_.value_or(at), at);
    when_there_.push_back(std::move(done));
    move_on();
}

void TimedDriver::move_on() {
    for (int i = 0; i < kStopsPerMove; ++i) {
        const std::optional<Timestamp> due = next_due();
        if (!due || *due > *target_) {
            break;
        }
        if (must_wait_for(*due)) {
            return;
        }
        clock_.move_to(*due);
        run_due();
    }
    arrive();
}

bool TimedDriver::must_wait_for(Timestamp due) {
    const Duration until = due - clock_.now();
    if (until <= Duration::zero() || !busy_ || !busy_()) {
        return false;
    }
    if (waits_for_ != due) {
        waits_for_ = due;
        waited_ = false;
        wait_.start(clock_.real_time_until(due).value_or(until));
    }
    return !waited_;
}

void TimedDriver::arrive() {
    clock_.move_to(*target_);
    run_due();
    armed_for_.reset();
    target_.reset();
    waits_for_.reset();
    for (const Task& done : std::exchange(when_there_, {})) {
        done();
    }
}

}  // namespace sosw::endpoint
