#include "cli/followed_clock.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "cli/endpoint_time.hpp"

namespace sosw::cli {

namespace {

using Kind = endpoint::ClockMode::Kind;

/// A clock that somebody moves on, beside its own speed, is noticed after this real time.
constexpr Duration kBetweenAnswers = std::chrono::seconds{5};
/// A clock that is moved by hand is looked at so often.
constexpr Duration kBetweenLooks = std::chrono::milliseconds{10};

Duration scaled(Duration duration, double factor) {
    return from_seconds(to_seconds(duration) * factor);
}

}  // namespace

FollowedClock::FollowedClock(aws::ServiceUrl url, endpoint::ClockMode mode)
    : url_{std::move(url)},
      mode_{mode},
      transport_{{.answer_timeout = std::chrono::seconds{10}, .proxy = std::string{}}} {}

Result<std::unique_ptr<FollowedClock>> FollowedClock::find(aws::ServiceUrl url) {
    aws::CurlTransport transport{
        {.answer_timeout = std::chrono::seconds{10}, .proxy = std::string{}}};
    const EndpointTime time = TRY(ask_endpoint_time(transport, url));
    return std::unique_ptr<FollowedClock>{new FollowedClock{std::move(url), time.mode}};
}

void FollowedClock::ask() const {
    const Timestamp before = real_.now();
    const Result<EndpointTime> time = ask_endpoint_time(transport_, url_);
    if (!time) {
        throw std::runtime_error{to_string(time.error())};
    }
    asked_ = before + (real_.now() - before) / 2;
    answer_ = time->now;
}

Timestamp FollowedClock::shown_at(Timestamp real) const {
    return answer_ + scaled(real - asked_, mode_.speed);
}

Timestamp FollowedClock::now() const {
    const Timestamp real = real_.now();
    if (mode_.kind == Kind::Real) {
        last_ = std::max(last_, real);
        return last_;
    }
    if (mode_.kind == Kind::Manual || real - asked_ >= kBetweenAnswers || real < asked_) {
        ask();
    }
    last_ = std::max(last_, mode_.kind == Kind::Manual ? answer_ : shown_at(real_.now()));
    return last_;
}

void FollowedClock::sleep_for(Duration duration) {
    if (duration <= Duration::zero()) {
        return;
    }
    const Timestamp until = now() + duration;
    for (Timestamp at = now(); at < until; at = now()) {
        const Duration left = until - at;
        real_.sleep_for(
            mode_.kind == Kind::Manual
                ? kBetweenLooks
                : std::max<Duration>(scaled(left, 1 / mode_.speed), std::chrono::microseconds{50})
        );
    }
}

}  // namespace sosw::cli
