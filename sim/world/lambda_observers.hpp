#pragma once

#include <vector>

#include "backends/sqlite/lambda_observer.hpp"

namespace sosw::sim {

/// Tells several observers of what happens inside of the emulated Lambda, in the order in which
/// they were added.
class LambdaObservers final : public sqlite::LambdaObserver {
public:
    /// `observer` must outlive this object.
    void add(sqlite::LambdaObserver& observer) { observers_.push_back(&observer); }

    void accepted(const sqlite::InvocationEvent& event) override;
    void started(const sqlite::InvocationEvent& event) override;
    void throttled(const sqlite::InvocationEvent& event, sqlite::ThrottleReason reason) override;
    void finished(
        const sqlite::InvocationEvent& event,
        sqlite::InvocationOutcome outcome,
        Duration duration,
        Duration billed
    ) override;
    void retried(const sqlite::InvocationEvent& event, Timestamp next_attempt_at) override;
    void duplicated(const sqlite::InvocationEvent& event, std::string_view duplicate_id) override;
    void dropped(const sqlite::InvocationEvent& event, sqlite::DropReason reason) override;

private:
    std::vector<sqlite::LambdaObserver*> observers_;
};

}  // namespace sosw::sim
