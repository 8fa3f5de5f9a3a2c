#include "sim/world/lambda_observers.hpp"

namespace sosw::sim {

void LambdaObservers::accepted(const sqlite::InvocationEvent& event) {
    for (sqlite::LambdaObserver* observer : observers_) {
        observer->accepted(event);
    }
}

void LambdaObservers::started(const sqlite::InvocationEvent& event) {
    for (sqlite::LambdaObserver* observer : observers_) {
        observer->started(event);
    }
}

void LambdaObservers::throttled(
    const sqlite::InvocationEvent& event, sqlite::ThrottleReason reason
) {
    for (sqlite::LambdaObserver* observer : observers_) {
        observer->throttled(event, reason);
    }
}

void LambdaObservers::finished(
    const sqlite::InvocationEvent& event,
    sqlite::InvocationOutcome outcome,
    Duration duration,
    Duration billed
) {
    for (sqlite::LambdaObserver* observer : observers_) {
        observer->finished(event, outcome, duration, billed);
    }
}

void LambdaObservers::retried(const sqlite::InvocationEvent& event, Timestamp next_attempt_at) {
    for (sqlite::LambdaObserver* observer : observers_) {
        observer->retried(event, next_attempt_at);
    }
}

void LambdaObservers::duplicated(
    const sqlite::InvocationEvent& event, std::string_view duplicate_id
) {
    for (sqlite::LambdaObserver* observer : observers_) {
        observer->duplicated(event, duplicate_id);
    }
}

void LambdaObservers::dropped(const sqlite::InvocationEvent& event, sqlite::DropReason reason) {
    for (sqlite::LambdaObserver* observer : observers_) {
        observer->dropped(event, reason);
    }
}

}  // namespace sosw::sim
