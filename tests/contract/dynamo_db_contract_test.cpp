#include "tests/contract/dynamo_db_contract.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "tests/support/memory_dynamo_db.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {
namespace {

class MemoryWorld final : public DynamoDbWorld {
public:
    DynamoDb& dynamo_db() override { return dynamo_db_; }

private:
    MemoryDynamoDb dynamo_db_{clock()};
};

class SqliteWorld final : public DynamoDbWorld {
public:
    SqliteWorld() : database_{":memory:"} {}
    DynamoDb& dynamo_db() override { return dynamo_db_; }

private:
    sqlite::Database database_;
    sqlite::SqliteDynamoDb dynamo_db_{database_, clock()};
};

/// Every table has limits that nobody reaches.
class LimitedDynamoDb final : public ForwardingDynamoDb {
public:
    explicit LimitedDynamoDb(sqlite::SqliteDynamoDb& inner)
        : ForwardingDynamoDb{inner}, inner_{inner} {}
    Result<TableDescription> create_table(const CreateTableInput& input) override {
        Result<TableDescription> made = inner_.create_table(input);
        if (made) {
            EXPECT_TRUE(inner_.set_limits(
                input.table_name,
                {.billing_mode = BillingMode::Provisioned,
                 .table = {.read = 1e9, .write = 1e9},
                 .partition_limits = false}
            ));
        }
        return made;
    }

private:
    sqlite::SqliteDynamoDb& inner_;
};

class LimitedWorld final : public DynamoDbWorld {
public:
    LimitedWorld() : database_{":memory:"} {}
    DynamoDb& dynamo_db() override { return limited_; }

private:
    sqlite::Database database_;
    sqlite::SqliteDynamoDb dynamo_db_{database_, clock()};
    LimitedDynamoDb limited_{dynamo_db_};
};

/// A file in which each call is committed.
class SqliteFileWorld final : public DynamoDbWorld {
public:
    DynamoDb& dynamo_db() override { return dynamo_db_; }

private:
    test::TemporaryFolder folder_;
    sqlite::Database database_{folder_.path("tables.sqlite"), sqlite::Durability::EachCall};
    sqlite::SqliteDynamoDb dynamo_db_{database_, clock()};
};

INSTANTIATE_TEST_SUITE_P(
    Implementations,
    DynamoDbContract,
    testing::Values(
        DynamoDbImplementation{"Memory", [] { return std::make_unique<MemoryWorld>(); }},
        DynamoDbImplementation{"Sqlite", [] { return std::make_unique<SqliteWorld>(); }},
        DynamoDbImplementation{"SqliteLimited", [] { return std::make_unique<LimitedWorld>(); }},
        DynamoDbImplementation{"SqliteFile", [] { return std::make_unique<SqliteFileWorld>(); }}
    ),
    [](const auto& parameter) { return parameter.param.name; }
);

}  // namespace
}  // namespace sosw::test
