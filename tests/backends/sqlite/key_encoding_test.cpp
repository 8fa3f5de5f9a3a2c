#include "backends/sqlite/key_encoding.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "core/base/random.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw::sqlite {
namespace {

std::string bytes_of(const std::string& number) {
    return std::string{EncodedKey::of_number(number).bytes()};
}

/// Of any length, sign and exponent; many near each other.
std::string random_number(Random& random) {
    std::string text = random.chance(0.5) ? "-" : "";
    const std::uint64_t digits = 1 + random.below(random.chance(0.5) ? 4 : 38);
    const std::uint64_t point = random.below(digits + 1);
    for (std::uint64_t i = 0; i < digits; ++i) {
        text += i == point && i > 0 ? "." : "";
        text += static_cast<char>('0' + (random.chance(0.4) ? 0 : random.below(10)));
    }
    if (random.chance(0.3)) {
        text += "E" + std::to_string(static_cast<int>(random.below(160)) - 80);
    }
    return text;
}

TEST(EncodedKey, BytesOrderAsNumbersDo) {
    const std::vector<std::string> ascending{
        "-9.9999999999999999999999999999999999999E+125",
        "-1E+125",
        "-123456789012345678901234567890",
        "-100",
        "-99.5",
        "-99",
        "-10",
        "-1.01",
        "-1.00000001",
        "-1",
        "-0.99",
        "-0.001",
        "-1E-130",
        "0",
        "1E-130",
        "0.001",
        "0.99",
        "1",
        "1.00000001",
        "1.01",
        "9",
        "10",
        "99",
        "99.5",
        "100",
        "1700000000",
        "1700000000.25",
        "1700000001",
        "99999999999999999999999999999999999999",
        "1E+125",
        "9.9999999999999999999999999999999999999E+125"};
    for (std::size_t i = 1; i < ascending.size(); ++i) {
        EXPECT_LT(bytes_of(ascending[i - 1]), bytes_of(ascending[i]))
            << ascending[i - 1] << " and " << ascending[i];
    }
}

TEST(EncodedKey, EqualNumbersHaveEqualBytes) {
    for (const char* same : {"1.0", "01", "+1", "1E0", "10E-1", "0.1E+1", "1.000"}) {
        EXPECT_EQ(bytes_of(same), bytes_of("1")) << same;
    }
    for (const char* zero : {"0.0", "-0", "0E+50", "000"}) {
        EXPECT_EQ(bytes_of(zero), bytes_of("0")) << zero;
    }
}

TEST(EncodedKey, RandomNumbersOrderAsTheirComparisonSays) {
    Random random{20260302};
    for (int i = 0; i < 20'000; ++i) {
        const std::string left = random_number(random);
        const std::string right = random_number(random);
        if (!normalise_number(left) || !normalise_number(right)) {
            continue;
        }
        const auto expected = compare_numbers(left, right);
        ASSERT_EQ(bytes_of(left) < bytes_of(right), expected < 0) << left << " and " << right;
        ASSERT_EQ(bytes_of(left) == bytes_of(right), expected == 0) << left << " and " << right;
    }
}

TEST(EncodedKey, SqliteOrdersAsTheKeysDo) {
    Database database{":memory:"};
    database.execute("CREATE TABLE t (k)");
    Statement insert{database, "INSERT INTO t VALUES (?)"};
    for (const char* number : {"10", "-2", "9.5", "-10", "0"}) {
        const EncodedKey key = EncodedKey::of_number(number);  // SQLite reads it while it runs
        key.bind(insert, 1);
        insert.run();
    }
    Statement select{database, "SELECT k FROM t ORDER BY k"};
    for (const char* number : {"-10", "-2", "0", "9.5", "10"}) {
        ASSERT_TRUE(select.step());
        EXPECT_EQ(select.column_blob(0), bytes_of(number));
    }
}

TEST(EncodedKey, TextsAreTheirBytes) {
    EXPECT_EQ(EncodedKey::of(AttributeValue{"naïve"}).bytes(), "naïve");
    EXPECT_LT(EncodedKey::of_text("a"), EncodedKey::of_text("aa"));
    EXPECT_LT(EncodedKey::of_text("z"), EncodedKey::of_text("ä")) << "by unsigned bytes";
    EXPECT_TRUE(EncodedKey{}.is_null());
    EXPECT_FALSE(EncodedKey{} == EncodedKey::of_text(""));
}

}  // namespace
}  // namespace sosw::sqlite
