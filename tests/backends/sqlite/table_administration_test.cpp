#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/sqlite_table_administration.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {
namespace {

using sqlite::Database;
using sqlite::SqliteDynamoDb;
using sqlite::SqliteTableAdministration;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr ProvisionedThroughput kFive{5, 5};

/// The table `jobs`: key `id` (S), provisioned with five units of each.
CreateTableRequest jobs() {
    return {
        .table_name = "jobs",
        .attribute_definitions = {{"id", ScalarType::String}},
        .key_schema = {{"id", "HASH"}},
        .provisioned_throughput = kFive};
}

IndexRequest by_owner(std::optional<ProvisionedThroughput> throughput = kFive) {
    return {
        .index_name = "by_owner",
        .key_schema = {{"owner", "HASH"}, {"rank", "RANGE"}},
        .projection_type = ProjectionType::All,
        .provisioned_throughput = throughput};
}
const std::vector<AttributeDefinition> kOwnerAndRank{
    {"owner", ScalarType::String}, {"rank", ScalarType::Number}};

CreateTableRequest jobs_by_owner() {
    CreateTableRequest request = jobs();
    request.attribute_definitions.insert(
        request.attribute_definitions.end(), kOwnerAndRank.begin(), kOwnerAndRank.end()
    );
    request.global_secondary_indexes = {by_owner()};
    return request;
}

class TableAdministrationTest : public testing::Test {
protected:
    explicit TableAdministrationTest(sqlite::SqliteDynamoDbOptions options = slow())
        : db_{std::make_unique<SqliteDynamoDb>(database_, clock_, options)} {}

    static sqlite::SqliteDynamoDbOptions slow() {
        return {
            .delays = {
                .creating = milliseconds{100},
                .updating = milliseconds{200},
                .deleting = milliseconds{300},
                .index_creating = milliseconds{500}}};
    }

    SqliteTableAdministration tables() { return SqliteTableAdministration{*db_}; }
    TableDetails described() { return tables().describe_table("jobs").value(); }
    void create(const CreateTableRequest& request) {
        EXPECT_EQ(outcome(tables().create_table(request)), "success");
        pass(seconds{1});
    }
    std::string put(const Item& item) {
        return outcome(db_->put_item({.table_name = "jobs", .item = item}));
    }
    Result<QueryOutput> owned() {
        return db_->query(
            {.table_name = "jobs",
             .index_name = "by_owner",
             .key_condition_expression = "#o = :o",
             .expression_attribute_names = {{"#o", "owner"}},
             .expression_attribute_values = {{":o", "o"}}}
        );
    }
    void pass(Duration duration) { clock_.advance(duration); }

