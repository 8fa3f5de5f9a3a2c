#include "tests/contract/dynamo_db_contract.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include <gtest/gtest.h>
#include <unistd.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "tests/support/memory_dynamo_db.hpp"

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

/// A directory of its own, gone with the object.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        static int counter = 0;
        path_ = std::filesystem::path{testing::TempDir()} /
                ("dynamo_contract_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
        std::filesystem::create_directory(path_);
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    std::string file(const char* name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

/// A file in which each call is committed.
class SqliteFileWorld final : public DynamoDbWorld {
public:
    DynamoDb& dynamo_db() override { return dynamo_db_; }

private:
    TemporaryDirectory directory_;
    sqlite::Database database_{directory_.file("tables.sqlite"), sqlite::Durability::EachCall};
    sqlite::SqliteDynamoDb dynamo_db_{database_, clock()};
};

INSTANTIATE_TEST_SUITE_P(
    Implementations,
    DynamoDbContract,
    testing::Values(
        DynamoDbImplementation{"Memory", [] { return std::make_unique<MemoryWorld>(); }},
        DynamoDbImplementation{"Sqlite", [] { return std::make_unique<SqliteWorld>(); }},
        DynamoDbImplementation{"SqliteFile", [] { return std::make_unique<SqliteFileWorld>(); }}
    ),
    [](const auto& parameter) { return parameter.param.name; }
);

}  // namespace
}  // namespace sosw::test
