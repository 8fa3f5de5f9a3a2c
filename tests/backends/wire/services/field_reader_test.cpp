#include "backends/wire/services/field_reader.hpp"

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

Value typed_tree() {
    Value tree = Value::structure();
    tree.set("Text", "a").set("Integer", 7).set("Number", 2.5).set("Yes", true);
    tree.set("Whole", 3.0).set("Null", Value{});
    tree.set("At", 1.5).set("Iso", "2026-03-02T08:00:00Z");
    tree.set("List", Value::list_of({"x", "y"}));
    tree.set("Inner", Value::structure({{"A", Value{"b"}}}));
    return tree;
}

TEST(FieldReader, ReadsTypedFields) {
    Parameters parameters{typed_tree(), Typing::Typed};
    const FieldReader fields = parameters.fields();
    EXPECT_EQ(fields.text("Text"), "a");
    EXPECT_EQ(fields.integer("Integer"), 7);
    EXPECT_EQ(fields.integer("Whole"), 3);
    EXPECT_EQ(fields.number("Integer"), 7.0);
    EXPECT_EQ(fields.number("Number"), 2.5);
    EXPECT_TRUE(fields.flag("Yes"));
    EXPECT_EQ(fields.timestamp("At"), from_epoch_microseconds(1'500'000));
    EXPECT_EQ(fields.timestamp("Iso"), from_epoch_seconds(1'772'438'400));
    EXPECT_EQ(fields.texts("List"), (std::vector<std::string>{"x", "y"}));
    ASSERT_TRUE(fields.structure("Inner"));
    EXPECT_EQ(fields.structure("Inner")->text("A"), "b");
    EXPECT_EQ(fields.size_of("List"), 2U);
    EXPECT_TRUE(parameters.check());
}

TEST(FieldReader, AbsentAndNullFieldsAreNothing) {
    Parameters parameters{typed_tree(), Typing::Typed};
    const FieldReader fields = parameters.fields();
    for (const char* name : {"Null", "Nobody"}) {
        EXPECT_FALSE(fields.has(name));
        EXPECT_FALSE(fields.optional_text(name));
        EXPECT_FALSE(fields.number(name));
        EXPECT_FALSE(fields.structure(name));
        EXPECT_TRUE(fields.structures(name).empty());
    }
    EXPECT_TRUE(parameters.check());
}

TEST(FieldReader, TheFirstFieldOfAWrongTypeIsRemembered) {
    const auto problem_of = [](auto read) {
        Parameters parameters{typed_tree(), Typing::Typed};
        read(parameters.fields());
        const auto result = parameters.check();
        EXPECT_FALSE(result);
        return result ? "" : result.error().name + ": " + result.error().message;
    };
    EXPECT_EQ(
        problem_of([](const FieldReader& fields) {
            EXPECT_EQ(fields.text("Integer"), "");
            EXPECT_FALSE(fields.number("Text"));
        }),
        "SerializationException: NUMBER_VALUE cannot be converted to String"
    );
    EXPECT_EQ(
        problem_of([](const FieldReader& fields) { EXPECT_FALSE(fields.integer("Text")); }),
        "SerializationException: STRING_VALUE cannot be converted to Integer"
    );
    EXPECT_EQ(
        problem_of([](const FieldReader& fields) { EXPECT_TRUE(fields.texts("Text").empty()); }),
        "SerializationException: Unexpected field type"
    );
    EXPECT_EQ(
        problem_of([](const FieldReader& fields) { EXPECT_EQ(fields.text("List"), ""); }),
        "SerializationException: Start of list found where not expected"
    );
}

TEST(FieldReader, AWrongTypeDeepInsideIsFoundToo) {
    Value tree = Value::structure();
    tree.set("Items", Value::list({Value::structure({{"Count", Value{"many"}}})}));
    Parameters parameters{std::move(tree), Typing::Typed};
    for (const FieldReader& item : parameters.fields().structures("Items")) {
        EXPECT_FALSE(item.integer("Count"));
    }
    EXPECT_FALSE(parameters.check());
}

TEST(FieldReader, InTheQueryProtocolTextsAreReadAsWhatIsAsked) {
    Value tree = Value::structure();
    tree.set("Integer", "7").set("Number", "2.5e3").set("Yes", "true");
    tree.set("At", "2026-03-02T08:00:00.000Z").set("Empty", "");
    Parameters parameters{std::move(tree), Typing::Text};
    const FieldReader fields = parameters.fields();
    EXPECT_EQ(fields.integer("Integer"), 7);
    EXPECT_EQ(fields.number("Number"), 2500.0);
    EXPECT_EQ(fields.boolean("Yes"), true);
    EXPECT_EQ(fields.timestamp("At"), from_epoch_seconds(1'772'438'400));
    EXPECT_TRUE(fields.texts("Empty").empty());
    EXPECT_TRUE(parameters.check());
    EXPECT_FALSE(fields.integer("Number"));
    const auto result = parameters.check();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().name, "MalformedInput");
}

TEST(FieldReader, ReadsMapsOfBothKinds) {
    const std::vector<std::pair<std::string, std::string>> expected{{"a", "1"}, {"b", "2"}};
    Value typed = Value::structure();
    typed.set("Map", Value::structure({{"a", Value{"1"}}, {"b", Value{"2"}}}));
    EXPECT_EQ((Parameters{std::move(typed), Typing::Typed}.fields().map("Map")), expected);
    const auto entry = [](const char* key, const char* value) {
        return Value::structure({{"key", Value{key}}, {"value", Value{value}}});
    };
    Value text = Value::structure();
    text.set("Map", Value::list({entry("a", "1"), entry("b", "2")}));
    EXPECT_EQ((Parameters{std::move(text), Typing::Text}.fields().map("Map")), expected);
}

}  // namespace
}  // namespace sosw::wire
