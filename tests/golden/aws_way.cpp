#include "tests/golden/aws_way.hpp"

namespace sosw::golden {

namespace {

const wire::AccessKey kKey{.id = "AKIDEXAMPLE", .secret = "a secret"};

wire::Credentials known_keys() {
    wire::Credentials keys;
    keys.add("default", kKey);
    return keys;
}

aws::ServiceAddress address(const char* service) {
    return {
        .url = {.scheme = "http", .authority = "127.0.0.1:4566"},
        .region = "us-west-2",
        .signing_name = service};
}

}  // namespace

AwsWay::AwsWay(Clock& clock, sqlite::SqliteDynamoDb& tables, sqlite::SqliteCloudWatch& metrics)
    : check_{known_keys(), clock},
      tables_{{.tables = tables, .clock = clock}},
      metrics_{metrics, Random{1}},
      to_tables_{checked(tables_)},
      to_metrics_{checked(metrics_)},
      credentials_{kKey},
      dynamo_db_{access(clock, to_tables_), Random{2}, address("dynamodb")},
      cloud_watch_{access(clock, to_metrics_), Random{3}, address("monitoring")} {}

test::ServiceTransport::Handler AwsWay::checked(endpoint::HttpService& service) {
    return [this, &service](const wire::HttpRequest& request, endpoint::Reply reply) {
        if (auto refusal = check_.refusal(request)) {
            reply(*std::move(refusal));
        } else {
            service.handle(request, std::move(reply));
        }
    };
}

}  // namespace sosw::golden
