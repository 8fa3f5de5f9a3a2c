#include "backends/endpoint/endpoint_parts.hpp"

#include <cstdint>
#include <string_view>

#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/endpoint/lambda/lambda_service.hpp"
#include "backends/endpoint/services/cloud_watch_service.hpp"
#include "backends/endpoint/services/events_service.hpp"
#include "backends/endpoint/services/s3_service.hpp"
#include "backends/endpoint/services/sns_service.hpp"
#include "backends/endpoint/services/ssm_service.hpp"
#include "backends/endpoint/services/sts_service.hpp"
#include "backends/endpoint/signature_check.hpp"

namespace sosw::endpoint {

namespace {

/// Ids must differ from those of the process before this one, on the same file.
Random random_of(const Clock& real) {
    return Random{static_cast<std::uint64_t>(epoch_microseconds(real.now()))};
}

}  // namespace

Endpoint::Parts::Parts(EventLoop& loop, Clock& real, EndpointOptions given)
    : options{std::move(given)},
      random{random_of(real)},
      clock{real, options.clock},
      database{options.database_path, sqlite::Durability::Batched, sqlite::Sharing::Exclusive},
      timed{loop, clock},
      dynamo_db{database, clock, table_options()},
      table_changes{dynamo_db, clock},
      cloud_watch{database, clock},
      sns{database, clock, random.fork("sns")},
      lambda{loop, clock, random, database, lambda_options()},
      ssm{database, clock, options.account},
      events{database, clock, random.fork("events"), options.account},
      rules{events, lambda.lambda()},
      s3{database, clock, random.fork("s3")},
      encoding{real, random.fork("request ids")},
      turn_end{loop.at_end_of_turn([this] { database.flush(); })} {
    add_services();
}

sqlite::SqliteDynamoDbOptions Endpoint::Parts::table_options() const {
    const Duration delay = options.table_delay;
    return {
        .delays =
            {.creating = delay, .updating = delay, .deleting = delay, .index_creating = delay},
        .enforce_capacity = options.enforce_capacity,
    };
}

LambdaEndpointOptions Endpoint::Parts::lambda_options() {
    return {
        .lambda =
            {.region = options.account.region,
             .account_id = options.account.account_id,
             .limits = {}},
        .runtime =
            {.world = {.region = options.account.region, .key = options.worker_key},
             .real_time_of = [this](Timestamp at) { return clock.real_time_of(at); }},
        .log = options.log,
    };
}

/// One line for each service of AWS, and one for each thing that happens by the clock.
void Endpoint::Parts::add_services() {
    const auto ids = [this](std::string_view of) { return random.fork(of); };
    const sqlite::AwsAccount& account = options.account;
    services[ServiceName::DynamoDb] = std::make_unique<DynamoDbService>(
        ActionContext{
            .tables = dynamo_db,
            .clock = clock,
            .region = account.region,
            .account = account.account_id,
        },
        options.check ? RequestCheck{} : refusal_of_unsigned
    );
    services[ServiceName::CloudWatch] =
        std::make_unique<CloudWatchService>(cloud_watch, ids("monitoring ids"));
    services[ServiceName::Lambda] =
        std::make_unique<LambdaService>(lambda.lambda(), lambda.functions(), lambda.logs());
    services[ServiceName::Sns] = std::make_unique<SnsService>(sns, ids("sns ids"), account);
    services[ServiceName::Sts] = std::make_unique<StsService>(clock, ids("sts ids"), account);
    services[ServiceName::Ssm] = std::make_unique<SsmService>(ssm, ids("ssm ids"));
    services[ServiceName::Events] = std::make_unique<EventsService>(events, ids("events ids"));
    services[ServiceName::S3] = std::make_unique<S3Service>(s3, ids("s3 ids"), account);
    timed.set_busy([this] { return lambda.lambda().running() > 0; });
    timed.add(table_changes);
    timed.add(lambda);
    timed.add(rules);
}

}  // namespace sosw::endpoint
