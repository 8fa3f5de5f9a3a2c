#include "backends/wire/dynamo_db/attribute_codec.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "backends/wire/json_writer.hpp"

namespace sosw::wire {
namespace {

using testing::HasSubstr;

/// Reads an item from JSON that stands in single quotes.
class AttributeCodec : public testing::Test {
protected:
    Result<Checked<Item>> read(std::string json) {
        for (char& c : json) {
            c = c == '\'' ? '"' : c;
        }
        simdjson::dom::element parsed;
        EXPECT_FALSE(parser_.parse(json).get(parsed)) << json;
        return read_item(parsed);
    }
    /// The complaint about the content of a value.
    std::string problem_of(const std::string& value) {
        const Result<Checked<Item>> item = read("{'a': " + value + "}");
        return item && item->problem ? item->problem->message : "none";
    }
    /// The complaint about its JSON types.
    std::string type_error_of(const std::string& value) {
        const Result<Checked<Item>> item = read("{'a': " + value + "}");
        return item ? "none" : item.error().message;
    }
    std::string round_trip(const std::string& json) {
        std::string text;
        JsonWriter writer{text};
        write_item(writer, read(json)->value);
        for (char& c : text) {
            c = c == '"' ? '\'' : c;
        }
        return text;
    }

    simdjson::dom::parser parser_;
};

TEST_F(AttributeCodec, EveryTypeComesBackAsItWas) {
    const std::string all =
        "{'s':{'S':'x'},'n':{'N':'1.50'},'b':{'B':'AAE='},'t':{'BOOL':true},'z':{'NULL':true},"
        "'ss':{'SS':['b','a']},'ns':{'NS':['2','1']},'bs':{'BS':['AA==','AQ==']},"
        "'l':{'L':[{'S':''},{'L':[]}]},'m':{'M':{'k':{'M':{}}}}}";

    EXPECT_EQ(round_trip(all), all);
}

TEST_F(AttributeCodec, OfNamesThatComeTwiceTheLastCounts) {
    EXPECT_EQ(
        round_trip("{'a':{'S':'1'},'b':{'S':'2'},'a':{'S':'3'}}"), "{'b':{'S':'2'},'a':{'S':'3'}}"
    );
}

TEST_F(AttributeCodec, UnknownTypesAreOverlooked) {
    EXPECT_EQ(round_trip("{'a':{'S':'1','X':4}}"), "{'a':{'S':'1'}}");
}

TEST_F(AttributeCodec, NamesJavasTypesInComplaintsAboutJsonTypes) {
    EXPECT_EQ(type_error_of("{'S': 1}"), "NUMBER_VALUE cannot be converted to String");
    EXPECT_EQ(type_error_of("{'N': 1.5}"), "DECIMAL_VALUE cannot be converted to String");
    EXPECT_EQ(type_error_of("{'S': true}"), "TRUE_VALUE cannot be converted to String");
    EXPECT_EQ(type_error_of("{'S': []}"), "Unrecognized collection type class java.lang.String");
    EXPECT_EQ(type_error_of("{'S': {}}"), "Start of structure or map found where not expected");
    EXPECT_EQ(type_error_of("'text'"), "Unexpected value type in payload");
    EXPECT_EQ(
        type_error_of("[]"),
        "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"
    );
    EXPECT_EQ(type_error_of("{'SS': 'x'}"), "Unexpected field type");
    EXPECT_EQ(type_error_of("{'BOOL': 'maybe'}"), "Unexpected token received from parser");
    EXPECT_EQ(
        type_error_of("{'M': []}"),
        "Unrecognized collection type java.util.Map<java.lang.String, "
        "com.amazonaws.dynamodb.v20120810.AttributeValue>"
    );
}

TEST_F(AttributeCodec, BinaryIsCanonicalBase64) {
    EXPECT_EQ(
        type_error_of("{'B': 'AAA'}"),
        "Base64 encoded length is expected a multiple of 4 bytes but found: 3"
    );
    EXPECT_EQ(type_error_of("{'B': 'A==='}"), "Invalid last non-pad Base64 character dectected");
    EXPECT_EQ(type_error_of("{'B': 1}"), "only base-64-encoded strings are convertible to bytes");
}

TEST_F(AttributeCodec, AValueHasExactlyOneType) {
    EXPECT_THAT(problem_of("{}"), HasSubstr("Supplied AttributeValue is empty"));
    EXPECT_THAT(problem_of("null"), HasSubstr("Supplied AttributeValue is empty"));
    EXPECT_THAT(problem_of("{'S': null}"), HasSubstr("Supplied AttributeValue is empty"));
    EXPECT_THAT(problem_of("{'S': 'a', 'N': '1'}"), HasSubstr("more than one datatypes set"));
    EXPECT_THAT(problem_of("{'L': [{}]}"), HasSubstr("Supplied AttributeValue is empty"));
}

TEST_F(AttributeCodec, ContentsAreCheckedAsTheServiceDoes) {
    EXPECT_EQ(problem_of("{'N': 'x'}"), "The parameter cannot be converted to a numeric value: x");
    EXPECT_EQ(problem_of("{'N': ''}"), "The parameter cannot be converted to a numeric value");
    EXPECT_EQ(
        problem_of("{'SS': []}"),
        "One or more parameter values were invalid: An string set  may not be empty"
    );
    EXPECT_EQ(
        problem_of("{'SS': ['a', 'a']}"),
        "One or more parameter values were invalid: Input collection [a, a] contains duplicates."
    );
    EXPECT_EQ(problem_of("{'NS': ['1', '1.0']}"), "Input collection contains duplicates");
    EXPECT_EQ(
        problem_of("{'BS': ['AA==', 'AA==']}"),
        "One or more parameter values were invalid: Input collection [AA==, AA==]of type BS "
        "contains duplicates."
    );
    EXPECT_EQ(
        problem_of("{'NULL': false}"),
        "One or more parameter values were invalid: Null attribute value types must have the value "
        "of true"
    );
}

TEST_F(AttributeCodec, ThirtyTwoLevelsAreTheLimit) {
    const auto nested = [](int levels) {
        std::string json = "{'S':'x'}";
        for (int i = 0; i < levels; ++i) {
            json = "{'L':[" + json + "]}";
        }
        return json;
    };

    EXPECT_EQ(problem_of(nested(32)), "none");
    EXPECT_EQ(problem_of(nested(33)), "Nesting Levels have exceeded supported limits");
}

}  // namespace
}  // namespace sosw::wire