    ManualClock clock_;
    Database database_{":memory:"};
    std::unique_ptr<SqliteDynamoDb> db_;
};

TEST_F(TableAdministrationTest, ATableIsCreatedForAWhileAndHasNoItemsUntilThen) {
    const auto created = tables().create_table(jobs_by_owner());
    ASSERT_EQ(outcome(created), "success");
    EXPECT_EQ(created->status, TableStatus::Creating);
    EXPECT_EQ(created->indexes.front().status, TableStatus::Creating);
    EXPECT_EQ(created->indexes.front().backfilling, std::nullopt);
    EXPECT_EQ(created->creation, clock_.now());
    EXPECT_EQ(created->table_id.size(), 36U);
    EXPECT_EQ(put({{"id", "a"}}), "ResourceNotFoundException: Requested resource not found");
    EXPECT_EQ(
        outcome(tables().create_table(jobs())), "ResourceInUseException: Table already exists: jobs"
    );
    EXPECT_EQ(
        outcome(tables().delete_table("jobs")),
        "ResourceInUseException: Attempt to change a resource which is still in use: Table is "
        "being created: jobs"
    );
    pass(milliseconds{100});
    EXPECT_EQ(put({{"id", "a"}}), "success") << "before anybody asked for the table";
    EXPECT_EQ(described().status, TableStatus::Active);
    EXPECT_EQ(described().indexes.front().status, TableStatus::Active);
}

TEST_F(TableAdministrationTest, ADeletedTableIsThereForAWhileWithoutItems) {
    create(jobs());
    EXPECT_EQ(put({{"id", "a"}}), "success");
    EXPECT_EQ(tables().delete_table("jobs")->status, TableStatus::Deleting);
    EXPECT_EQ(tables().delete_table("jobs")->status, TableStatus::Deleting) << "no error";
    EXPECT_EQ(put({{"id", "b"}}), "ResourceNotFoundException: Requested resource not found");
    EXPECT_THAT(tables().list_tables("", 10).names, ElementsAre("jobs"));
    EXPECT_THAT(outcome(tables().create_table(jobs())), HasSubstr("ResourceInUseException"));
    pass(milliseconds{300});
    EXPECT_EQ(put({{"id", "b"}}), "ResourceNotFoundException: Requested resource not found");
    EXPECT_EQ(
        outcome(tables().describe_table("jobs")),
        "ResourceNotFoundException: Requested resource not found: Table: jobs not found"
    );
    EXPECT_TRUE(tables().list_tables("", 10).names.empty());
    create(jobs());
    EXPECT_EQ(described().item_count, 0);
}

TEST_F(TableAdministrationTest, AProtectedTableIsNotDeleted) {
    CreateTableRequest request = jobs();
    request.settings.deletion_protection_enabled = true;
    create(request);
    EXPECT_EQ(
        outcome(tables().delete_table("jobs")),
        "ValidationException: Resource cannot be deleted as it is currently protected against "
        "deletion. Disable deletion protection first."
    );
    EXPECT_EQ(
        outcome(tables().update_table({.table_name = "jobs", .deletion_protection_enabled = false})
        ),
        "success"
    );
    EXPECT_EQ(outcome(tables().delete_table("jobs")), "success");
}

TEST_F(TableAdministrationTest, NewThroughputIsThereWhenTheTableIsUpdated) {
    create(jobs());
    const UpdateTableRequest less{
        .table_name = "jobs", .provisioned_throughput = ProvisionedThroughput{5, 2}};
    const auto updating = tables().update_table(less);
    ASSERT_EQ(outcome(updating), "success");
    EXPECT_EQ(updating->status, TableStatus::Updating);
    EXPECT_EQ(updating->definition.provisioned_throughput->write_capacity_units, 5);
    EXPECT_EQ(
        outcome(tables().update_table(less)),
        "ResourceInUseException: Attempt to change a resource which is still in use: Table is "
        "being updated: jobs"
    );
    EXPECT_EQ(put({{"id", "a"}}), "success") << "meanwhile the table works";
    pass(milliseconds{200});
    EXPECT_EQ(described().status, TableStatus::Active);
    EXPECT_EQ(described().definition.provisioned_throughput->write_capacity_units, 2);
    EXPECT_EQ(described().throughput.decreases_today, 1);
    EXPECT_EQ(described().throughput.last_decrease, clock_.now());
    EXPECT_THAT(outcome(tables().update_table(less)), HasSubstr("will not change"));
    pass(std::chrono::days{1});
    EXPECT_EQ(described().throughput.decreases_today, 0);
}

TEST_F(TableAdministrationTest, OnlyFourDecreasesADayComeWithoutAnHourBetween) {
    create(jobs());
    const auto decrease_to = [&](std::int64_t units) {
        return outcome(tables().update_table(
            {.table_name = "jobs", .provisioned_throughput = ProvisionedThroughput{units, units}}
        ));
    };
    EXPECT_EQ(decrease_to(100), "success");
    pass(seconds{1});
    for (const int units : {90, 80, 70, 60}) {
        EXPECT_EQ(decrease_to(units), "success");
        pass(seconds{1});
    }
    EXPECT_THAT(decrease_to(50), HasSubstr("LimitExceededException: Subscriber limit exceeded"));
    pass(std::chrono::hours{1});
    EXPECT_EQ(decrease_to(50), "success");
}

TEST_F(TableAdministrationTest, ATableChangesItsBillingMode) {
    create(jobs_by_owner());
    EXPECT_EQ(
        outcome(tables().update_table(
            {.table_name = "jobs", .billing_mode = BillingMode::PayPerRequest}
        )),
        "success"
    );
    EXPECT_EQ(described().indexes.front().status, TableStatus::Updating);
    EXPECT_EQ(described().on_demand_since, std::nullopt);
    pass(seconds{1});
    EXPECT_EQ(described().definition.provisioned_throughput, std::nullopt);
    EXPECT_EQ(
        described().definition.global_secondary_indexes[0].provisioned_throughput, std::nullopt
    );
    EXPECT_TRUE(described().on_demand_since.has_value());
    UpdateTableRequest back{
        .table_name = "jobs",
        .billing_mode = BillingMode::Provisioned,
        .provisioned_throughput = kFive};
    EXPECT_EQ(
        outcome(tables().update_table(back)),
        "ValidationException: One or more parameter values were invalid: ProvisionedThroughput "
        "must be specified for index: by_owner"
    );
    back.global_secondary_index_updates = {
        {.update = UpdateIndexAction{.index_name = "by_owner", .provisioned_throughput = kFive}}};
    EXPECT_EQ(outcome(tables().update_table(back)), "success");
    pass(seconds{1});
    EXPECT_EQ(described().definition.provisioned_throughput->read_capacity_units, 5);
    EXPECT_TRUE(described().was_on_demand);
}

TEST_F(TableAdministrationTest, AnIndexThatIsAddedHasTheItemsThatFitIt) {
    create(jobs());
    EXPECT_EQ(put({{"id", "a"}, {"owner", "o"}, {"rank", n(2)}}), "success");
    EXPECT_EQ(put({{"id", "b"}, {"owner", "o"}, {"rank", "no number"}}), "success");
    EXPECT_EQ(put({{"id", "c"}, {"owner", n(1)}, {"rank", n(1)}}), "success");
    EXPECT_EQ(put({{"id", "d"}}), "success");
    const auto updating = tables().update_table(
        {.table_name = "jobs",
         .attribute_definitions = kOwnerAndRank,
         .global_secondary_index_updates = {{.create = by_owner()}}}
    );
    ASSERT_EQ(outcome(updating), "success");
    EXPECT_EQ(updating->status, TableStatus::Updating);
    EXPECT_EQ(updating->indexes.front().status, TableStatus::Creating);
    EXPECT_EQ(updating->indexes.front().backfilling, false);
    EXPECT_EQ(
        outcome(owned()),
        "ValidationException: Cannot read from backfilling global secondary index: by_owner"
    );
    EXPECT_EQ(put({{"id", "e"}, {"owner", "o"}, {"rank", n(1)}}), "success");
    EXPECT_THAT(
        put({{"id", "f"}, {"owner", n(1)}}), HasSubstr("Type mismatch for Index Key owner")
    );
    pass(milliseconds{200});
    EXPECT_EQ(described().status, TableStatus::Active);
    EXPECT_EQ(described().indexes.front().backfilling, true);
    pass(milliseconds{300});
    EXPECT_EQ(outcome(owned()), "success");
    EXPECT_EQ(described().indexes.front().status, TableStatus::Active);
    EXPECT_EQ(described().indexes.front().backfilling, std::nullopt);
    EXPECT_EQ(described().indexes.front().item_count, 2);
    EXPECT_EQ(described().item_count, 5);
    const auto found = owned();
    ASSERT_EQ(outcome(found), "success");
    EXPECT_THAT(
        found->items,
        ElementsAre(
            Item{{"id", "e"}, {"owner", "o"}, {"rank", n(1)}},
            Item{{"id", "a"}, {"owner", "o"}, {"rank", n(2)}}
        )
    );
    EXPECT_EQ(put({{"id", "b"}}), "success") << "what did not fit can be replaced";
    EXPECT_EQ(outcome(db_->delete_item({.table_name = "jobs", .key = {{"id", "c"}}})), "success");
}

TEST_F(TableAdministrationTest, AnIndexIsDeletedWithTheAttributesThatItAloneNeeded) {
    create(jobs_by_owner());
    EXPECT_EQ(put({{"id", "a"}, {"owner", "o"}, {"rank", n(2)}}), "success");
    const UpdateTableRequest removal{
        .table_name = "jobs", .global_secondary_index_updates = {{.remove = "by_owner"}}};
    EXPECT_EQ(tables().update_table(removal)->indexes.front().status, TableStatus::Deleting);
    EXPECT_THAT(outcome(owned()), HasSubstr("does not have the specified index"));
    pass(milliseconds{300});
    EXPECT_TRUE(described().indexes.empty());
    EXPECT_EQ(described().definition.attribute_definitions.size(), 1U);
    EXPECT_EQ(described().item_count, 1);
    EXPECT_EQ(put({{"id", "b"}, {"owner", n(1)}}), "success") << "no key any more";
    EXPECT_EQ(
        outcome(tables().update_table(removal)),
        "ResourceNotFoundException: Requested resource not found"
    );
}

TEST_F(TableAdministrationTest, AnUpdateThatMakesNoSenseIsRefused) {
    create(jobs_by_owner());
    const auto refused = [&](const UpdateTableRequest& request) {
        return outcome(tables().update_table(request));
    };
    EXPECT_THAT(
        refused({.table_name = "jobs"}),
        HasSubstr("At least one of ProvisionedThroughput, BillingMode")
    );
    EXPECT_THAT(
        refused({.table_name = "jobs", .billing_mode = BillingMode::Provisioned}),
        HasSubstr("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
    );
    EXPECT_THAT(
        refused({.table_name = "jobs", .global_secondary_index_updates = {{.create = by_owner()}}}),
        HasSubstr("Attempting to create an index which already exists")
    );
    IndexRequest other = by_owner();
    other.index_name = "other";
    other.key_schema = {{"nowhere", "HASH"}};
    EXPECT_THAT(
        refused({.table_name = "jobs", .global_secondary_index_updates = {{.create = other}}}),
        HasSubstr("Some index key attributes are not defined in AttributeDefinitions. Keys: "
                  "[nowhere], AttributeDefinitions: [id, owner, rank]")
    );
    EXPECT_THAT(
        refused(
            {.table_name = "jobs",
             .global_secondary_index_updates = {{.create = other}, {.remove = "by_owner"}}}
        ),
        HasSubstr("LimitExceededException: Subscriber limit exceeded: Only 1 online index can be")
    );
    EXPECT_THAT(
        refused(
            {.table_name = "jobs",
             .global_secondary_index_updates = {{.remove = "other"}, {.remove = "other"}}}
        ),
        HasSubstr("Only one global secondary index update per index is allowed simultaneously")
    );
    EXPECT_EQ(described().status, TableStatus::Active);
}

TEST_F(TableAdministrationTest, TheFirstMistakeOfADefinitionIsReportedAsDynamoDbDoes) {
    const auto refused = [&](const std::function<void(CreateTableRequest&)>& change) {
        CreateTableRequest request = jobs_by_owner();
        change(request);
        return outcome(tables().create_table(request));
    };
    EXPECT_THAT(
        refused([](auto& r) { r.billing_mode = BillingMode::PayPerRequest; }),
        HasSubstr("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified")
    );
    EXPECT_THAT(
        refused([](auto& r) { r.provisioned_throughput.reset(); }),
        HasSubstr("ReadCapacityUnits and WriteCapacityUnits must both be specified")
    );
    EXPECT_THAT(
        refused([](auto& r) { r.attribute_definitions.clear(); }),
        HasSubstr("Invalid KeySchema: Some index key attribute have no definition")
    );
    EXPECT_THAT(
        refused([](auto& r) { r.key_schema.front().key_type = "RANGE"; }),
        HasSubstr("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
    );
    EXPECT_THAT(
        refused([](auto& r) { r.global_secondary_indexes.reset(); }),
        HasSubstr("Number of attributes in KeySchema does not exactly match")
    );
    EXPECT_THAT(
        refused([](auto& r) { r.local_secondary_indexes.emplace(); }),
        HasSubstr("List of LocalSecondaryIndexes is empty")
    );
    EXPECT_THAT(
        refused([](auto& r) { r.local_secondary_indexes = {by_owner()}; }),
        HasSubstr("Table KeySchema does not have a range key")
    );
    EXPECT_THAT(
        refused([](auto& r) {
            r.global_secondary_indexes = {by_owner(), by_owner()};
        }),
        HasSubstr("Duplicate index name: by_owner")
    );
    EXPECT_THAT(
        refused([](auto& r) { r.global_secondary_indexes = {by_owner(std::nullopt)}; }),
        HasSubstr("ProvisionedThroughput must be specified for index: by_owner")
    );
    EXPECT_THAT(
        refused([](auto& r) { r.global_secondary_indexes->front().projection_type.reset(); }),
        HasSubstr("Unknown ProjectionType: null")
    );
    EXPECT_THAT(
        refused([](auto& r) {
            r.attribute_definitions.push_back({"more", ScalarType::Binary});
        }),
        HasSubstr("Some AttributeDefinitions are not used. AttributeDefinitions: [id, owner, rank, "
                  "more], keys used: [id, owner, rank]")
    );
}

TEST_F(TableAdministrationTest, NamesAreListedInPages) {
    for (const char* name : {"aaa", "bbb", "ccc"}) {
        CreateTableRequest request = jobs();
        request.table_name = name;
        create(request);
    }
    const TableNames first = tables().list_tables("", 2);
    EXPECT_THAT(first.names, ElementsAre("aaa", "bbb"));
    EXPECT_EQ(first.last_evaluated, "bbb");
    const TableNames second = tables().list_tables("bbb", 2);
    EXPECT_THAT(second.names, ElementsAre("ccc"));
    EXPECT_EQ(second.last_evaluated, std::nullopt);
    EXPECT_THAT(tables().list_tables("b", 1).names, ElementsAre("bbb")) << "of no table";
}

TEST_F(TableAdministrationTest, TagsAreAddedReplacedAndRemoved) {
    CreateTableRequest request = jobs();
    request.tags = {{"team", "blue"}};
    create(request);
    EXPECT_EQ(outcome(tables().tag("jobs", {{"team", "red"}, {"stage", "test"}})), "success");
    EXPECT_EQ(outcome(tables().untag("jobs", {"stage", "never there"})), "success");
    const std::vector<Tag> tags = tables().tags_of("jobs").value();
    ASSERT_EQ(tags.size(), 1U);
    EXPECT_EQ(tags.front().value, "red");
    std::vector<Tag> many;
    for (int i = 0; i < 50; ++i) {
        many.push_back({std::to_string(i), ""});
    }
    EXPECT_THAT(outcome(tables().tag("jobs", many)), HasSubstr("ValidationException"));
    EXPECT_EQ(tables().tags_of("jobs")->size(), 1U);
}

TEST_F(TableAdministrationTest, TimeToLiveIsSwitchedOnAndOff) {
    create(jobs());
    EXPECT_EQ(
        outcome(tables().update_time_to_live("jobs", {false, "until"})),
        "ValidationException: TimeToLive is already disabled"
    );
    EXPECT_EQ(outcome(tables().update_time_to_live("jobs", {true, "until"})), "success");
    EXPECT_EQ(tables().describe_time_to_live("jobs")->status, TimeToLiveStatus::Enabling);
    pass(seconds{1});
    EXPECT_EQ(tables().describe_time_to_live("jobs")->status, TimeToLiveStatus::Enabled);
    EXPECT_EQ(tables().describe_time_to_live("jobs")->attribute_name, "until");
    EXPECT_EQ(
        outcome(tables().update_time_to_live("jobs", {true, "until"})),
        "ValidationException: TimeToLive is already enabled"
    );
    EXPECT_EQ(
        outcome(tables().update_time_to_live("jobs", {false, "other"})),
        "ValidationException: TimeToLive is active on a different AttributeName: current "
        "AttributeName is until"
    );
    EXPECT_EQ(outcome(tables().update_time_to_live("jobs", {false, "until"})), "success");
    pass(seconds{1});
    EXPECT_EQ(tables().describe_time_to_live("jobs")->status, TimeToLiveStatus::Disabled);
    EXPECT_EQ(tables().describe_time_to_live("jobs")->attribute_name, "");
}

TEST_F(TableAdministrationTest, PointInTimeRecoveryIsRemembered) {
    create(jobs());
    EXPECT_FALSE(tables().describe_point_in_time_recovery("jobs")->enabled);
    EXPECT_EQ(
        outcome(tables().update_point_in_time_recovery(
            "jobs", {.enabled = true, .recovery_period_days = 7}
        )),
        "success"
    );
    const Timestamp enabled_at = clock_.now();
    pass(std::chrono::hours{1});
    const PointInTimeRecovery recovery = tables().describe_point_in_time_recovery("jobs").value();
    EXPECT_EQ(recovery.earliest_restorable, enabled_at);
    EXPECT_EQ(recovery.latest_restorable, clock_.now() - std::chrono::minutes{5});
    EXPECT_EQ(recovery.recovery_period_days, 7);
    EXPECT_EQ(
        outcome(tables().describe_point_in_time_recovery("nowhere")),
        "TableNotFoundException: Table not found: nowhere"
    );
}

TEST_F(TableAdministrationTest, AStreamIsEnabledOnce) {
    create(jobs());
    const UpdateTableRequest enable{
        .table_name = "jobs", .stream_specification = StreamSpecification{true, "NEW_IMAGE"}};
    EXPECT_EQ(outcome(tables().update_table(enable)), "success");
    pass(seconds{1});
    EXPECT_TRUE(described().stream_since.has_value());
    EXPECT_EQ(
        outcome(tables().update_table(enable)),
        "ValidationException: Table already has an enabled stream: TableName: jobs"
    );
}

TEST(TableAdministrationFile, WhatIsUnderWayAndRememberedIsThereWhenTheFileIsOpenedAgain) {
    const TemporaryFolder folder;
    const std::string path = folder.path("tables.sqlite");
    ManualClock clock;
    const sqlite::SqliteDynamoDbOptions options{.delays = {.index_creating = seconds{10}}};
    {
        Database database{path};
        SqliteDynamoDb db{database, clock, options};
        SqliteTableAdministration tables{db};
        CreateTableRequest request = jobs();
        request.tags = {{"team", "blue"}};
        request.settings.table_class = "STANDARD_INFREQUENT_ACCESS";
        EXPECT_EQ(outcome(tables.create_table(request)), "success");
        EXPECT_EQ(
            outcome(db.put_item(
                {.table_name = "jobs", .item = {{"id", "a"}, {"owner", "o"}, {"rank", n(1)}}}
            )),
            "success"
        );
        EXPECT_EQ(outcome(tables.update_time_to_live("jobs", {true, "until"})), "success");
        EXPECT_EQ(
            outcome(tables.update_table(
                {.table_name = "jobs",
                 .attribute_definitions = kOwnerAndRank,
                 .global_secondary_index_updates = {{.create = by_owner()}}}
            )),
            "success"
        );
    }
    Database database{path};
    SqliteDynamoDb db{database, clock, options};
    SqliteTableAdministration tables{db};
    EXPECT_EQ(tables.describe_table("jobs")->indexes.front().status, TableStatus::Creating);
    EXPECT_EQ(tables.next_change(), clock.now() + seconds{10});
    clock.advance(seconds{10});
    tables.settle();
    EXPECT_EQ(tables.next_change(), std::nullopt);
    EXPECT_EQ(tables.describe_table("jobs")->indexes.front().status, TableStatus::Active);
    EXPECT_EQ(tables.describe_table("jobs")->indexes.front().item_count, 1);
    EXPECT_EQ(tables.describe_table("jobs")->settings.table_class, "STANDARD_INFREQUENT_ACCESS");
    EXPECT_EQ(tables.describe_time_to_live("jobs")->status, TimeToLiveStatus::Enabled);
    EXPECT_EQ(tables.tags_of("jobs")->front().value, "blue");
}

class EnforcedCapacity : public TableAdministrationTest {
protected:
    EnforcedCapacity() : TableAdministrationTest{{.enforce_capacity = true}} {}

    /// How many of ten puts the table takes now.
    int taken() {
        int taken = 0;
        for (int i = 0; i < 10; ++i) {
            taken += put({{"id", std::to_string(i)}}) == "success" ? 1 : 0;
        }
        return taken;
    }
};

TEST_F(EnforcedCapacity, ATableTakesWhatItsDefinitionProvisions) {
    EXPECT_EQ(outcome(tables().create_table(jobs())), "success");
    EXPECT_EQ(taken(), 5);
    EXPECT_THAT(put({{"id", "a"}}), HasSubstr("ProvisionedThroughputExceededException"));
}

TEST_F(EnforcedCapacity, AnUpdateChangesWhatATableTakes) {
    EXPECT_EQ(outcome(tables().create_table(jobs())), "success");
    EXPECT_EQ(taken(), 5);
    EXPECT_EQ(
        outcome(tables().update_table(
            {.table_name = "jobs", .provisioned_throughput = ProvisionedThroughput{7, 7}}
        )),
        "success"
    );
    EXPECT_EQ(described().status, TableStatus::Active);
    pass(seconds{1});
    EXPECT_EQ(taken(), 7);
}

TEST_F(EnforcedCapacity, ATableOfAReopenedFileIsHeldToItsLimits) {
    EXPECT_EQ(outcome(tables().create_table(jobs())), "success");
    db_.reset();
    db_ = std::make_unique<SqliteDynamoDb>(
        database_, clock_, sqlite::SqliteDynamoDbOptions{.enforce_capacity = true}
    );
    EXPECT_EQ(taken(), 5);
}

TEST_F(EnforcedCapacity, AnIndexThatIsAddedStarvesTheTable) {
    EXPECT_EQ(outcome(tables().create_table(jobs())), "success");
    EXPECT_EQ(
        outcome(tables().update_table(
            {.table_name = "jobs",
             .attribute_definitions = kOwnerAndRank,
             .global_secondary_index_updates = {{.create = by_owner(ProvisionedThroughput{1, 1})}}}
        )),
        "success"
    );
    EXPECT_EQ(put({{"id", "a"}, {"owner", "o"}, {"rank", n(1)}}), "success");
    EXPECT_THAT(
        put({{"id", "b"}, {"owner", "o"}, {"rank", n(1)}}),
        HasSubstr("IndexWriteProvisionedThroughputExceeded")
    );
    EXPECT_EQ(put({{"id", "c"}}), "success") << "the table itself has units";
}

TEST_F(EnforcedCapacity, AnOnDemandTableIsHeldToItsMaximum) {
    CreateTableRequest request = jobs();
    request.billing_mode = BillingMode::PayPerRequest;
    request.provisioned_throughput.reset();
    request.settings.on_demand_throughput = OnDemandThroughput{.max_write_request_units = 3};
    EXPECT_EQ(outcome(tables().create_table(request)), "success");
    EXPECT_EQ(taken(), 3);
}

}  // namespace
}  // namespace sosw::test
