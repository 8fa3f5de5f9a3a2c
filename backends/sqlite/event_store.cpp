#include "backends/sqlite/event_store.hpp"

#include <limits>
#include <utility>

namespace sosw::sqlite {
namespace {

constexpr std::string_view kSchema = R"(
CREATE TABLE IF NOT EXISTS events_rule (
    name TEXT PRIMARY KEY,
    event_pattern TEXT NOT NULL,
    schedule_expression TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    description TEXT NOT NULL,
    role_arn TEXT NOT NULL,
    due_at_us INTEGER
);
CREATE INDEX IF NOT EXISTS events_rule_due_at ON events_rule (due_at_us)
    WHERE due_at_us IS NOT NULL;
CREATE TABLE IF NOT EXISTS events_target (
    rule_name TEXT NOT NULL,
    id TEXT NOT NULL,
    arn TEXT NOT NULL,
    role_arn TEXT NOT NULL,
    input TEXT,
    input_path TEXT,
    input_template TEXT,
    other_settings TEXT NOT NULL,
    PRIMARY KEY (rule_name, id)
);
CREATE TABLE IF NOT EXISTS events_target_path (
    rule_name TEXT NOT NULL,
    target_id TEXT NOT NULL,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (rule_name, target_id, name)
);
CREATE TABLE IF NOT EXISTS events_delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    due_at_us INTEGER NOT NULL,
    rule_name TEXT NOT NULL,
    target_id TEXT NOT NULL,
    target_arn TEXT NOT NULL,
    input TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    first_at_us INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS events_delivery_due_at ON events_delivery (due_at_us, id);
)";

Database& with_schema(Database& database) {
    database.execute(std::string{kSchema});
    return database;
}

void bind_optional(Statement& statement, int index, const std::optional<std::string>& text) {
    if (text) {
        statement.bind_text(index, *text);
    } else {
        statement.bind_null(index);
    }
}

void bind_time(Statement& statement, int index, std::optional<Timestamp> at) {
    if (at) {
        statement.bind(index, epoch_microseconds(*at));
    } else {
        statement.bind_null(index);
    }
}

std::optional<std::string> optional_text(const Statement& row, int index) {
    return row.column_is_null(index) ? std::nullopt
                                     : std::optional{std::string{row.column_text(index)}};
}

Rule read_rule(const Statement& row) {
    return {
        .name = std::string{row.column_text(0)},
        .event_pattern = std::string{row.column_text(1)},
        .schedule_expression = std::string{row.column_text(2)},
        .state = row.column_int64(3) != 0 ? RuleState::Enabled : RuleState::Disabled,
        .description = std::string{row.column_text(4)},
        .role_arn = std::string{row.column_text(5)}};
}

constexpr std::string_view kSelectRule =
    "SELECT name, event_pattern, schedule_expression, enabled, description, role_arn "
    "FROM events_rule ";

}  // namespace

EventStore::EventStore(Database& database) : database_{with_schema(database)} {}

std::optional<Rule> EventStore::find_rule(const std::string& name) {
    Statement select{database_, std::string{kSelectRule} + "WHERE name = ?"};
    select.bind_text(1, name);
    return select.step() ? std::optional{read_rule(select)} : std::nullopt;
}

std::vector<Rule> EventStore::rules(std::string_view name_prefix) {
    Statement select{
        database_,
        std::string{kSelectRule} + "WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name"};
    select.bind_text(1, name_prefix);
    std::vector<Rule> rules;
    while (select.step()) {
        rules.push_back(read_rule(select));
    }
    return rules;
}

void EventStore::put_rule(const Rule& rule, std::optional<Timestamp> due_at) {
    Statement insert{database_, "INSERT OR REPLACE INTO events_rule VALUES (?, ?, ?, ?, ?, ?, ?)"};
    insert.bind_text(1, rule.name)
        .bind_text(2, rule.event_pattern)
        .bind_text(3, rule.schedule_expression)
        .bind(4, std::int64_t{rule.state == RuleState::Enabled})
        .bind_text(5, rule.description)
        .bind_text(6, rule.role_arn);
    bind_time(insert, 7, due_at);
    insert.run();
}

void EventStore::set_due(const std::string& name, std::optional<Timestamp> due_at) {
    Statement update{database_, "UPDATE events_rule SET due_at_us = ?2 WHERE name = ?1"};
    update.bind_text(1, name);
    bind_time(update, 2, due_at);
    update.run();
}

void EventStore::remove_rule(const std::string& name) {
    Statement remove{database_, "DELETE FROM events_rule WHERE name = ?"};
    remove.bind_text(1, name).run();
}

std::vector<ScheduledRule> EventStore::scheduled(Timestamp until) {
    Statement select{
        database_,
        "SELECT name, schedule_expression, due_at_us FROM events_rule WHERE due_at_us <= ? "
        "ORDER BY due_at_us, name"};
    select.bind(1, epoch_microseconds(until));
    std::vector<ScheduledRule> rules;
    while (select.step()) {
        rules.push_back(
            {.name = std::string{select.column_text(0)},
             .schedule_expression = std::string{select.column_text(1)},
             .due_at = from_epoch_microseconds(select.column_int64(2))}
        );
    }
    return rules;
}

