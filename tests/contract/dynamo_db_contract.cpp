#include "tests/contract/dynamo_db_contract.hpp"

#include <utility>

namespace sosw::test {

DynamoDbContract::DynamoDbContract() : world_{GetParam().make()} {
    EXPECT_EQ(outcome(db().create_table(items_definition())), "success");
    EXPECT_EQ(outcome(db().create_table(events_definition())), "success");
}

void DynamoDbContract::SetUp() {
    // Of `ATest/Implementation` the first part.
    const std::string whole = testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::string name = whole.substr(0, whole.find('/'));
    for (const ContractGap& gap : GetParam().gaps) {
        if (gap.test == name) {
            GTEST_SKIP() << gap.reason;
        }
    }
}

void DynamoDbContract::put(const std::string& table, Item item) {
    EXPECT_EQ(outcome(db().put_item({.table_name = table, .item = std::move(item)})), "success");
}

Item DynamoDbContract::get(const std::string& table, Item key) {
    const Result<GetItemOutput> got = db().get_item({.table_name = table, .key = std::move(key)});
    EXPECT_EQ(outcome(got), "success");
    return got && got->item ? *got->item : Item{};
}

std::vector<std::string> DynamoDbContract::names(const PageOutput& page) {
    std::vector<std::string> names;
    for (const Item& item : page.items) {
        if (const AttributeValue* id = item.find("id")) {
            names.emplace_back(id->as_string().value_or(""));
        } else if (const AttributeValue* at = item.find("tick")) {
            names.push_back(at->get_if<Number>()->text);
        }
    }
    return names;
}

void DynamoDbContract::put_events(const std::vector<std::string>& times) {
    for (const std::string& at : times) {
        put("events", {{"lane", "s"}, {"tick", n(at)}});
    }
}

void DynamoDbContract::put_owned(const std::string& id, const std::string& rank) {
    put("items", {{"id", id}, {"owner", "o"}, {"rank", n(rank)}, {"colour", "red"}});
}

std::vector<std::string> DynamoDbContract::query(const QueryInput& input) {
    const Result<QueryOutput> page = db().query(input);
    EXPECT_EQ(outcome(page), "success");
    return page ? names(*page) : std::vector<std::string>{};
}

std::pair<std::vector<std::string>, int> DynamoDbContract::query_all(QueryInput input) {
    std::pair<std::vector<std::string>, int> all;
    do {
        const Result<QueryOutput> page = db().query(input);
        EXPECT_EQ(outcome(page), "success");
        const std::vector<std::string> more = names(page.value());
        all.first.insert(all.first.end(), more.begin(), more.end());
        input.exclusive_start_key = page->last_evaluated_key;
        ++all.second;
    } while (input.exclusive_start_key);
    return all;
}

}  // namespace sosw::test
