#include "backends/sqlite/lagged_index.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/random.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {
namespace {

using sqlite::IndexState;
using sqlite::SqliteDynamoDb;
using std::chrono::seconds;
using Ids = std::vector<std::string>;

QueryInput of_owner(const std::string& owner) {
    return {
        .table_name = "items",
        .index_name = "by_owner",
        .key_condition_expression = "#o = :o",
        .expression_attribute_names = {{"#o", "owner"}},
        .expression_attribute_values = {{":o", owner}}};
}

/// The ids of a page, in its order.
Ids ids_of(const Result<QueryOutput>& page) {
    Ids ids;
    for (const Item& item : page.value().items) {
        ids.emplace_back(*item.find("id")->as_string());
    }
    return ids;
}

class LaggedIndexes : public testing::Test {
protected:
    LaggedIndexes() {
        EXPECT_EQ(outcome(db_.create_table(items_definition())), "success");
        lag_by(seconds{10});
    }
    void lag_by(Duration lag) {
        EXPECT_EQ(
            outcome(db_.set_index_lag("items", "by_owner", [lag] { return lag; })), "success"
        );
    }
    void put(const std::string& id, const std::string& owner, int rank = 1) {
        EXPECT_EQ(
            outcome(db_.put_item(
                {.table_name = "items", .item = {{"id", id}, {"owner", owner}, {"rank", n(rank)}}}
            )),
            "success"
        );
    }
    /// What the index shows.
    Ids owned_by(const std::string& owner) { return ids_of(db_.query(of_owner(owner))); }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    SqliteDynamoDb db_{database_, clock_};
};

TEST_F(LaggedIndexes, ShowANewItemWhenItsLagHasPassed) {
    put("a", "o");
    clock_.advance(seconds{9});
    EXPECT_EQ(owned_by("o"), Ids{});
    clock_.advance(seconds{1});
    EXPECT_EQ(owned_by("o"), Ids{"a"});
}

TEST_F(LaggedIndexes, TheTableIsConsistentAtOnce) {
    put("a", "o");
    EXPECT_TRUE(db_.get_item({.table_name = "items", .key = {{"id", "a"}}})->item);
    EXPECT_EQ(db_.scan({.table_name = "items"})->count, 1);
}

TEST_F(LaggedIndexes, ShowTheOldEntryUntilThen) {
    put("a", "old");
    clock_.advance(seconds{10});
    put("a", "new");
    EXPECT_EQ(owned_by("old"), Ids{"a"});
    EXPECT_EQ(owned_by("new"), Ids{});
    clock_.advance(seconds{10});
    EXPECT_EQ(owned_by("old"), Ids{});
    EXPECT_EQ(owned_by("new"), Ids{"a"});
}

TEST_F(LaggedIndexes, ShowADeletedItemUntilThen) {
    put("a", "o");
    clock_.advance(seconds{10});
    ASSERT_TRUE(db_.delete_item({.table_name = "items", .key = {{"id", "a"}}}));
    EXPECT_EQ(owned_by("o"), Ids{"a"});
    clock_.advance(seconds{10});
    EXPECT_EQ(owned_by("o"), Ids{});
}

TEST_F(LaggedIndexes, ShowTheWritesOfOneItemInTheirOrder) {
    put("a", "first");
    lag_by(seconds{1});
    put("a", "second");
    clock_.advance(seconds{1});
    EXPECT_EQ(owned_by("second"), Ids{}) << "it does not overtake the first";
    clock_.advance(seconds{9});
    EXPECT_EQ(owned_by("second"), Ids{"a"});
    EXPECT_EQ(owned_by("first"), Ids{});
}

TEST_F(LaggedIndexes, OtherIndexesShowWritesAtOnce) {
    put("a", "o");
    QueryInput owners = of_owner("o");
    owners.index_name = "owners";
    EXPECT_EQ(db_.query(owners)->count, 1);
}

TEST_F(LaggedIndexes, AreNotReadConsistently) {
    QueryInput input = of_owner("o");
    input.consistent_read = true;
    EXPECT_EQ(
        db_.query(input).error().message,
        "Consistent reads are not supported on global secondary indexes"
    );
}

TEST_F(LaggedIndexes, OfATableThatHasItemsShowThemFromTheBeginning) {
    ASSERT_TRUE(db_.put_item(
        {.table_name = "items", .item = {{"id", "a"}, {"owner", "o"}, {"colour", "red"}}}
    ));
    ASSERT_TRUE(db_.set_index_lag("items", "owners", [] { return seconds{5}; }));
    QueryInput owners = of_owner("o");
    owners.index_name = "owners";
    EXPECT_EQ(db_.query(owners)->count, 1);
}

TEST_F(LaggedIndexes, LocalOnesDoNotLag) {
    ASSERT_TRUE(db_.create_table(events_definition()));
    EXPECT_FALSE(db_.set_index_lag("events", "by_weight", [] { return seconds{5}; }));
}

TEST_F(LaggedIndexes, SayHowFarTheyAreFromTheirTable) {
    put("a", "o");
    const IndexState behind = db_.index_states().at(0);
    EXPECT_EQ(behind.pending, 1);
    EXPECT_EQ(behind.differing, 1);
    clock_.advance(seconds{10});
    EXPECT_TRUE(db_.index_states().at(0).converged());
}

TEST_F(LaggedIndexes, GoWithTheirTable) {
    put("a", "o");
    ASSERT_TRUE(db_.delete_table("items"));
    EXPECT_TRUE(db_.index_states().empty());
    ASSERT_TRUE(db_.create_table(items_definition()));
    clock_.advance(seconds{10});
    EXPECT_EQ(owned_by("o"), Ids{});
}

/// Each write with the instant from which an index shows it, item by item.
class IndexModel {
public:
    /// No owner: the item was deleted.
    void write(const std::string& id, Timestamp due, std::optional<std::string> owner) {
        std::vector<Write>& writes = writes_[id];
        due = writes.empty() ? due : std::max(due, writes.back().due);
        writes.push_back({due, std::move(owner)});
    }
    Ids owned_by(const std::string& owner, Timestamp now) const {
        Ids ids;
        for (const auto& [id, writes] : writes_) {
            std::optional<std::string> shown;
            for (const Write& write : writes) {
                shown = write.due <= now ? write.owner : shown;
            }
            if (shown == owner) {
                ids.push_back(id);
            }
        }
        return ids;
    }

private:
    struct Write {
        Timestamp due;
        std::optional<std::string> owner;
    };
    std::map<std::string, std::vector<Write>> writes_;
};

TEST(LaggedIndexModel, AgreesOverRandomWritesThoughTheFileIsClosedAndOpened) {
    const TemporaryFolder folder;
    const std::string path = folder.path("tables.sqlite");
    Random random{77};
    ManualClock clock;
    IndexModel model;
    for (int life = 0; life < 8; ++life) {
        sqlite::Database database{path, sqlite::Durability::EachCall};
        SqliteDynamoDb db{database, clock};
        if (life == 0) {
            ASSERT_TRUE(db.create_table(items_definition()));
        }
        Duration lag{};
        ASSERT_TRUE(db.set_index_lag("items", "by_owner", [&] { return lag; }));
        for (int call = 0; call < 150; ++call) {
            const std::string id(1, static_cast<char>('a' + random.below(6)));
            const std::string owner = random.below(2) == 0 ? "o" : "p";
            lag = seconds{random.below(30)};
            if (random.below(4) == 0) {
                if (db.get_item({.table_name = "items", .key = {{"id", id}}})->item) {
                    model.write(id, clock.now() + lag, std::nullopt);
                }
                ASSERT_TRUE(db.delete_item({.table_name = "items", .key = {{"id", id}}}));
            } else {
                model.write(id, clock.now() + lag, owner);
                ASSERT_TRUE(db.update_item(
                    {.table_name = "items",
                     .key = {{"id", id}},
                     .update_expression = "SET #o = :o, #r = :r, x = :x",
                     .expression_attribute_names = {{"#o", "owner"}, {"#r", "rank"}},
                     .expression_attribute_values = {{":o", owner}, {":r", n(1)}, {":x", n(call)}}}
                ));
            }
            clock.advance(seconds{random.below(5)});
            for (const char* one : {"o", "p"}) {
                ASSERT_EQ(ids_of(db.query(of_owner(one))), model.owned_by(one, clock.now()))
                    << life << ", " << call;
            }
        }
    }
    clock.advance(seconds{30});
    sqlite::Database database{path};
    EXPECT_TRUE((SqliteDynamoDb{database, clock}.index_states().at(0).converged()));
}

}  // namespace
}  // namespace sosw::test
