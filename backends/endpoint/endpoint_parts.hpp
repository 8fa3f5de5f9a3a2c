#pragma once

#include <map>
#include <memory>
#include <utility>

#include "backends/endpoint/driven_clock.hpp"
#include "backends/endpoint/dynamo_db/table_changes.hpp"
#include "backends/endpoint/endpoint.hpp"
#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_service.hpp"
#include "backends/endpoint/lambda/lambda_endpoint.hpp"
#include "backends/endpoint/response_encoding.hpp"
#include "backends/endpoint/service_name.hpp"
#include "backends/endpoint/services/rule_runner.hpp"
#include "backends/endpoint/timed_driver.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/sqlite_events.hpp"
#include "backends/sqlite/sqlite_s3.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "backends/sqlite/sqlite_ssm.hpp"
#include "core/base/random.hpp"
#include "core/ports/clock.hpp"

namespace sosw::endpoint {

/// What an endpoint is made of: time, the emulations over one database, the services over them.
struct Endpoint::Parts {
    Parts(EventLoop& loop, Clock& real, EndpointOptions given);

    EndpointOptions options;
    Random random;
    DrivenClock clock;
    sqlite::Database database;
    TimedDriver timed;

    sqlite::SqliteDynamoDb dynamo_db;
    TableChanges table_changes;
    sqlite::SqliteCloudWatch cloud_watch;
    sqlite::SqliteSns sns;
    LambdaEndpoint lambda;
    sqlite::SqliteSsm ssm;
    sqlite::SqliteEvents events;
    RuleRunner rules;
    sqlite::SqliteS3 s3;

    ResponseEncoding encoding;
    std::map<ServiceName, std::unique_ptr<HttpService>> services{};
    /// What happened without a request is committed too. After `timed` in the turn.
    Watch turn_end{};

private:
    void add_services();
    sqlite::SqliteDynamoDbOptions table_options() const;
    LambdaEndpointOptions lambda_options();
};

}  // namespace sosw::endpoint
