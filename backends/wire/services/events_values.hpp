#pragma once

#include "backends/wire/services/field_reader.hpp"
#include "backends/wire/services/value.hpp"
#include "core/ports/events.hpp"

/// EventBridge's requests and answers as parameters.

namespace sosw::wire {

Rule read_rule(const FieldReader& fields);
Value write_rule(const Rule& rule);

RuleTarget read_target(const FieldReader& fields);
Value write_target(const RuleTarget& target);

PutEventsEntry read_put_events_entry(const FieldReader& fields);
Value write_put_events_entry(const PutEventsEntry& entry);

PutEventsResult read_put_events_result(const FieldReader& fields);
Value write_put_events_result(const PutEventsResult& result);

}  // namespace sosw::wire
