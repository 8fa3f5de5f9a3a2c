#pragma once

#include "backends/endpoint/services/api_service.hpp"

namespace sosw::sqlite {
class SqliteEvents;
}

namespace sosw::endpoint {

/// Amazon EventBridge in JSON 1.1: rules of the default bus, their targets, and events.
class EventsService final : public ApiService {
public:
    /// `events` must outlive this object; `random` makes request ids.
    EventsService(sqlite::SqliteEvents& events, Random random);

private:
    Output put_rule(Input in);
    Output describe_rule(Input in);
    Output list_rules(Input in);
    Output enable_rule(Input in);
    Output disable_rule(Input in);
    Output delete_rule(Input in);
    Output put_targets(Input in);
    Output remove_targets(Input in);
    Output list_targets_by_rule(Input in);
    Output list_rule_names_by_target(Input in);
    Output put_events(Input in);
    Output test_event_pattern(Input in);

    sqlite::SqliteEvents& events_;
};

}  // namespace sosw::endpoint
