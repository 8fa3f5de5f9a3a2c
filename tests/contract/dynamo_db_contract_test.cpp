#include "tests/contract/dynamo_db_contract.hpp"

#include <filesystem>
#include <memory>
#include <string>

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
    SqliteWorld(const std::string& path, sqlite::Durability durability)
        : database_{path, durability} {}
    DynamoDb& dynamo_db() override { return dynamo_db_; }

private:
    sqlite::Database database_;
    sqlite::SqliteDynamoDb dynamo_db_{database_, clock()};
};

std::unique_ptr<DynamoDbWorld> make_file_world() {
    static int counter = 0;
    const std::filesystem::path path =
        std::filesystem::path{testing::TempDir()} /
        ("dynamo_contract_" + std::to_string(getpid()) + "_" + std::to_string(counter++));
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::filesystem::remove(path.string() + suffix);
    }
    return std::make_unique<SqliteWorld>(path.string(), sqlite::Durability::EachCall);
}

INSTANTIATE_TEST_SUITE_P(
    Implementations,
    DynamoDbContract,
    testing::Values(
        DynamoDbImplementation{"Memory", [] { return std::make_unique<MemoryWorld>(); }},
        DynamoDbImplementation{
            "Sqlite",
            [] { return std::make_unique<SqliteWorld>(":memory:", sqlite::Durability::Batched); }},
        DynamoDbImplementation{"SqliteFile", make_file_world}
    ),
    [](const auto& parameter) { return parameter.param.name; }
);

}  // namespace
}  // namespace sosw::test