std::vector<RuleTarget> EventStore::targets(const std::string& rule_name) {
    Statement select{
        database_,
        "SELECT id, arn, role_arn, input, input_path, input_template, other_settings "
        "FROM events_target WHERE rule_name = ? ORDER BY id"};
    select.bind_text(1, rule_name);
    std::vector<RuleTarget> targets;
    while (select.step()) {
        RuleTarget target{
            .id = std::string{select.column_text(0)},
            .arn = std::string{select.column_text(1)},
            .role_arn = std::string{select.column_text(2)},
            .input = optional_text(select, 3),
            .input_path = optional_text(select, 4),
            .other_settings = std::string{select.column_text(6)}};
        if (auto text = optional_text(select, 5)) {
            target.input_transformer = InputTransformer{
                .input_paths_map = paths(rule_name, target.id), .input_template = std::move(*text)};
        }
        targets.push_back(std::move(target));
    }
    return targets;
}

std::vector<std::pair<std::string, std::string>> EventStore::paths(
    const std::string& rule_name, const std::string& target_id
) {
    Statement select{
        database_,
        "SELECT name, path FROM events_target_path WHERE rule_name = ? AND target_id = ? "
        "ORDER BY name"};
    select.bind_text(1, rule_name).bind_text(2, target_id);
    std::vector<std::pair<std::string, std::string>> paths;
    while (select.step()) {
        paths.emplace_back(select.column_text(0), select.column_text(1));
    }
    return paths;
}

void EventStore::put_target(const std::string& rule_name, const RuleTarget& target) {
    remove_target(rule_name, target.id);
    Statement insert{database_, "INSERT INTO events_target VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
    insert.bind_text(1, rule_name).bind_text(2, target.id).bind_text(3, target.arn);
    insert.bind_text(4, target.role_arn).bind_text(8, target.other_settings);
    bind_optional(insert, 5, target.input);
    bind_optional(insert, 6, target.input_path);
    if (target.input_transformer) {
        insert.bind_text(7, target.input_transformer->input_template);
    } else {
        insert.bind_null(7);
    }
    insert.run();
    put_paths(rule_name, target);
}

void EventStore::put_paths(const std::string& rule_name, const RuleTarget& target) {
    if (!target.input_transformer) {
        return;
    }
    Statement insert{database_, "INSERT OR REPLACE INTO events_target_path VALUES (?, ?, ?, ?)"};
    for (const auto& [name, path] : target.input_transformer->input_paths_map) {
        insert.bind_text(1, rule_name).bind_text(2, target.id);
        insert.bind_text(3, name).bind_text(4, path).run();
    }
}

void EventStore::remove_target(const std::string& rule_name, const std::string& target_id) {
    Statement remove{database_, "DELETE FROM events_target WHERE rule_name = ? AND id = ?"};
    remove.bind_text(1, rule_name).bind_text(2, target_id).run();
    Statement remove_paths{
        database_, "DELETE FROM events_target_path WHERE rule_name = ? AND target_id = ?"};
    remove_paths.bind_text(1, rule_name).bind_text(2, target_id).run();
}

std::vector<std::string> EventStore::rule_names_by_target(const std::string& target_arn) {
    Statement select{
        database_, "SELECT DISTINCT rule_name FROM events_target WHERE arn = ? ORDER BY rule_name"};
    select.bind_text(1, target_arn);
    std::vector<std::string> names;
    while (select.step()) {
        names.emplace_back(select.column_text(0));
    }
    return names;
}

void EventStore::add_delivery(const EventDelivery& delivery, Timestamp due_at) {
    Statement insert{
        database_,
        "INSERT INTO events_delivery (due_at_us, rule_name, target_id, target_arn, input, "
        "attempts, "
        "first_at_us) VALUES (?, ?, ?, ?, ?, ?, ?)"};
    insert.bind(1, epoch_microseconds(due_at))
        .bind_text(2, delivery.rule_name)
        .bind_text(3, delivery.target_id)
        .bind_text(4, delivery.target_arn)
        .bind_text(5, delivery.input)
        .bind(6, delivery.attempts)
        .bind(7, epoch_microseconds(delivery.first_at))
        .run();
}

std::vector<EventDelivery> EventStore::deliveries(Timestamp until) {
    Statement select{
        database_,
        "SELECT id, rule_name, target_id, target_arn, input, attempts, first_at_us "
        "FROM events_delivery WHERE due_at_us <= ? ORDER BY due_at_us, id"};
    select.bind(1, epoch_microseconds(until));
    std::vector<EventDelivery> deliveries;
    while (select.step()) {
        deliveries.push_back(
            {.id = select.column_int64(0),
             .rule_name = std::string{select.column_text(1)},
             .target_id = std::string{select.column_text(2)},
             .target_arn = std::string{select.column_text(3)},
             .input = std::string{select.column_text(4)},
             .attempts = select.column_int64(5),
             .first_at = from_epoch_microseconds(select.column_int64(6))}
        );
    }
    return deliveries;
}

void EventStore::postpone(std::int64_t id, std::int64_t attempts, Timestamp due_at) {
    Statement update{
        database_, "UPDATE events_delivery SET attempts = ?2, due_at_us = ?3 WHERE id = ?1"};
    update.bind(1, id).bind(2, attempts).bind(3, epoch_microseconds(due_at)).run();
}

void EventStore::remove_delivery(std::int64_t id) {
    Statement remove{database_, "DELETE FROM events_delivery WHERE id = ?"};
    remove.bind(1, id).run();
}

std::optional<Timestamp> EventStore::next_due() {
    Statement select{
        database_,
        "SELECT min(due_at_us) FROM (SELECT min(due_at_us) AS due_at_us FROM events_rule "
        "UNION ALL SELECT min(due_at_us) FROM events_delivery)"};
    select.step();
    return select.column_is_null(0)
               ? std::nullopt
               : std::optional{from_epoch_microseconds(select.column_int64(0))};
}

}  // namespace sosw::sqlite
