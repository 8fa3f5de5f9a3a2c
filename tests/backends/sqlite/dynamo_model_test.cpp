#include <algorithm>
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
#include "tests/support/memory_dynamo_db.hpp"

// Random calls on the emulation and on the plain model, compared answer by answer. Keys and values
// are few, so that calls meet; some calls are wrong on purpose.

namespace sosw::test {
namespace {

constexpr int kCalls = 4000;

/// An answer as text, so that a difference can be read.
class Printer {
public:
    void say(const std::string& text) { text_ += text + " "; }
    void add(const AttributeValue& value) {
        struct Visitor {
            Printer& out;
            void operator()(const Null&) const { out.say("null"); }
            void operator()(bool flag) const { out.say(flag ? "true" : "false"); }
            void operator()(const std::string& text) const { out.say("'" + text + "'"); }
            void operator()(const Number& number) const { out.say(number.text); }
            void operator()(const Binary& binary) const { out.say("b'" + binary.bytes + "'"); }
            void operator()(const StringSet& set) const { out.add_set(set.values); }
            void operator()(const NumberSet& set) const { out.add_set(set.values); }
            void operator()(const BinarySet& set) const { out.add_set(set.values); }
            void operator()(const List& list) const {
                out.say("[");
                for (const AttributeValue& element : list) {
                    out.add(element);
                }
                out.say("]");
            }
            void operator()(const Map& map) const { out.add(map); }
        };
        std::visit(Visitor{*this}, value.variant());
    }
    void add(const Map& map) {
        std::vector<const Attribute*> attributes;
        for (const Attribute& attribute : map) {
            attributes.push_back(&attribute);
        }
        std::ranges::sort(attributes, {}, [](const Attribute* one) { return one->name; });
        say("{");
        for (const Attribute* attribute : attributes) {
            say(attribute->name + ":");
            add(attribute->value);
        }
        say("}");
    }
    void add_set(std::vector<std::string> values) {
        std::ranges::sort(values);
        say("<");
        for (const std::string& value : values) {
            say(value);
        }
        say(">");
    }
    void add(const std::optional<Item>& item) { item ? add(*item) : say("none"); }
    void add(const PageOutput& page) {
        say(std::to_string(page.count) + "/" + std::to_string(page.scanned_count));
        for (const Item& item : page.items) {
            add(item);
        }
        add(page.last_evaluated_key);
    }
    void add(const GetItemOutput& output) { add(output.item); }
    template <typename Output>
    requires requires(const Output& output) { output.attributes; }
    void add(const Output& output) { add(output.attributes); }
    void add(const TransactWriteItemsOutput&) { say("done"); }
    void add(const BatchWriteItemOutput&) { say("done"); }
    void add(const TransactGetItemsOutput& output) {
        for (const std::optional<Item>& item : output.responses) {
            add(item);
        }
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

/// Code, name and details; messages only where they are what a caller may branch on.
std::string text_of(const Error& error) {
    Printer printer;
    printer.say(std::string{to_string(error.code)});
    printer.say(error.name);
    if (error.code == ErrorCode::ConditionFailed) {
        printer.say(error.message);
    }
    if (const auto* failed = error.detail<ConditionCheckFailed>()) {
        printer.add(failed->item);
    }
    if (const auto* cancelled = error.detail<TransactionCanceled>()) {
        for (const TransactionCanceled::Reason& reason : cancelled->reasons) {
            printer.say(reason.code);
            printer.add(reason.item);
        }
    }
    return printer.take();
}

template <typename Output>
std::string text_of(const Result<Output>& result) {
    if (!result) {
        return text_of(result.error());
    }
    Printer printer;
    printer.add(*result);
    return printer.take();
}

/// Makes up calls on the tables of the contract.
class Calls {
public:
    explicit Calls(Random random) : random_{random} {}

    template <typename T>
    T pick(const std::vector<T>& from) {
        return from[random_.below(from.size())];
    }
    bool chance(double probability) { return random_.chance(probability); }

    AttributeValue number() {
        return AttributeValue::number(pick<std::string>(
            {"0", "1", "2", "3", "1.0", "2.5", "-1", "10", "1E1", "-0.5", "123456789012345678901"}
        ));
    }
    AttributeValue value() {
        switch (random_.below(12)) {
            case 0:
                return AttributeValue{};
            case 1:
                return AttributeValue::boolean(chance(0.5));
            case 2:
                return string_set({"a", "b"});
            case 3:
                return number_set(
                    chance(0.9) ? std::vector<std::string>{"1", "2"}
                                : std::vector<std::string>{"1", "1.0"}
                );
            case 4:
                return AttributeValue::Variant{List{number(), "x"}};
            case 5:
                return AttributeValue::Variant{Map{{"inner", number()}}};
            case 6:
            case 7:
                return pick<std::string>({"", "red", "blue", "1"});
            default:
                return number();
        }
    }
    AttributeValue rank() {
        if (chance(0.03)) {
            return "wrong";
        }
        return number();
    }
    AttributeValue owner() { return pick<std::string>({"o", "o", "p", "oo"}); }
    std::string id() { return pick<std::string>({"a", "b", "c", "d", "e", "f", "g", "h"}); }
    std::string lane() { return pick<std::string>({"s", "s", "t"}); }

    bool events() { return chance(0.5); }
    Item key(bool of_events) {
        Item made;
        if (chance(0.01)) {
            made.set("id", AttributeValue::number(1));
        } else if (of_events) {
            made.set("lane", lane());
            made.set("tick", number());
        } else {
            made.set("id", id());
        }
        return made;
    }
    Item item(bool of_events) {
        Item made = key(of_events);
        if (of_events && chance(0.7)) {
            made.set("weight", rank());
        }
        if (!of_events && chance(0.8)) {
            made.set("owner", owner());
        }
        if (!of_events && chance(0.8)) {
            made.set("rank", rank());
        }
        for (const char* name : {"x", "colour", "text"}) {
            if (chance(0.4)) {
                made.set(name, value());
            }
        }
        return made;
    }
    static std::string table(bool of_events) { return of_events ? "events" : "items"; }

    /// Sets the condition of a write, mostly one that may hold.
    template <typename Input>
    void condition(Input& input, double probability = 0.6) {
        if (!chance(probability)) {
            return;
        }
        input.condition_expression = pick<std::string>(
            {"attribute_not_exists(x)",
             "attribute_exists(x)",
             "x = :v",
             "x < :v OR colour = :w",
             "NOT (x >= :v) AND attribute_exists(colour)",
             "x <> :v",
             "contains(x, :v)",
             "size(colour) > :v",
             "attribute_type(x, :w)"}
        );
        for (const std::string name : {":v", ":w"}) {
            const bool defined =
                std::ranges::any_of(input.expression_attribute_values, [&](const auto& entry) {
                    return entry.first == name;
                });
            if (!defined && input.condition_expression.find(name) != std::string::npos) {
                input.expression_attribute_values.emplace_back(
                    name, name == ":v" ? number() : AttributeValue{pick<std::string>({"red", "N"})}
                );
            }
        }
        input.on_condition_check_failure = chance(0.5) ? ReturnValuesOnConditionCheckFailure::AllOld
                                                       : ReturnValuesOnConditionCheckFailure::None;
    }
    ReturnValues return_values(bool all) {
        if (!all) {
            return chance(0.5) ? ReturnValues::AllOld : ReturnValues::None;
        }
        return pick<ReturnValues>(
            {ReturnValues::None,
             ReturnValues::AllOld,
             ReturnValues::UpdatedOld,
             ReturnValues::AllNew,
             ReturnValues::UpdatedNew}
        );
    }

    PutItemInput put() {
        const bool of_events = events();
        PutItemInput input{.table_name = table(of_events), .item = item(of_events)};
        condition(input, 0.4);
        input.return_values = return_values(false);
        return input;
    }
    UpdateItemInput update() {
        const bool of_events = events();
        UpdateItemInput input{.table_name = table(of_events), .key = key(of_events)};
        struct Choice {
            std::string expression;
            std::vector<std::string> values;
        };
        const Choice choice = pick<Choice>({
            {"SET x = :u", {":u"}},
            {"SET x = x + :n", {":n"}},
            {"SET x = if_not_exists(x, :n) - :n, colour = :u", {":n", ":u"}},
            {"REMOVE x", {}},
            {"ADD x :n", {":n"}},
            {"SET #r = :n", {":n"}},
            {"SET #o = :o REMOVE colour", {":o"}},
            {"REMOVE #r", {}},
            {"SET weight = :n", {":n"}},
            {"SET id = :u", {":u"}},
            {"SET m.inner = :u", {":u"}},
        });
        input.update_expression = choice.expression;
        for (const std::string& name : choice.values) {
            input.expression_attribute_values.emplace_back(
                name,
                name == ":u"   ? value()
                : name == ":o" ? owner()
                               : number()
            );
        }
        if (choice.expression.find("#r") != std::string::npos) {
            input.expression_attribute_names.emplace_back("#r", "rank");
        }
        if (choice.expression.find("#o") != std::string::npos) {
            input.expression_attribute_names.emplace_back("#o", "owner");
        }
        condition(input);
        input.return_values = return_values(true);
        return input;
    }
    DeleteItemInput remove() {
        const bool of_events = events();
        DeleteItemInput input{.table_name = table(of_events), .key = key(of_events)};
        condition(input, 0.3);
        input.return_values = return_values(false);
        return input;
    }
    ConditionCheck check() {
        const bool of_events = events();
        ConditionCheck input{
            .table_name = table(of_events), .key = key(of_events), .condition_expression = {}};
        condition(input, 1);
        return input;
    }
    TransactWriteItemsInput transaction() {
        TransactWriteItemsInput input;
        const std::uint64_t count = 1 + random_.below(3);
        for (std::uint64_t i = 0; i < count; ++i) {
            switch (random_.below(4)) {
                case 0:
                    input.transact_items.emplace_back(put());
                    break;
                case 1:
                    input.transact_items.emplace_back(update());
                    break;
                case 2:
                    input.transact_items.emplace_back(remove());
                    break;
                default:
                    input.transact_items.emplace_back(check());
            }
        }
        return input;
    }
    BatchWriteItemInput batch() {
        BatchWriteItemInput input{.request_items = {{"items", {}}, {"events", {}}}};
        for (auto& [name, requests] : input.request_items) {
            const bool of_events = name == "events";
            const std::uint64_t count = 1 + random_.below(2);
            for (std::uint64_t i = 0; i < count; ++i) {
                if (chance(0.6)) {
                    requests.emplace_back(PutRequest{item(of_events)});
                } else {
                    requests.emplace_back(DeleteRequest{key(of_events)});
                }
            }
        }
        return input;
    }

    TransactGetItemsInput reads() {
        TransactGetItemsInput input;
        const std::uint64_t count = 1 + random_.below(3);
        for (std::uint64_t i = 0; i < count; ++i) {
            const bool of_events = events();
            GetItemInput get{.table_name = table(of_events), .key = key(of_events)};
            if (chance(0.3)) {
                get.projection_expression = "x, m.inner, colour";
            }
            input.transact_items.push_back(std::move(get));
        }
        return input;
    }

    QueryInput query() {
        QueryInput input;
        const int kind = static_cast<int>(random_.below(4));
        std::string range = "tick";
        if (kind < 2) {
            input.table_name = "events";
            input.key_condition_expression = "lane = :h";
            input.expression_attribute_values = {{":h", lane()}};
            if (kind == 1) {
                input.index_name = "by_weight";
                range = "weight";
            }
        } else {
            input.table_name = "items";
            input.index_name = kind == 2 ? "by_owner" : "owners";
            input.key_condition_expression = "#o = :h";
            input.expression_attribute_names = {{"#o", "owner"}};
            input.expression_attribute_values = {{":h", owner()}};
            range = kind == 2 ? "#r" : "";
        }
        if (!range.empty() && chance(0.6)) {
            add_range(input, range);
        }
        input.scan_index_forward = chance(0.5);
        shape(input);
        return input;
    }
    ScanInput scan() {
        const bool of_events = events();
        ScanInput input{.table_name = table(of_events)};
        if (chance(0.5)) {
            input.index_name = of_events ? "by_weight" : pick<std::string>({"by_owner", "owners"});
        }
        shape(input);
        return input;
    }

private:
    void add_range(QueryInput& input, const std::string& range) {
        const std::string comparison = pick<std::string>({"=", "<", "<=", ">", ">=", "BETWEEN"});
        input.key_condition_expression += " AND " + range + " " + comparison + " :a";
        input.expression_attribute_values.emplace_back(":a", number());
        if (comparison == "BETWEEN") {
            input.key_condition_expression += " AND :b";
            input.expression_attribute_values.emplace_back(":b", number());
        }
        if (range == "#r") {
            input.expression_attribute_names.emplace_back("#r", "rank");
        }
    }
    template <typename Input>
    void shape(Input& input) {
        if (chance(0.5)) {
            input.limit = 1 + static_cast<std::int64_t>(random_.below(4));
        }
        if (chance(0.4)) {
            input.filter_expression = pick<std::string>(
                {"attribute_exists(x)",
                 "attribute_not_exists(x) OR x > :f",
                 "x = :f",
                 "x <> :f AND colour <> :g",
                 "x BETWEEN :f AND :f",
                 "NOT x < :f",
                 "begins_with(colour, :g)"}
            );
            if (input.filter_expression.find(":f") != std::string::npos) {
                input.expression_attribute_values.emplace_back(":f", value());
            }
            if (input.filter_expression.find(":g") != std::string::npos) {
                input.expression_attribute_values.emplace_back(
                    ":g", AttributeValue{pick<std::string>({"red", "b"})}
                );
            }
        }
        if (chance(0.2)) {
            input.select = Select::Count;
        } else if (chance(0.2)) {
            input.projection_expression = pick<std::string>({"id, x", "x, colour", "tick"});
        } else if (chance(0.1)) {
            input.select = pick<Select>({Select::AllAttributes, Select::AllProjectedAttributes});
        }
    }

    Random random_;
};

/// The two implementations, and calls on both.
class Pair {
public:
    Pair() {
        for (const CreateTableInput& table : {items_definition(), events_definition()}) {
            EXPECT_TRUE(model_.create_table(table).has_value());
            EXPECT_TRUE(sqlite_.create_table(table).has_value());
        }
    }

    /// Calls both; false and a message where they differ.
    template <typename Call>
    bool agree(const Call& call) {
        const std::string expected = text_of(call(static_cast<DynamoDb&>(model_)));
        const std::string got = text_of(call(static_cast<DynamoDb&>(sqlite_)));
        EXPECT_EQ(got, expected);
        done_ += got.find("Exception") == std::string::npos ? 1 : 0;
        return got == expected;
    }
    /// Calls that succeeded.
    int done() const { return done_; }
    /// Follows the pages of a query or scan to the end.
    template <typename Input, typename Call>
    bool agree_on_pages(Input input, const Call& call) {
        for (int page = 0; page < 200; ++page) {
            const auto expected = call(static_cast<DynamoDb&>(model_), input);
            const auto got = call(static_cast<DynamoDb&>(sqlite_), input);
            EXPECT_EQ(text_of(got), text_of(expected));
            if (text_of(got) != text_of(expected)) {
                return false;
            }
            done_ += got ? 1 : 0;
            if (!got || !got->last_evaluated_key) {
                return true;
            }
            input.exclusive_start_key = got->last_evaluated_key;
        }
        ADD_FAILURE() << "the pages do not end";
        return false;
    }

private:
    ManualClock clock_;
    MemoryDynamoDb model_{clock_};
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb sqlite_{database_, clock_};
    int done_ = 0;
};

bool one_call(Calls& calls, Pair& pair, std::uint64_t kind) {
    switch (kind) {
        case 0:
        case 1:
            return pair.agree([input = calls.put()](DynamoDb& db) { return db.put_item(input); });
        case 2:
        case 3:
            return pair.agree([input = calls.update()](DynamoDb& db) {
                return db.update_item(input);
            });
        case 4:
            return pair.agree([input = calls.remove()](DynamoDb& db) {
                return db.delete_item(input);
            });
        case 5:
            return pair.agree([input = calls.transaction()](DynamoDb& db) {
                return db.transact_write_items(input);
            });
        case 6:
            return pair.agree([input = calls.batch()](DynamoDb& db) {
                return db.batch_write_item(input);
            });
        case 7:
            return pair.agree([input = calls.reads()](DynamoDb& db) {
                return db.transact_get_items(input);
            });
        case 8:
            return pair.agree_on_pages(calls.scan(), [](DynamoDb& db, const ScanInput& input) {
                return db.scan(input);
            });
        default:
            return pair.agree_on_pages(calls.query(), [](DynamoDb& db, const QueryInput& input) {
                return db.query(input);
            });
    }
}

class DynamoModel : public testing::TestWithParam<std::uint64_t> {};

TEST_P(DynamoModel, GivesTheAnswersOfTheEmulation) {
    Random random{GetParam()};
    Calls calls{random.fork("calls")};
    Pair pair;
    for (int call = 0; call < kCalls; ++call) {
        const std::uint64_t kind = random.below(12);
        ASSERT_TRUE(one_call(calls, pair, kind))
            << "seed " << GetParam() << ", call " << call << " of kind " << kind;
    }
    EXPECT_GT(pair.done(), kCalls / 2) << "most calls should do something";
}

INSTANTIATE_TEST_SUITE_P(Seeds, DynamoModel, testing::Range<std::uint64_t>(1, 9));

}  // namespace
}  // namespace sosw::test
