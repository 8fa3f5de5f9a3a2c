#include "backends/wire/services/cbor.hpp"

#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

Value read(std::string_view bytes) {
    auto value = read_cbor_structure(bytes);
    EXPECT_TRUE(value) << (value ? "" : value.error().message);
    return value ? *value : Value{};
}

/// The value of `v` in a map of that alone, whose value's bytes are given.
Value read_value(std::string_view bytes) {
    const Value map = read("\xA1\x61v"s + std::string{bytes});
    const Value* value = map.find("v");
    return value == nullptr ? Value{} : *value;
}

TEST(Cbor, EverythingThatIsWrittenReadsBackTheSame) {
    Value value = Value::structure();
    value.set("text", "ü");
    value.set("long", std::string(300, 'x'));
    value.set("small", 23).set("byte", 24).set("word", 70'000);
    value.set("big", std::int64_t{1} << 40).set("negative", -500);
    value.set("number", 2.5).set("yes", true).set("no", false).set("nothing", Value{});
    value.set("at", from_epoch_seconds(1'772'438'400));
    value.set("fraction", from_epoch_microseconds(1'772'438'400'250'000));
    value.set("bytes", Bytes{"\0\xFF"s});
    value.set("list", Value::list({Value{1}, Value::structure({{"a", Value{"b"}}})}));
    EXPECT_EQ(read(write_cbor(value)), value);
}

TEST(Cbor, WritesTheShortestHeads) {
    EXPECT_EQ(
        write_cbor(Value::structure({{"a", Value{10}}})),
        "\xA1\x61"
        "a\x0A"sv
    );
    EXPECT_EQ(write_cbor(Value{-1}), "\x20"sv);
    EXPECT_EQ(write_cbor(Value{1000}), "\x19\x03\xE8"sv);
    EXPECT_EQ(write_cbor(Value{1.5}), "\xFB\x3F\xF8\0\0\0\0\0\0"sv);
    EXPECT_EQ(write_cbor(Value{from_epoch_seconds(1)}), "\xC1\x01"sv);
}

TEST(Cbor, ReadsFloatsOfAllWidths) {
    EXPECT_EQ(read_value("\xF9\x3E\x00"sv), Value{1.5});
    EXPECT_EQ(read_value("\xF9\x00\x01"sv), Value{0x1p-24});
    EXPECT_EQ(read_value("\xF9\xFC\x00"sv), Value{-std::numeric_limits<double>::infinity()});
    EXPECT_EQ(read_value("\xFA\x3F\xC0\0\0"sv), Value{1.5});
    EXPECT_EQ(read_value("\xFB\x3F\xF8\0\0\0\0\0\0"sv), Value{1.5});
}

TEST(Cbor, ReadsIndefiniteLengths) {
    const Value map = read(
        "\xBF\x61"
        "a\x9F\x01\x02\xFF\x61"
        "b\x7F\x61x\x62yz\xFF\xFF"sv
    );
    EXPECT_EQ(
        map, Value::structure({{"a", Value::list({Value{1}, Value{2}})}, {"b", Value{"xyz"}}})
    );
}

TEST(Cbor, ReadsTimesWholeAndFractional) {
    EXPECT_EQ(read_value("\xC1\x1A\x69\xA5\x46\x80"sv), Value{from_epoch_seconds(1'772'439'168)});
    EXPECT_EQ(
        read_value("\xC1\xFB\x3F\xF8\0\0\0\0\0\0"sv), Value{from_epoch_microseconds(1'500'000)}
    );
}

TEST(Cbor, AnEmptyBodyIsAnEmptyStructure) { EXPECT_EQ(read(""), Value::structure()); }

TEST(Cbor, BrokenBytesAreRefused) {
    for (const std::string_view bytes : {
             "\xA1"sv,          // A map that ends before its member,
             "\xA1\x61"sv,      // within its name,
             "\xA1\x01\x01"sv,  // or has a number for a name;
             "\xA1\x61v\x5B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv,  // a length without its bytes;
             "\xA0\xA0"sv,                                       // more than one item;
             "\x01"sv,                                           // no map;
             "\xBF"sv,                                           // no end;
             "\xA1\x61v\xFC"sv,                                  // a reserved head;
             "\xA1\x61v\xC1\x61x"sv                              // a text for a time.
         }) {
        const auto value = read_cbor_structure(bytes);
        ASSERT_FALSE(value);
        EXPECT_EQ(value.error().name, "SerializationException");
    }
}

TEST(Cbor, EndlessNestingIsRefused) {
    EXPECT_FALSE(read_cbor_structure("\xA1\x61v"s + std::string(100'000, '\x81')));
}

}  // namespace
}  // namespace sosw::wire
