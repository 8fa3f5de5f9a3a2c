#include "backends/sqlite/sqlite_events.hpp"

#include <algorithm>
#include <utility>

#include "backends/sqlite/event_checks.hpp"
#include "backends/sqlite/event_input.hpp"
#include "backends/sqlite/event_pattern.hpp"
#include "backends/sqlite/request_id.hpp"
#include "backends/wire/json_writer.hpp"
#include "core/base/ensure.hpp"
#include "core/base/schedule_expression.hpp"

namespace sosw::sqlite {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kTargetsMax = 5;
constexpr std::size_t kRequestBytesMax = 262'144;
constexpr Duration kCatchUpMax = hours{1};
constexpr Duration kRetryDelayMax = minutes{10};
constexpr Duration kRetriesEnd = hours{24};
constexpr std::int64_t kDoublingsMax = 10;

Failure no_rule(const std::string& name) {
    return fail(
        ErrorCode::NotFound,
        "ResourceNotFoundException",
        "Rule " + name + " does not exist on EventBus default."
    );
}

ScheduleExpression schedule_of(std::string_view text) {
    auto schedule = ScheduleExpression::parse(text);
    ENSURE(schedule.has_value());  // It was checked when the rule was put.
    return *schedule;
}

std::optional<Timestamp> next_of(const Rule& rule, Timestamp now) {
    const bool fires = rule.state == RuleState::Enabled && !rule.schedule_expression.empty();
    return fires ? schedule_of(rule.schedule_expression).next_after(now) : std::nullopt;
}

/// The first time after `due_at` of the schedule that is later than `now`; a rate keeps its beat.
std::optional<Timestamp> next_beyond(
    const ScheduleExpression& schedule, Timestamp due_at, Timestamp now
) {
    if (schedule.period() == Duration::zero() || due_at > now) {
        return due_at > now ? std::optional{due_at} : schedule.next_after(now);
    }
    return due_at + ((now - due_at) / schedule.period() + 1) * schedule.period();
}

}  // namespace

SqliteEvents::SqliteEvents(Database& database, Clock& clock, Random random, AwsAccount account)
    : database_{database},
      clock_{clock},
      random_{random},
      account_{std::move(account)},
      store_{database} {
    skip_the_past();
    look_ahead();
}

void SqliteEvents::skip_the_past() {
    const Timestamp now = clock_.now();
    WriteScope scope{database_};
    for (const ScheduledRule& rule : store_.scheduled(now)) {
        store_.set_due(
            rule.name, next_beyond(schedule_of(rule.schedule_expression), rule.due_at, now)
        );
    }
    scope.commit();
}

Result<Rule> SqliteEvents::find_rule(const std::string& name) {
    auto rule = store_.find_rule(name);
    if (!rule) {
        return no_rule(name);
    }
    rule->arn = account_.arn("events", "rule/" + name);
    return *rule;
}

Result<std::string> SqliteEvents::put_rule(const Rule& rule) {
    TRY(check(rule));
    WriteScope scope{database_};
    store_.put_rule(rule, next_of(rule, clock_.now()));
    scope.commit();
    look_ahead();
    return account_.arn("events", "rule/" + rule.name);
}

Result<std::vector<Rule>> SqliteEvents::list_rules(const std::string& name_prefix) {
    std::vector<Rule> rules = store_.rules(name_prefix);
    for (Rule& rule : rules) {
        rule.arn = account_.arn("events", "rule/" + rule.name);
    }
    return rules;
}

Result<Rule> SqliteEvents::describe_rule(const std::string& name) { return find_rule(name); }

Result<void> SqliteEvents::set_state(const std::string& name, RuleState state) {
    Rule rule = TRY(find_rule(name));
    if (rule.state == state) {
        return {};
    }
    rule.state = state;
    WriteScope scope{database_};
    store_.put_rule(rule, next_of(rule, clock_.now()));
    scope.commit();
    look_ahead();
    return {};
}

Result<void> SqliteEvents::delete_rule(const std::string& name) {
    if (!store_.targets(name).empty()) {
        return fail(
            ErrorCode::InvalidRequest,
            "ValidationException",
            "Rule can't be deleted since it has targets."
        );
    }
    WriteScope scope{database_};
    store_.remove_rule(name);
    scope.commit();
    look_ahead();
    return {};
}

Result<void> SqliteEvents::put_targets(
    const std::string& rule_name, const std::vector<RuleTarget>& targets
) {
    TRY(find_rule(rule_name));
    std::vector<RuleTarget> all = store_.targets(rule_name);
    for (const RuleTarget& target : targets) {
        TRY(check(target));
        std::erase_if(all, [&](const RuleTarget& known) { return known.id == target.id; });
        all.push_back(target);
    }
    if (all.size() > kTargetsMax) {
        return fail(
            ErrorCode::InvalidRequest,
            "LimitExceededException",
            "The requested resource exceeds the maximum number allowed."
        );
    }
    WriteScope scope{database_};
    for (const RuleTarget& target : targets) {
        store_.put_target(rule_name, target);
    }
    scope.commit();
    return {};
}

Result<void> SqliteEvents::remove_targets(
    const std::string& rule_name, const std::vector<std::string>& target_ids
) {
    TRY(find_rule(rule_name));
    WriteScope scope{database_};
    for (const std::string& id : target_ids) {
        store_.remove_target(rule_name, id);
    }
    scope.commit();
    return {};
}

