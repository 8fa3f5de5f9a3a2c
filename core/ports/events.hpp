#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// Amazon EventBridge, in its own vocabulary (API version 2015-10-07): rules that fire by schedule
/// or by pattern, and what they invoke. There is one bus, `default`.

namespace sosw {

enum class RuleState { Enabled, Disabled };

struct Rule {
    std::string name{};
    std::string arn{};
    std::string event_pattern{};        ///< JSON text; may be empty.
    std::string schedule_expression{};  ///< `rate(…)` or `cron(…)`; may be empty.
    RuleState state = RuleState::Enabled;
    std::string description{};
    std::string role_arn{};
};

/// Makes a target's input out of an event: parts of it by path, put into a template.
struct InputTransformer {
    std::vector<std::pair<std::string, std::string>> input_paths_map{};
    std::string input_template{};
};

/// What a rule invokes, with at most one of `input`, `input_path` and `input_transformer`; without
/// any the target gets the event.
struct RuleTarget {
    std::string id{};
    std::string arn{};
    std::string role_arn{};
    std::optional<std::string> input{};       ///< JSON text.
    std::optional<std::string> input_path{};  ///< `$.detail`.
    std::optional<InputTransformer> input_transformer{};
    std::string other_settings{};  ///< What else was said, as a JSON object; empty: nothing.
};

struct PutEventsEntry {
    std::string source{};
    std::string detail_type{};
    std::string detail{};  ///< JSON text, an object.
    std::vector<std::string> resources{};
    std::optional<Timestamp> time{};  ///< Absent: now.
    std::string event_bus_name{};     ///< Empty: `default`.
};

/// Either an id, or why the entry was refused.
struct PutEventsResult {
    std::string event_id{};
    std::string error_code{};
    std::string error_message{};
};

class Events {
public:
    Events() = default;
    Events(const Events&) = delete;
    Events& operator=(const Events&) = delete;
    virtual ~Events() = default;

    /// Creates the rule, or replaces all of it but its targets. Its answer is the ARN.
    ///
    /// Errors: `ValidationException`, `InvalidEventPatternException`.
    virtual Result<std::string> put_rule(const Rule& rule) = 0;
    /// Errors: `ResourceNotFoundException`.
    virtual Result<Rule> describe_rule(const std::string& name) = 0;
    /// Those whose name begins so, by name.
    virtual Result<std::vector<Rule>> list_rules(const std::string& name_prefix) = 0;
    /// Adds or replaces targets by id, all or none. Errors: `ResourceNotFoundException`,
    /// `ValidationException`, `LimitExceededException` for more than five.
    virtual Result<void> put_targets(
        const std::string& rule_name, const std::vector<RuleTarget>& targets
    ) = 0;
    /// By id. Errors: `ResourceNotFoundException`.
    virtual Result<std::vector<RuleTarget>> list_targets_by_rule(const std::string& rule_name) = 0;
    /// The names of the rules, enabled or not, that have a target with this ARN; by name.
    virtual Result<std::vector<std::string>> list_rule_names_by_target(const std::string& target_arn
    ) = 0;
    /// One result for each entry, in their order.
    ///
    /// Errors: `ValidationException` for more than 256 KB.
    virtual Result<std::vector<PutEventsResult>> put_events(
        const std::vector<PutEventsEntry>& entries
    ) = 0;
};

}  // namespace sosw
