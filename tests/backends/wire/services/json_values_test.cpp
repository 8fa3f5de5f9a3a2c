#include "backends/wire/services/json_values.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

TEST(JsonValues, ReadsAStructure) {
    const auto value =
        read_json_structure(R"({"a": "x\n", "b": [1, 2.5, true, null], "c": {"d": -7}})");
    ASSERT_TRUE(value);
    Value expected = Value::structure();
    expected.set("a", "x\n");
    expected.set("b", Value::list({Value{1}, Value{2.5}, Value{true}, Value{}}));
    expected.set("c", Value::structure({{"d", Value{-7}}}));
    EXPECT_EQ(*value, expected);
}

TEST(JsonValues, AnEmptyBodyIsAnEmptyStructure) {
    EXPECT_EQ(read_json_structure(""), Value::structure());
    EXPECT_EQ(read_json_structure(" \n"), Value::structure());
}

TEST(JsonValues, WhatIsNoObjectIsRefused) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    for (const std::string& body :
         {std::string{"["},
          std::string{"[1]"},
          std::string{"\"a\""},
          std::string{"{\"a\":}"},
          std::string{"{} x"},
          deep}) {
        const auto value = read_json_structure(body);
        ASSERT_FALSE(value) << body.substr(0, 10);
        EXPECT_EQ(value.error().name, "SerializationException");
    }
}

TEST(JsonValues, WritesWhatServicesWrite) {
    Value value = Value::structure();
    value.set("text", "\"").set("integer", 3).set("number", 3.0).set("yes", true);
    value.set("nothing", Value{});
    value.set("at", from_epoch_seconds(1'772'438'400));
    value.set("fraction", from_epoch_microseconds(1'772'438'400'250'000));
    value.set("bytes", Bytes{"abc"});
    value.set("nan", std::numeric_limits<double>::quiet_NaN());
    value.set("map", Value::map({{"p99", Value{1.5}}}));
    value.set("list", Value::list_of({"a"}));
    EXPECT_EQ(
        write_json(value),
        R"({"text":"\"","integer":3,"number":3.0,"yes":true,"nothing":null,"at":1772438400,)"
        R"("fraction":1772438400.25,"bytes":"YWJj","nan":"NaN","map":{"p99":1.5},"list":["a"]})"
    );
}

}  // namespace
}  // namespace sosw::wire