Result<std::vector<RuleTarget>> SqliteEvents::list_targets_by_rule(const std::string& rule_name) {
    TRY(find_rule(rule_name));
    return store_.targets(rule_name);
}

Result<std::vector<std::string>> SqliteEvents::list_rule_names_by_target(
    const std::string& target_arn
) {
    return store_.rule_names_by_target(target_arn);
}

std::string SqliteEvents::write_event(const Event& event, const std::string& id) const {
    std::string text;
    wire::JsonWriter writer{text};
    writer.begin_object();
    writer.member("version", "0");
    writer.member("id", id);
    writer.member("detail-type", event.detail_type);
    writer.member("source", event.source);
    writer.member("account", account_.account_id);
    writer.member("time", format_timestamp(std::chrono::floor<seconds>(event.time)));
    writer.member("region", account_.region);
    writer.key("resources");
    writer.begin_array();
    for (const std::string& resource : event.resources) {
        writer.string(resource);
    }
    writer.end_array();
    writer.key("detail");
    writer.raw(event.detail);
    writer.end_object();
    return text;
}

void SqliteEvents::enqueue(const Rule& rule, const std::string& event, Timestamp now) {
    for (const RuleTarget& target : store_.targets(rule.name)) {
        EventDelivery delivery{
            .rule_name = rule.name,
            .target_id = target.id,
            .target_arn = target.arn,
            .first_at = now};
        delivery.input = input_for(target, {.event = event, .rule = rule, .ingested_at = now});
        store_.add_delivery(delivery, now);
    }
}

Result<std::vector<PutEventsResult>> SqliteEvents::put_events(
    const std::vector<PutEventsEntry>& entries
) {
    std::size_t bytes = 0;
    for (const PutEventsEntry& entry : entries) {
        bytes += size_of(entry);
    }
    if (bytes > kRequestBytesMax) {
        return fail(
            ErrorCode::InvalidRequest,
            "ValidationException",
            "Total size of the entries in the request is over the limit."
        );
    }
    std::vector<Rule> rules = TRY(list_rules(""));
    std::erase_if(rules, [](const Rule& rule) {
        return rule.state == RuleState::Disabled || rule.event_pattern.empty();
    });
    WriteScope scope{database_};
    std::vector<PutEventsResult> results;
    results.reserve(entries.size());
    for (const PutEventsEntry& entry : entries) {
        results.push_back(put_event(entry, rules));
    }
    scope.commit();
    look_ahead();
    return results;
}

PutEventsResult SqliteEvents::put_event(
    const PutEventsEntry& entry, const std::vector<Rule>& rules
) {
    PutEventsResult result = problem_of(entry);
    if (!result.error_code.empty()) {
        return result;
    }
    const Timestamp now = clock_.now();
    result.event_id = make_uuid(random_);
    const bool is_default = entry.event_bus_name.empty() || entry.event_bus_name == "default" ||
                            entry.event_bus_name.ends_with(":event-bus/default");
    if (!is_default) {
        return result;  // AWS takes events for a bus that is not there, and drops them.
    }
    const std::string event = write_event(
        {.source = entry.source,
         .detail_type = entry.detail_type,
         .detail = entry.detail,
         .resources = entry.resources,
         .time = entry.time.value_or(now)},
        result.event_id
    );
    for (const Rule& rule : rules) {
        if (event_matches(rule.event_pattern, event)) {
            enqueue(rule, event, now);
        }
    }
    return result;
}

void SqliteEvents::fire(const ScheduledRule& scheduled, Timestamp now) {
    const ScheduleExpression schedule = schedule_of(scheduled.schedule_expression);
    const auto rule = find_rule(scheduled.name);
    std::optional<Timestamp> due_at = scheduled.due_at;
    if (*due_at < now - kCatchUpMax) {
        due_at = next_beyond(schedule, *due_at, now - kCatchUpMax);
    }
    for (; due_at && *due_at <= now; due_at = schedule.next_after(*due_at)) {
        const Event event{
            .source = "aws.events",
            .detail_type = "Scheduled Event",
            .detail = "{}",
            .resources = {rule->arn},
            .time = *due_at};
        enqueue(*rule, write_event(event, make_uuid(random_)), *due_at);
    }
    store_.set_due(scheduled.name, due_at);
}

std::vector<EventDelivery> SqliteEvents::due_deliveries() {
    const Timestamp now = clock_.now();
    if (!next_due_ || *next_due_ > now) {
        return {};
    }
    WriteScope scope{database_};
    for (const ScheduledRule& rule : store_.scheduled(now)) {
        fire(rule, now);
    }
    scope.commit();
    look_ahead();
    return store_.deliveries(now);
}

void SqliteEvents::settle(const EventDelivery& delivery) {
    WriteScope scope{database_};
    store_.remove_delivery(delivery.id);
    scope.commit();
    look_ahead();
}

void SqliteEvents::postpone(const EventDelivery& delivery) {
    const Timestamp now = clock_.now();
    const Duration delay = std::min<Duration>(
        seconds{std::int64_t{1} << std::min(delivery.attempts, kDoublingsMax)}, kRetryDelayMax
    );
    if (now + delay > delivery.first_at + kRetriesEnd) {
        settle(delivery);
        return;
    }
    WriteScope scope{database_};
    store_.postpone(delivery.id, delivery.attempts + 1, now + delay);
    scope.commit();
    look_ahead();
}

}  // namespace sosw::sqlite
