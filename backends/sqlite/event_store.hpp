#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "core/base/time.hpp"
#include "core/ports/events.hpp"

namespace sosw::sqlite {

/// What one target is to be given, on its way.
struct EventDelivery {
    std::int64_t id = 0;
    std::string rule_name{};
    std::string target_id{};
    std::string target_arn{};
    std::string input{};        ///< JSON text.
    std::int64_t attempts = 0;  ///< That failed.
    Timestamp first_at{};
};

/// A rule with a schedule, and when it fires next.
struct ScheduledRule {
    std::string name{};
    std::string schedule_expression{};
    Timestamp due_at{};
};

/// The rows of `SqliteEvents`, without its rules. ARNs of rules are not stored: whoever reads a
/// rule writes it in.
class EventStore {
public:
    explicit EventStore(Database& database);

    std::optional<Rule> find_rule(const std::string& name);
    /// Those whose name begins so, by name.
    std::vector<Rule> rules(std::string_view name_prefix);
    /// Inserts or replaces. `due_at` is when it fires next.
    void put_rule(const Rule& rule, std::optional<Timestamp> due_at);
    void set_due(const std::string& name, std::optional<Timestamp> due_at);
    void remove_rule(const std::string& name);
    /// Those that fire by `until`, the earliest first.
    std::vector<ScheduledRule> scheduled(Timestamp until);

    /// By id.
    std::vector<RuleTarget> targets(const std::string& rule_name);
    void put_target(const std::string& rule_name, const RuleTarget& target);
    void remove_target(const std::string& rule_name, const std::string& target_id);
    std::vector<std::string> rule_names_by_target(const std::string& target_arn);

    void add_delivery(const EventDelivery& delivery, Timestamp due_at);
    std::vector<EventDelivery> deliveries(Timestamp until);
    void postpone(std::int64_t id, std::int64_t attempts, Timestamp due_at);
    void remove_delivery(std::int64_t id);

    /// The earliest of rules and deliveries.
    std::optional<Timestamp> next_due();

private:
    std::vector<std::pair<std::string, std::string>> paths(
        const std::string& rule_name, const std::string& target_id
    );
    void put_paths(const std::string& rule_name, const RuleTarget& target);

    Database& database_;
};

}  // namespace sosw::sqlite
