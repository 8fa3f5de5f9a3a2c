#include "core/config/config_table.hpp"

#include <map>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ports/dynamo_db.hpp"

namespace sosw {
namespace {

using testing::ElementsAre;

/// A table `config` in memory; nothing else is answered.
class ConfigTable : public DynamoDb {
public:
    void put(const std::string& env, const std::string& config_name, AttributeValue value) {
        items_[{env, config_name}] = Item{{"config_value", std::move(value)}};
    }
    void drop() { exists_ = false; }

    Result<GetItemOutput> get_item(const GetItemInput& input) override {
        if (!exists_ || input.table_name != "config") {
            return fail(ErrorCode::NotFound, "ResourceNotFoundException", "no such table");
        }
        const auto found = items_.find(
            {std::string{*input.key.find("env")->as_string()},
             std::string{*input.key.find("config_name")->as_string()}}
        );
        return GetItemOutput{
            .item = found == items_.end() ? std::nullopt : std::optional{found->second}};
    }

    Result<TableDescription> create_table(const CreateTableInput& /*input*/) override {
        return refused();
    }
    Result<TableDescription> describe_table(const std::string& /*table_name*/) override {
        return refused();
    }
    Result<TableDescription> delete_table(const std::string& /*table_name*/) override {
        return refused();
    }
    Result<std::vector<std::string>> list_tables() override { return refused(); }
    Result<PutItemOutput> put_item(const PutItemInput& /*input*/) override { return refused(); }
    Result<UpdateItemOutput> update_item(const UpdateItemInput& /*input*/) override {
        return refused();
    }
    Result<DeleteItemOutput> delete_item(const DeleteItemInput& /*input*/) override {
        return refused();
    }
    Result<QueryOutput> query(const QueryInput& /*input*/) override { return refused(); }
    Result<ScanOutput> scan(const ScanInput& /*input*/) override { return refused(); }
    Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput& /*input*/) override {
        return refused();
    }
    Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput& /*input*/) override {
        return refused();
    }
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& /*input*/)
        override {
        return refused();
    }
    Result<TransactGetItemsOutput> transact_get_items(const TransactGetItemsInput& /*input*/)
        override {
        return refused();
    }

private:
    static Failure refused() {
        return fail(ErrorCode::InvalidRequest, "", "only get_item is answered");
    }

    bool exists_ = true;
    std::map<std::pair<std::string, std::string>, Item> items_;
};

TEST(ReadConfigDocument, FindsADocumentByEnvironmentAndName) {
    ConfigTable table;
    table.put("production", "sosw_orchestrator_config", "{}");

    const auto document = read_config_document(table, "production", "sosw_orchestrator_config");
    const auto other = read_config_document(table, "dev", "sosw_orchestrator_config");

    ASSERT_TRUE(document.has_value());
    ASSERT_TRUE(document->has_value());
    EXPECT_EQ((*document)->file, "config/production/sosw_orchestrator_config");
    EXPECT_EQ((*document)->text, "{}");
    ASSERT_TRUE(other.has_value());
    EXPECT_FALSE(other->has_value());
}

TEST(ReadConfigDocument, AMissingTableIsNotFound) {
    ConfigTable table;
    table.drop();

    const auto document = read_config_document(table, "production", "sosw_orchestrator_config");

    ASSERT_FALSE(document.has_value());
    EXPECT_EQ(document.error().code, ErrorCode::NotFound);
}

TEST(ReadConfigDocument, AValueThatIsNoTextIsAnInvalidRequest) {
    ConfigTable table;
    table.put("production", "sosw_orchestrator_config", AttributeValue::number(5));

    const auto document = read_config_document(table, "production", "sosw_orchestrator_config");

    ASSERT_FALSE(document.has_value());
    EXPECT_EQ(document.error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(
        document.error().message,
        "config/production/sosw_orchestrator_config: expected config_value as JSON text (S), found "
        "the type N"
    );
}

TEST(LoadFunctionConfig, M8_EssentialIsBelowTheFunctionsOwnAndBelowWhatIsGivenByHand) {
    ConfigTable table;
    table.put(
        "production",
        "sosw_essential_config",
        R"({"task_config": {"labourers": {"shared": {"arn": "s"}}, "max_attempts": 2},
            "retry_tasks_limit": 1})"
    );
    table.put(
        "production",
        "sosw_orchestrator_config",
        R"({"task_config": {"labourers": {"extra": {"arn": "e"}}, "max_attempts": 9}})"
    );
    const std::vector<ConfigDocument> by_hand{
        {.file = "hand.json",
         .text = R"({"task_config": {"labourers": {"worker": {"arn": "w"}}}})"}};

    const auto loaded = load_function_config(table, "production", "sosw_orchestrator", by_hand);

    ASSERT_TRUE(loaded.has_value());
    ASSERT_TRUE(loaded->has_value());
    const SoswConfig& config = **loaded;
    std::vector<std::string> ids;
    ids.reserve(config.task_manager.labourers.size());
    for (const LabourerConfig& labourer : config.task_manager.labourers) {
        ids.push_back(labourer.id);
    }
    EXPECT_THAT(ids, ElementsAre("shared", "extra", "worker"));
    EXPECT_EQ(config.task_manager.max_attempts, 9);
    EXPECT_EQ(config.scavenger.retry_tasks_limit, 1);
}

TEST(LoadFunctionConfig, WithoutDocumentsTheDefaultsHold) {
    ConfigTable table;

    const auto loaded = load_function_config(table, "production", "sosw_orchestrator");

    ASSERT_TRUE(loaded.has_value());
    ASSERT_TRUE(loaded->has_value());
    EXPECT_EQ((*loaded)->scavenger.retry_tasks_limit, 20);
}

TEST(LoadFunctionConfig, ProblemsNameTheDocumentInTheTable) {
    ConfigTable table;
    table.put("dev", "sosw_essential_config", "production");

    const auto loaded = load_function_config(table, "dev", "sosw_scavenger");

    ASSERT_TRUE(loaded.has_value());
    ASSERT_FALSE(loaded->has_value());
    ASSERT_EQ(loaded->error().size(), 1U);
    EXPECT_EQ(
        to_string(loaded->error().front()),
        "config/dev/sosw_essential_config:1:1: syntax error while parsing value - invalid literal"
    );
}

}  // namespace
}  // namespace sosw
