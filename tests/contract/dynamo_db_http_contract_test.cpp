#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/aws/curl_transport.hpp"
#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/random.hpp"
#include "tests/contract/dynamo_db_contract.hpp"
#include "tests/contract/settled_tables.hpp"
#include "tests/support/server_thread.hpp"
#include "tests/support/service_transport.hpp"

// The contract through the whole of AWS's protocol: our client, our service, and SQLite behind it.

namespace sosw::test {
namespace {

/// The emulation and the service over it.
struct ServedTables {
    explicit ServedTables(const Clock& clock)
        : tables{database, clock}, service{{.tables = tables, .clock = clock}} {}

    sqlite::Database database{":memory:"};
    sqlite::SqliteDynamoDb tables;
    endpoint::DynamoDbService service;
};

/// The client, whose requests go to `transport`.
struct Client {
    Client(Clock& clock, aws::HttpTransport& transport, const std::string& url)
        : dynamo_db{
              {.clock = clock, .transport = transport, .credentials = credentials},
              Random{7},
              {.url = aws::parse_service_url(url).value(), .signing_name = "dynamodb"}} {}

    aws::FixedCredentials credentials{{.id = "test", .secret = "test"}};
    aws::AwsDynamoDb dynamo_db;
    SettledTables settled{dynamo_db};
};

class InProcessWorld final : public DynamoDbWorld {
public:
    DynamoDb& dynamo_db() override { return client_.settled; }

private:
    ServedTables served_{clock()};
    ServiceTransport transport_{served_.service};
    Client client_{clock(), transport_, "http://in.process"};
};

class LoopbackWorld final : public DynamoDbWorld {
public:
    DynamoDb& dynamo_db() override { return client_.settled; }

private:
    ServedTables served_{clock()};
    ServerThread server_{
        [this](const wire::HttpRequest& request, endpoint::Reply reply) {
            served_.service.handle(request, std::move(reply));
        },
        [this] { served_.database.flush(); }};
    aws::CurlTransport transport_{{.proxy = ""}};
    Client client_{clock(), transport_, server_.url()};
};

INSTANTIATE_TEST_SUITE_P(
    Http,
    DynamoDbContract,
    testing::Values(
        DynamoDbImplementation{"InProcess", [] { return std::make_unique<InProcessWorld>(); }},
        DynamoDbImplementation{"Loopback", [] { return std::make_unique<LoopbackWorld>(); }}
    ),
    [](const auto& parameter) { return parameter.param.name; }
);

}  // namespace
}  // namespace sosw::test
