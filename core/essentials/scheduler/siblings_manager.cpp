#include "core/essentials/scheduler/siblings_manager.hpp"

#include <utility>

#include "core/tasks/json_text.hpp"

namespace sosw {

SiblingsManager::SiblingsManager(Events& events, Lambda& lambda, std::string function_arn)
    : events_{events}, lambda_{lambda}, function_arn_{std::move(function_arn)} {}

Result<bool> SiblingsManager::any_events_rules_enabled() {
    // sosw lists all rules of the account and the targets of each; this asks for those of the
    // function alone.
    for (const std::string& name : TRY(events_.list_rule_names_by_target(function_arn_))) {
        const Result<Rule> rule = events_.describe_rule(name);
        if (!rule && rule.error().code != ErrorCode::NotFound) {
            return fail(rule.error());
        }
        if (rule && rule->state == RuleState::Enabled) {
            return true;
        }
    }
    return false;
}

Result<bool> SiblingsManager::spawn_sibling(const Map& event) {
    if (!TRY(any_events_rules_enabled())) {
        return false;
    }
    TRY(lambda_.invoke(
        {.function_name = function_arn_,
         .invocation_type = InvocationType::Event,
         .payload = to_json(event)}
    ));
    return true;
}

}  // namespace sosw
