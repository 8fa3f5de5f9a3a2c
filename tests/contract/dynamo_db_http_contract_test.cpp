#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/random.hpp"
#include "tests/contract/dynamo_db_contract.hpp"
#include "tests/contract/settled_tables.hpp"
#include "tests/support/service_client.hpp"

// The contract through the whole of AWS's protocol: our client, our service, and SQLite behind it.

namespace sosw::test {
namespace {

class HttpWorld final : public DynamoDbWorld {
public:
    explicit HttpWorld(Way way) : way_{way} {}
    DynamoDb& dynamo_db() override { return settled_; }

private:
    Way way_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{database_, clock()};
    endpoint::DynamoDbService service_{{.tables = tables_, .clock = clock()}};
    ServiceClient client_{service_, clock(), way_, [this] { database_.flush(); }};
    aws::AwsDynamoDb dynamo_db_{client_.access(), Random{7}, client_.address("dynamodb")};
    SettledTables settled_{dynamo_db_};
};

DynamoDbImplementation over(Way way, std::string name) {
    return {std::move(name), [way] { return std::make_unique<HttpWorld>(way); }};
}

INSTANTIATE_TEST_SUITE_P(
    Http,
    DynamoDbContract,
    testing::Values(over(Way::InProcess, "InProcess"), over(Way::Loopback, "Loopback")),
    [](const auto& parameter) { return parameter.param.name; }
);

}  // namespace
}  // namespace sosw::test
