#include "core/config/config_source.hpp"

#include <map>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ports/dynamo_db.hpp"
#include "core/ports/ssm.hpp"

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

/// A Parameter Store in memory, which answers in another order than it was asked in.
class ParameterStore : public Ssm {
public:
    void put(const std::string& name, const std::string& value) { values_[name] = value; }
    bool was_decrypted() const { return decrypted_; }
    int requests() const { return requests_; }
    void break_down() { broken_ = true; }

    Result<GetParametersOutput> get_parameters(const GetParametersInput& input) override {
        if (broken_) {
            return fail(ErrorCode::Throttled, "ThrottlingException", "Rate exceeded");
        }
        ++requests_;
        decrypted_ = input.with_decryption;
        GetParametersOutput output;
        for (const std::string& name : std::views::reverse(input.names)) {
            const auto found = values_.find(name);
            if (found == values_.end()) {
                output.invalid_parameters.push_back(name);
            } else {
                output.parameters.push_back({.name = name, .value = found->second});
            }
        }
        return output;
    }
    Result<PutParameterOutput> put_parameter(const PutParameterInput& /*input*/) override {
        return fail(ErrorCode::InvalidRequest, "", "only get_parameters is answered");
    }

private:
    std::map<std::string, std::string> values_;
    int requests_ = 0;
    bool decrypted_ = false;
    bool broken_ = false;
};

const std::vector<std::string> kNames{"sosw_essential_config", "sosw_orchestrator_config"};

std::vector<std::string> places(const std::vector<ConfigDocument>& documents) {
    std::vector<std::string> places;
    places.reserve(documents.size());
    for (const ConfigDocument& document : documents) {
        places.push_back(document.file + " " + document.text);
    }
    return places;
}

TEST(TableConfigSource, FindsDocumentsByEnvironmentAndNameInTheOrderOfNames) {
    ConfigTable table;
    table.put("production", "sosw_orchestrator_config", "{}");
    table.put("production", "sosw_essential_config", "{ }");
    TableConfigSource production{table, "production"};
    TableConfigSource dev{table, "dev"};

    const auto documents = production.read(kNames);
    const auto others = dev.read(kNames);

    ASSERT_TRUE(documents.has_value());
    EXPECT_THAT(
        places(*documents),
        ElementsAre(
            "config/production/sosw_essential_config { }",
            "config/production/sosw_orchestrator_config {}"
        )
    );
    ASSERT_TRUE(others.has_value());
    EXPECT_TRUE(others->empty());
}

TEST(TableConfigSource, WhereThereIsNoTableThereAreNoDocuments) {
    ConfigTable table;
    table.drop();
    TableConfigSource source{table, "production"};

    const auto documents = source.read(kNames);

    ASSERT_TRUE(documents.has_value());
    EXPECT_TRUE(documents->empty());
}

TEST(TableConfigSource, AValueThatIsNoTextIsAnInvalidRequest) {
    ConfigTable table;
    table.put("production", "sosw_orchestrator_config", AttributeValue::number(5));
    TableConfigSource source{table, "production"};

    const auto documents = source.read(kNames);

    ASSERT_FALSE(documents.has_value());
    EXPECT_EQ(documents.error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(
        documents.error().message,
        "config/production/sosw_orchestrator_config: expected config_value as JSON text (S), found "
        "the type N"
    );
}

TEST(SsmConfigSource, AsksOnceForDecryptedParametersAndKeepsTheOrderOfNames) {
    ParameterStore store;
    store.put("sosw_orchestrator_config", "{}");
    store.put("sosw_essential_config", "{ }");
    SsmConfigSource source{store};

    const auto documents = source.read(kNames);

    ASSERT_TRUE(documents.has_value());
    EXPECT_THAT(
        places(*documents),
        ElementsAre("parameter/sosw_essential_config { }", "parameter/sosw_orchestrator_config {}")
    );
    EXPECT_EQ(store.requests(), 1);
    EXPECT_TRUE(store.was_decrypted());
}

TEST(SsmConfigSource, AParameterThatIsNotThereIsNoDocument) {
    ParameterStore store;
    store.put("sosw_orchestrator_config", "{}");
    SsmConfigSource source{store};

    const auto documents = source.read(kNames);

    ASSERT_TRUE(documents.has_value());
    EXPECT_THAT(places(*documents), ElementsAre("parameter/sosw_orchestrator_config {}"));
}

TEST(SsmConfigSource, AStoreThatFailsIsNotTakenForAnEmptyOne) {
    ParameterStore store;
    store.break_down();
    SsmConfigSource source{store};

    const auto documents = source.read(kNames);

    ASSERT_FALSE(documents.has_value());
    EXPECT_EQ(documents.error().code, ErrorCode::Throttled);
}

TEST(LoadFunctionConfig, M8_EssentialIsBelowTheFunctionsOwnAndBelowWhatIsGivenByHand) {
    ConfigTable table;
    TableConfigSource source{table, "production"};
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

    const auto loaded = load_function_config(source, "sosw_orchestrator", by_hand);

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
    TableConfigSource source{table, "production"};

    const auto loaded = load_function_config(source, "sosw_orchestrator");

    ASSERT_TRUE(loaded.has_value());
    ASSERT_TRUE(loaded->has_value());
    EXPECT_EQ((*loaded)->scavenger.retry_tasks_limit, 20);
}

TEST(LoadFunctionConfig, ProblemsNameTheDocumentInTheTable) {
    ConfigTable table;
    TableConfigSource source{table, "dev"};
    table.put("dev", "sosw_essential_config", "production");

    const auto loaded = load_function_config(source, "sosw_scavenger");

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
