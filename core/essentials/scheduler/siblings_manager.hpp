#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/ports/attribute_value.hpp"
#include "core/ports/events.hpp"
#include "core/ports/lambda.hpp"

namespace sosw {

/// Lets a Lambda function start itself once more with the work that it has no time for.
///
/// It does so only while an enabled rule of EventBridge has the function for a target: whoever
/// disables the rule stops a chain of siblings that would never end. Source: sosw SiblingsManager.
class SiblingsManager {
public:
    /// `function_arn` is the one that the function was invoked by, as rules have it for a target.
    /// The ports must outlive this object.
    SiblingsManager(Events& events, Lambda& lambda, std::string function_arn);

    /// Errors: those of the rules.
    Result<bool> any_events_rules_enabled();

    /// Invokes the function with `event` and does not wait for it. False: no rule is enabled, and
    /// nothing was done.
    ///
    /// Errors: those of the rules and of Lambda; after `OutcomeUnknown` there may be a sibling.
    Result<bool> spawn_sibling(const Map& event);

private:
    Events& events_;
    Lambda& lambda_;
    std::string function_arn_;
};

}  // namespace sosw
