#include "backends/endpoint/services/events_service.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/endpoint/services/list_page.hpp"
#include "backends/json_syntax.hpp"
#include "backends/sqlite/event_pattern.hpp"
#include "backends/sqlite/sqlite_events.hpp"
#include "backends/wire/services/constraints.hpp"
#include "backends/wire/services/events_values.hpp"

namespace sosw::endpoint {
namespace {

using wire::FieldReader;
using wire::Value;

constexpr std::int64_t kPageMax = 100;
constexpr std::string_view kDefaultBus = "default";
constexpr std::array<std::string_view, 3> kStates = {
    "ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"};

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

/// There is the default bus only.
Result<void> check_bus(const FieldReader& in) {
    const std::string bus = in.optional_text("EventBusName").value_or(std::string{kDefaultBus});
    if (bus == kDefaultBus || bus.ends_with(":event-bus/default")) {
        return {};
    }
    return fail(
        ErrorCode::NotFound, "ResourceNotFoundException", "Event bus " + bus + " does not exist."
    );
}

/// The rule's name in the field that has it, and the bus.
Result<void> check_rule_name(const FieldReader& in, std::string_view field) {
    std::string member{field};
    member.front() = static_cast<char>(member.front() | 0x20);
    wire::FieldConstraints constraints;
    constraints.required(member, in.has(field));
    constraints.length(member, in.optional_text(field), 1, 64);
    TRY(constraints.check());
    return check_bus(in);
}

Result<void> check_put_rule(const FieldReader& in) {
    wire::FieldConstraints constraints;
    constraints.required("name", in.has("Name"));
    constraints.length("name", in.optional_text("Name"), 1, 64);
    constraints.length("scheduleExpression", in.optional_text("ScheduleExpression"), 0, 256);
    constraints.length("eventPattern", in.optional_text("EventPattern"), 0, 4096);
    constraints.length("description", in.optional_text("Description"), 0, 512);
    constraints.one_of("state", in.optional_text("State"), kStates);
    TRY(constraints.check());
    return check_bus(in);
}

Result<void> check_target(const FieldReader& target, std::size_t number) {
    const std::string member = "targets." + std::to_string(number) + ".member.";
    wire::FieldConstraints constraints;
    constraints.required(member + "id", target.has("Id"));
    constraints.length(member + "id", target.optional_text("Id"), 1, 64);
    constraints.required(member + "arn", target.has("Arn"));
    constraints.length(member + "arn", target.optional_text("Arn"), 1, 1600);
    constraints.length(member + "input", target.optional_text("Input"), 0, 8192);
    constraints.length(member + "inputPath", target.optional_text("InputPath"), 0, 256);
    return constraints.check();
}

Result<void> check_page(const FieldReader& in) {
    wire::FieldConstraints constraints;
    constraints.length("nextToken", in.optional_text("NextToken"), 1, 2048);
    constraints.range("limit", in.integer("Limit"), 1, kPageMax);
    return constraints.check();
}

/// The page of `all` that is asked for, under the name of the list.
template <typename T, typename Write>
Result<Value> write_page(
    const std::vector<T>& all, const FieldReader& in, std::string name, Write write
) {
    const auto limit = static_cast<std::size_t>(in.integer("Limit").value_or(kPageMax));
    const auto page = TRY(page_of(all, in.text("NextToken"), limit, "ValidationException"));
    Value list = Value::list();
    for (const T& item : page.items) {
        list.push(write(item));
    }
    Value output = Value::structure();
    output.set(std::move(name), std::move(list)).set_if("NextToken", page.next_token);
    return output;
}

Value no_failures() {
    Value output = Value::structure();
    output.set("FailedEntryCount", 0).set("FailedEntries", Value::list());
    return output;
}

}  // namespace

EventsService::EventsService(sqlite::SqliteEvents& events, Random random)
    : ApiService{{.target_prefix = "AWSEvents"}, random}, events_{events} {
    add("PutRule", &EventsService::put_rule);
    add("DescribeRule", &EventsService::describe_rule);
    add("ListRules", &EventsService::list_rules);
    add("EnableRule", &EventsService::enable_rule);
    add("DisableRule", &EventsService::disable_rule);
    add("DeleteRule", &EventsService::delete_rule);
    add("PutTargets", &EventsService::put_targets);
    add("RemoveTargets", &EventsService::remove_targets);
    add("ListTargetsByRule", &EventsService::list_targets_by_rule);
    add("ListRuleNamesByTarget", &EventsService::list_rule_names_by_target);
    add("PutEvents", &EventsService::put_events);
    add("TestEventPattern", &EventsService::test_event_pattern);
}

ApiService::Output EventsService::put_rule(Input in) {
    TRY(check_put_rule(in));
    const Rule rule = wire::read_rule(in);
    TRY(in.check());
    return Value::structure({{"RuleArn", Value{TRY(events_.put_rule(rule))}}});
}

ApiService::Output EventsService::describe_rule(Input in) {
    TRY(check_rule_name(in, "Name"));
    return wire::write_rule(TRY(events_.describe_rule(in.text("Name"))));
}

ApiService::Output EventsService::list_rules(Input in) {
    TRY(check_page(in));
    TRY(check_bus(in));
    const auto rules = TRY(events_.list_rules(in.text("NamePrefix")));
    return write_page(rules, in, "Rules", &wire::write_rule);
}

ApiService::Output EventsService::enable_rule(Input in) {
    TRY(check_rule_name(in, "Name"));
    TRY(events_.set_state(in.text("Name"), RuleState::Enabled));
    return Value{};
}

ApiService::Output EventsService::disable_rule(Input in) {
    TRY(check_rule_name(in, "Name"));
    TRY(events_.set_state(in.text("Name"), RuleState::Disabled));
    return Value{};
}

ApiService::Output EventsService::delete_rule(Input in) {
    TRY(check_rule_name(in, "Name"));
    TRY(events_.delete_rule(in.text("Name")));
    return Value{};
}

ApiService::Output EventsService::put_targets(Input in) {
    TRY(check_rule_name(in, "Rule"));
    wire::FieldConstraints constraints;
    constraints.required("targets", in.has("Targets"));
    constraints.size("targets", in.size_of("Targets"), 1, 100);
    TRY(constraints.check());
    std::vector<RuleTarget> targets;
    for (const FieldReader& target : in.structures("Targets")) {
        TRY(check_target(target, targets.size() + 1));
        targets.push_back(wire::read_target(target));
    }
    TRY(in.check());
    TRY(events_.put_targets(in.text("Rule"), targets));
    return no_failures();
}

ApiService::Output EventsService::remove_targets(Input in) {
    TRY(check_rule_name(in, "Rule"));
    wire::FieldConstraints constraints;
    constraints.required("ids", in.has("Ids"));
    constraints.size("ids", in.size_of("Ids"), 1, 100);
    TRY(constraints.check());
    const std::vector<std::string> ids = in.texts("Ids");
    TRY(in.check());
    TRY(events_.remove_targets(in.text("Rule"), ids));
    return no_failures();
}

ApiService::Output EventsService::list_targets_by_rule(Input in) {
    TRY(check_rule_name(in, "Rule"));
    TRY(check_page(in));
    const auto targets = TRY(events_.list_targets_by_rule(in.text("Rule")));
    return write_page(targets, in, "Targets", &wire::write_target);
}

ApiService::Output EventsService::list_rule_names_by_target(Input in) {
    wire::FieldConstraints constraints;
    constraints.required("targetArn", in.has("TargetArn"));
    constraints.length("targetArn", in.optional_text("TargetArn"), 1, 1600);
    TRY(constraints.check());
    TRY(check_page(in));
    TRY(check_bus(in));
    const auto names = TRY(events_.list_rule_names_by_target(in.text("TargetArn")));
    return write_page(names, in, "RuleNames", [](const std::string& name) { return Value{name}; });
}

ApiService::Output EventsService::put_events(Input in) {
    wire::FieldConstraints constraints;
    constraints.required("entries", in.has("Entries"));
    constraints.size("entries", in.size_of("Entries"), 1, 10);
    TRY(constraints.check());
    std::vector<PutEventsEntry> entries;
    for (const FieldReader& entry : in.structures("Entries")) {
        entries.push_back(wire::read_put_events_entry(entry));
    }
    TRY(in.check());
    std::int64_t failed = 0;
    Value results = Value::list();
    for (const PutEventsResult& result : TRY(events_.put_events(entries))) {
        failed += result.error_code.empty() ? 0 : 1;
        results.push(wire::write_put_events_result(result));
    }
    Value output = Value::structure();
    output.set("FailedEntryCount", failed).set("Entries", std::move(results));
    return output;
}

ApiService::Output EventsService::test_event_pattern(Input in) {
    wire::FieldConstraints constraints;
    constraints.required("eventPattern", in.has("EventPattern"));
    constraints.required("event", in.has("Event"));
    TRY(constraints.check());
    const std::string pattern = in.text("EventPattern");
    const std::string event = in.text("Event");
    TRY(sqlite::check_event_pattern(pattern));
    if (!json_members(event)) {
        return invalid("Parameter Event is not valid.");
    }
    return Value::structure({{"Result", Value{sqlite::event_matches(pattern, event)}}});
}

}  // namespace sosw::endpoint
