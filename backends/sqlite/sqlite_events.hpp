#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/aws_account.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/event_store.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/events.hpp"

namespace sosw::sqlite {

/// Amazon EventBridge in SQLite: rules of the default bus, their targets, and what is on its way to
/// these.
///
/// A rule's schedule counts from the moment the rule was made, enabled or given another schedule: a
/// rate fires first one period later. Time is pulled: whoever owns this object asks `next_due`,
/// takes the `due_deliveries` and says what became of each. They are rows, so that a target is
/// called once at least, also when the process dies in between. Rules do not fire for the time when
/// nobody ran them; of a clock that jumps they fire what an hour holds.
class SqliteEvents final : public Events {
public:
    /// All references must outlive this object. `random` makes the events' ids.
    SqliteEvents(Database& database, Clock& clock, Random random, AwsAccount account = {});

    Result<std::string> put_rule(const Rule& rule) override;
    Result<Rule> describe_rule(const std::string& name) override;
    Result<std::vector<Rule>> list_rules(const std::string& name_prefix) override;
    Result<void> put_targets(const std::string& rule_name, const std::vector<RuleTarget>& targets)
        override;
    Result<std::vector<RuleTarget>> list_targets_by_rule(const std::string& rule_name) override;
    Result<std::vector<std::string>> list_rule_names_by_target(const std::string& target_arn
    ) override;
    Result<std::vector<PutEventsResult>> put_events(const std::vector<PutEventsEntry>& entries
    ) override;

    /// Errors: `ResourceNotFoundException`.
    Result<void> set_state(const std::string& name, RuleState state);
    /// A rule that is not there is no error. Errors: `ValidationException` while it has targets.
    Result<void> delete_rule(const std::string& name);
    /// Ids that no target has are no error. Errors: `ResourceNotFoundException`.
    Result<void> remove_targets(
        const std::string& rule_name, const std::vector<std::string>& target_ids
    );

    /// When there is a rule to fire or something to deliver next.
    std::optional<Timestamp> next_due() const { return next_due_; }
    /// Fires the rules whose time has come, and gives all that is to be delivered now, the oldest
    /// first.
    std::vector<EventDelivery> due_deliveries();
    /// It arrived, or never will.
    void settle(const EventDelivery& delivery);
    /// It comes again later: after a second, two, four … up to ten minutes, for 24 hours.
    void postpone(const EventDelivery& delivery);

private:
    struct Event {
        std::string source{};
        std::string detail_type{};
        std::string detail{};
        std::vector<std::string> resources{};
        Timestamp time{};
    };

    Result<Rule> find_rule(const std::string& name);
    /// The event as JSON text.
    std::string write_event(const Event& event, const std::string& id) const;
    void fire(const ScheduledRule& scheduled, Timestamp now);
    void enqueue(const Rule& rule, const std::string& event, Timestamp now);
    PutEventsResult put_event(const PutEventsEntry& entry, const std::vector<Rule>& rules);
    void skip_the_past();
    void look_ahead() { next_due_ = store_.next_due(); }

    Database& database_;
    Clock& clock_;
    Random random_;
    AwsAccount account_;
    EventStore store_;
    std::optional<Timestamp> next_due_;
};

}  // namespace sosw::sqlite
