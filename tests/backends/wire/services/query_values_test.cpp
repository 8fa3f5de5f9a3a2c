#include "backends/wire/services/query_values.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

Value read(const std::string& form) {
    auto value = read_query_structure(parse_query(form));
    EXPECT_TRUE(value);
    return value ? *value : Value{};
}

TEST(QueryValues, MembersAreListsOfTextsAndOfStructures) {
    const Value value = read(
        "Namespace=N&Statistics.member.1=Sum&Statistics.member.2=Average&"
        "Dimensions.member.1.Name=a%20b&Dimensions.member.1.Value=c+d&"
        "Dimensions.member.2.Name=e&Dimensions.member.2.Value=f"
    );
    const auto dimension = [](const char* name, const char* text) {
        return Value::structure({{"Name", Value{name}}, {"Value", Value{text}}});
    };
    Value expected = Value::structure();
    expected.set("Namespace", "N");
    expected.set("Statistics", Value::list_of({"Sum", "Average"}));
    expected.set("Dimensions", Value::list({dimension("a b", "c d"), dimension("e", "f")}));
    EXPECT_EQ(value, expected);
}

TEST(QueryValues, MembersStandInTheOrderOfTheirNumbers) {
    EXPECT_EQ(
        read("L.member.10=c&L.member.2=b&L.member.1=a"),
        Value::structure({{"L", Value::list_of({"a", "b", "c"})}})
    );
}

TEST(QueryValues, EntriesAndPlainNumbersAreListsToo) {
    const Value entries = read("Attributes.entry.1.key=k&Attributes.entry.1.value=v");
    const auto entry = Value::structure({{"key", Value{"k"}}, {"value", Value{"v"}}});
    EXPECT_EQ(entries, Value::structure({{"Attributes", Value::list({entry})}}));
    EXPECT_EQ(read("Ids.1=a&Ids.2=b"), Value::structure({{"Ids", Value::list_of({"a", "b"})}}));
}

TEST(QueryValues, NamesThatContradictEachOtherDoNoHarm) {
    EXPECT_EQ(read("A=1&A.B=2"), Value::structure({{"A", Value::structure({{"B", Value{"2"}}})}}));
    EXPECT_EQ(read("A.B=2&A=1"), Value::structure({{"A", Value{"1"}}}));
    EXPECT_NE(read("A..B=2&.=3&=4").find("A"), nullptr);
}

TEST(QueryValues, EndlessNestingIsRefused) {
    std::string name = "A";
    for (int i = 0; i < 1000; ++i) {
        name += ".A";
    }
    EXPECT_FALSE(read_query_structure({{name, "1"}}));
}

TEST(QueryValues, WritesAnAnswer) {
    Value output = Value::structure();
    output.set("Label", "<a>").set("Count", 2).set("Sum", 3.0).set("Yes", true);
    output.set("At", from_epoch_seconds(1'772'438'400));
    output.set("Texts", Value::list_of({"x"}));
    output.set("Map", Value::map({{"k", Value{"v"}}}));
    EXPECT_EQ(
        write_query_answer("GetIt", "http://ns/", output, "r-1"),
        "<GetItResponse xmlns=\"http://ns/\"><GetItResult><Label>&lt;a&gt;</Label><Count>2</Count>"
        "<Sum>3.0</Sum><Yes>true</Yes><At>2026-03-02T08:00:00Z</At><Texts><member>x</member>"
        "</Texts><Map><entry><key>k</key><value>v</value></entry></Map></GetItResult>"
        "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetItResponse>"
    );
}

TEST(QueryValues, AnAnswerWithoutResultHasItsMetadataOnly) {
    EXPECT_EQ(
        write_query_answer("Do", "ns", Value{}, "r"),
        "<DoResponse xmlns=\"ns\"><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
        "</DoResponse>"
    );
}

TEST(QueryValues, WritesAnError) {
    EXPECT_EQ(
        write_query_error({.code = "Bad", .message = "a & b"}, "ns", "r"),
        "<ErrorResponse xmlns=\"ns\"><Error><Type>Sender</Type><Code>Bad</Code>"
        "<Message>a &amp; b</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    );
}

}  // namespace
}  // namespace sosw::wire
