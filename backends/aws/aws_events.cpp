#include "backends/aws/aws_events.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "backends/wire/error_names.hpp"
#include "backends/wire/services/events_values.hpp"

namespace sosw::aws {

namespace {

using wire::FieldReader;
using wire::Value;

/// A refused target is told of in an answer with status 200.
Result<void> check_failed_entries(const FieldReader& answer) {
    if (answer.integer("FailedEntryCount").value_or(0) == 0) {
        return {};
    }
    const std::vector<FieldReader> entries = answer.structures("FailedEntries");
    const std::string name = entries.empty() ? "" : entries.front().text("ErrorCode");
    constexpr int kBadRequest = 400;
    return fail(
        wire::error_code_of(name, kBadRequest),
        name,
        entries.empty() ? "some targets were refused" : entries.front().text("ErrorMessage")
    );
}

}  // namespace

AwsEvents::AwsEvents(
    const AwsAccess& access,
    const Random& random,
    ServiceAddress address,
    const RetryOptions& retries
)
    : client_{"AWSEvents", access, random, std::move(address), retries} {}

template <typename Take>
Result<void> AwsEvents::for_each_page(std::string_view operation, const Value& input, Take take) {
    std::string token;
    do {
        Value page_input = input;
        page_input.set_if("NextToken", token);
        wire::Parameters page = TRY(client_.call(operation, page_input, Effect::Read));
        const FieldReader fields = page.fields();
        take(fields);
        token = fields.text("NextToken");
    } while (!token.empty());
    return {};
}

Result<std::string> AwsEvents::put_rule(const Rule& rule) {
    wire::Parameters answer =
        TRY(client_.call("PutRule", wire::write_rule(rule), Effect::RepeatedOnce));
    return answer.fields().text("RuleArn");
}

Result<Rule> AwsEvents::describe_rule(const std::string& name) {
    const Value input = Value::structure({{"Name", Value{name}}});
    wire::Parameters answer = TRY(client_.call("DescribeRule", input, Effect::Read));
    return wire::read_rule(answer.fields());
}

Result<std::vector<Rule>> AwsEvents::list_rules(const std::string& name_prefix) {
    Value input = Value::structure();
    input.set_if("NamePrefix", name_prefix);
    std::vector<Rule> rules;
    TRY(for_each_page("ListRules", input, [&rules](const FieldReader& page) {
        std::ranges::transform(
            page.structures("Rules"), std::back_inserter(rules), &wire::read_rule
        );
    }));
    std::ranges::sort(rules, {}, &Rule::name);
    return rules;
}

Result<void> AwsEvents::put_targets(
    const std::string& rule_name, const std::vector<RuleTarget>& targets
) {
    Value list = Value::list();
    for (const RuleTarget& target : targets) {
        list.push(wire::write_target(target));
    }
    Value input = Value::structure({{"Rule", Value{rule_name}}});
    input.set("Targets", std::move(list));
    wire::Parameters answer = TRY(client_.call("PutTargets", input, Effect::RepeatedOnce));
    return check_failed_entries(answer.fields());
}

Result<std::vector<RuleTarget>> AwsEvents::list_targets_by_rule(const std::string& rule_name) {
    const Value input = Value::structure({{"Rule", Value{rule_name}}});
    std::vector<RuleTarget> targets;
    TRY(for_each_page("ListTargetsByRule", input, [&targets](const FieldReader& page) {
        std::ranges::transform(
            page.structures("Targets"), std::back_inserter(targets), &wire::read_target
        );
    }));
    std::ranges::sort(targets, {}, &RuleTarget::id);
    return targets;
}

Result<std::vector<std::string>> AwsEvents::list_rule_names_by_target(const std::string& target_arn
) {
    const Value input = Value::structure({{"TargetArn", Value{target_arn}}});
    std::vector<std::string> names;
    TRY(for_each_page("ListRuleNamesByTarget", input, [&names](const FieldReader& page) {
        std::ranges::move(page.texts("RuleNames"), std::back_inserter(names));
    }));
    std::ranges::sort(names);
    return names;
}

Result<std::vector<PutEventsResult>> AwsEvents::put_events(
    const std::vector<PutEventsEntry>& entries
) {
    Value list = Value::list();
    for (const PutEventsEntry& entry : entries) {
        list.push(wire::write_put_events_entry(entry));
    }
    Value input = Value::structure();
    input.set("Entries", std::move(list));
    wire::Parameters answer = TRY(client_.call("PutEvents", input, Effect::Write));
    std::vector<PutEventsResult> results;
    std::ranges::transform(
        answer.fields().structures("Entries"),
        std::back_inserter(results),
        &wire::read_put_events_result
    );
    return results;
}

}  // namespace sosw::aws
