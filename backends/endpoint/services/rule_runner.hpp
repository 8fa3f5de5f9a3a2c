#pragma once

#include <optional>

#include "backends/endpoint/timed.hpp"
#include "backends/sqlite/sqlite_events.hpp"
#include "core/ports/lambda.hpp"

namespace sosw::endpoint {

/// Lets the rules of EventBridge fire: invokes the functions that are their targets, as events.
///
/// A function that is throttled or cannot be reached is tried again, for 24 hours. One that is not
/// there, and a target that is no function, is given up.
class RuleRunner final : public Timed {
public:
    /// Both must outlive this object.
    RuleRunner(sqlite::SqliteEvents& events, Lambda& lambda) : events_{events}, lambda_{lambda} {}

    std::optional<Timestamp> next_due() const override { return events_.next_due(); }
    void run_due() override;

private:
    void deliver(const sqlite::EventDelivery& delivery);

    sqlite::SqliteEvents& events_;
    Lambda& lambda_;
};

}  // namespace sosw::endpoint
