#pragma once

#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/ports/events.hpp"

/// From an event to what a rule's target is given.

namespace sosw::sqlite {

/// What a transformer's template may name besides its own paths: `<aws.events.rule-arn>`,
/// `<aws.events.rule-name>`, `<aws.events.event.ingestion-time>`, `<aws.events.event>` and
/// `<aws.events.event.json>`.
struct EventContext {
    std::string_view event{};  ///< JSON text.
    const Rule& rule;
    Timestamp ingested_at{};
};

/// The event itself, the target's `input`, the part that `input_path` names (`null` where there is
/// none), or the filled template.
std::string input_for(const RuleTarget& target, const EventContext& context);

/// `$`, `$.detail.items[0]`, `$.detail['a b']`.
bool is_json_path(std::string_view path);

}  // namespace sosw::sqlite
