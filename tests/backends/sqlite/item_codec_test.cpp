#include "backends/sqlite/item_codec.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/item_size.hpp"

namespace sosw::sqlite {
namespace {

using Variant = AttributeValue::Variant;

AttributeValue n(const char* text) { return AttributeValue::number(std::string{text}); }

std::string encoded(const Item& item) {
    std::string blob;
    const Result<void> outcome = encode_item(item, blob);
    EXPECT_TRUE(outcome.has_value());
    return blob;
}

std::string refused(AttributeValue value) {
    std::string blob;
    const Result<void> outcome = encode_item({{"x", std::move(value)}}, blob);
    return outcome ? "accepted" : outcome.error().message;
}

Item with_every_type() {
    return {
        {"s", "text"},
        {"small", n("-42")},
        {"large", n("12345678901234567890123456789012345678")},
        {"fraction", n("0.5")},
        {"b", Variant{Binary{std::string{"\0\1\2", 3}}}},
        {"yes", AttributeValue::boolean(true)},
        {"no", AttributeValue::boolean(false)},
        {"null", AttributeValue{}},
        {"ss", Variant{StringSet{{"b", "a"}}}},
        {"ns", Variant{NumberSet{{"1", "2.5", "-3"}}}},
        {"bs", Variant{BinarySet{{"x", "y"}}}},
        {"l", Variant{List{n("1"), "two", Variant{List{AttributeValue{}}}}}},
        {"m", Variant{Map{{"inner", Variant{Map{{"deep", n("7")}}}}, {"", "unnamed"}}}},
        {"last", ""}};
}

TEST(ItemCodec, EveryTypeComesBackInItsOrder) {
    const Item item = with_every_type();
    const Item back = decode_item(encoded(item));
    EXPECT_EQ(back, item);
    const Attribute* expected = item.begin();
    for (const Attribute& attribute : back) {
        EXPECT_EQ(attribute.name, (expected++)->name);
    }
}

TEST(ItemCodec, OneAttributeIsFoundAmongTheOthers) {
    const std::string blob = encoded(with_every_type());
    EXPECT_EQ(decode_attribute(blob, "last"), AttributeValue{""});
    EXPECT_EQ(decode_attribute(blob, "large"), n("12345678901234567890123456789012345678"));
    EXPECT_EQ(decode_attribute(blob, "deep"), std::nullopt) << "top level only";
    const std::vector<std::string> names{"last", "yes", "missing"};
    EXPECT_EQ(
        decode_attributes(blob, names), (Item{{"yes", AttributeValue::boolean(true)}, {"last", ""}})
    );
}

TEST(ItemCodec, StoredValuesAreSeenWithoutDecoding) {
    const std::string blob = encoded(with_every_type());
    using Kind = StoredValue::Kind;
    EXPECT_EQ(find_stored(blob, "small").kind, Kind::Integer);
    EXPECT_EQ(find_stored(blob, "small").integer, -42);
    EXPECT_EQ(find_stored(blob, "s").kind, Kind::Text);
    EXPECT_EQ(find_stored(blob, "s").text, "text");
    EXPECT_EQ(find_stored(blob, "l").kind, Kind::Other);
    EXPECT_EQ(find_stored(blob, "missing").kind, Kind::Absent);
    EXPECT_EQ(find_stored(blob, "fraction").kind, Kind::Other);
}

TEST(ItemCodec, LargeItemsAndManyAttributesAreFoundAsWell) {
    Item item;
    for (int i = 0; i < 1000; ++i) {
        item.append("name" + std::to_string(i), std::string(100, 'x') + std::to_string(i));
    }
    const std::string blob = encoded(item);
    EXPECT_EQ(decode_item(blob), item);
    EXPECT_EQ(decode_attribute(blob, "name0"), *item.find("name0"));
    EXPECT_EQ(decode_attribute(blob, "name999"), *item.find("name999"));
    EXPECT_EQ(decode_attribute(blob, "name1000"), std::nullopt);
}

TEST(ItemCodec, M27_NumbersAreNormalised) {
    const Item back = decode_item(encoded({{"x", n("1.50")}, {"y", n("1E5")}, {"z", n("+7")}}));
    EXPECT_EQ(back, (Item{{"x", n("1.5")}, {"y", n("100000")}, {"z", n("7")}}));
}

TEST(ItemCodec, TheStoredSizeIsThatOfDynamoDb) {
    const Item item = with_every_type();
    EXPECT_EQ(stored_size(encoded(item)), item_size(item));
    EXPECT_EQ(stored_size(encoded({})), 0);
}

TEST(ItemCodec, TheSizeOfSomeAttributesIsThatOfAnItemOfThem) {
    const std::string blob = encoded(with_every_type());
    std::vector<std::string> names{"missing"};
    for (const Attribute& attribute : with_every_type()) {
        names.push_back(attribute.name);
        EXPECT_EQ(stored_size(blob, names), item_size(decode_attributes(blob, names)));
    }
}

TEST(ItemCodec, WhatDynamoDbRefusesIsRefused) {
    EXPECT_NE(refused(Variant{StringSet{}}).find("may not be empty"), std::string::npos);
    EXPECT_NE(refused(Variant{NumberSet{{"1", "1"}}}).find("duplicates"), std::string::npos);
    EXPECT_NE(refused(Variant{BinarySet{{"a", "a"}}}).find("duplicates"), std::string::npos);
    EXPECT_NE(refused(n("1e999")).find("overflow"), std::string::npos);
    AttributeValue deep = n("1");
    for (int level = 0; level < 32; ++level) {
        deep = Variant{List{deep}};
    }
    EXPECT_EQ(refused(deep), "accepted");
    EXPECT_NE(refused(Variant{List{deep}}).find("Nesting"), std::string::npos);
}

TEST(ItemCodec, ATruncatedItemIsABrokenFile) {
    const std::string blob = encoded(with_every_type());
    for (std::size_t size = 0; size < blob.size(); ++size) {
        EXPECT_THROW(decode_item(std::string_view{blob}.substr(0, size)), DatabaseError) << size;
    }
}

TEST(ItemSize, CountsAsTheDeveloperGuideSays) {
    const auto size = [](const AttributeValue& value) { return value_size(value); };
    EXPECT_EQ(size("naïve"), 6) << "UTF-8 bytes";
    EXPECT_EQ(size(n("0")), 1);
    EXPECT_EQ(size(n("1")), 2);
    EXPECT_EQ(size(n("12")), 2);
    EXPECT_EQ(size(n("123")), 3);
    EXPECT_EQ(size(n("-123")), 4);
    EXPECT_EQ(size(n("120000")), 2) << "zeros around do not count";
    EXPECT_EQ(size(n("0.0012")), 2);
    EXPECT_EQ(size(AttributeValue::boolean(true)), 1);
    EXPECT_EQ(size(AttributeValue{}), 1);
    EXPECT_EQ(size(Variant{List{}}), 3);
    EXPECT_EQ(size(Variant{List{"ab"}}), 3 + 1 + 2);
    EXPECT_EQ(size(Variant{Map{{"key", "ab"}}}), 3 + 1 + 3 + 2);
    EXPECT_EQ(item_size({{"id", "a"}, {"x", n("10")}}), 2 + 1 + 1 + 2);
}

}  // namespace
}  // namespace sosw::sqlite
