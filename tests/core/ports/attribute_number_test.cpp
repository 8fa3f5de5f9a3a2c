#include "core/ports/attribute_number.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace sosw {
namespace {

constexpr std::string_view kOverflow =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";
constexpr std::string_view kUnderflow =
    "Number underflow. Attempting to store a number with magnitude smaller than supported range";
constexpr std::string_view kTooManyDigits =
    "Attempting to store more than 38 significant digits in a Number";
constexpr std::string_view kNines = "99999999999999999999999999999999999999";

/// The value, or the message of the error.
std::string text_of(const Result<std::string>& result) {
    return result ? *result : result.error().message;
}

struct Case {
    std::string_view text;
    std::string expected;
};
void PrintTo(const Case& c, std::ostream* out) {  // NOLINT(readability-identifier-naming)
    *out << '"' << c.text << '"';
}

class NormalisedNumber : public testing::TestWithParam<Case> {};

TEST_P(NormalisedNumber, M27_IsThatOfDynamoDb) {
    EXPECT_EQ(text_of(normalise_number(GetParam().text)), GetParam().expected);
}

TEST_P(NormalisedNumber, IsItsOwnFixedPoint) {
    const auto once = normalise_number(GetParam().text);
    if (once) {
        EXPECT_EQ(text_of(normalise_number(*once)), *once);
    }
}

TEST_P(NormalisedNumber, AgreesWithTheCheck) {
    const auto normalised = normalise_number(GetParam().text);
    const auto checked = check_number(GetParam().text);
    ASSERT_EQ(checked.has_value(), normalised.has_value());
    if (!checked) {
        EXPECT_EQ(checked.error().message, normalised.error().message);
    }
}

std::string no_number(std::string_view text) {
    return "The parameter cannot be converted to a numeric value: " + std::string{text};
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    NormalisedNumber,
    testing::Values(
        Case{"0", "0"},
        Case{"7", "7"},
        Case{"-7", "-7"},
        Case{"+7", "7"},
        Case{"007", "7"},
        Case{"-0", "0"},
        Case{"-0.00", "0"},
        Case{"0e1000", "0"},
        Case{"1.50", "1.5"},
        Case{"1.0", "1"},
        Case{".5", "0.5"},
        Case{"5.", "5"},
        Case{"-.0120", "-0.012"},
        Case{"1E+5", "100000"},
        Case{"1.25e2", "125"},
        Case{"12.5e-3", "0.0125"},
        Case{"1E-3", "0.001"},
        Case{"1700000000.25", "1700000000.25"},
        Case{"-1700000000.25", "-1700000000.25"},
        Case{"1700000000.2500", "1700000000.25"},
        Case{"0.05", "0.05"},
        Case{"00.5", "0.5"},
        Case{"01.5", "1.5"},
        Case{"0.0", "0"},
        Case{"1.-5", no_number("1.-5")},
        Case{"1,5.5", no_number("1,5.5")},
        Case{"999999999999999999", "999999999999999999"},
        Case{"1000000000000000000", "1000000000000000000"},
        Case{"-9223372036854775808", "-9223372036854775808"},
        Case{kNines, std::string{kNines}},
        Case{"1E125", "1" + std::string(125, '0')},
        Case{
            "9.9999999999999999999999999999999999999E+125",
            std::string{kNines} + std::string(88, '0')},
        Case{"1E-130", "0." + std::string(129, '0') + "1"},
        Case{
            "10000000000000000000000000000000000000000",
            "10000000000000000000000000000000000000000"},
        Case{"1E126", std::string{kOverflow}},
        Case{"-11E125", std::string{kOverflow}},
        Case{"1E99999999999999999999", std::string{kOverflow}},
        Case{"1E-131", std::string{kUnderflow}},
        Case{"0.9E-130", std::string{kUnderflow}},
        Case{"123456789012345678901234567890123456789", std::string{kTooManyDigits}},
        Case{"-1.23456789012345678901234567890123456789", std::string{kTooManyDigits}},
        Case{"", "The parameter cannot be converted to a numeric value"},
        Case{"abc", no_number("abc")},
        Case{" 1", no_number(" 1")},
        Case{"1 ", no_number("1 ")},
        Case{"-", no_number("-")},
        Case{".", no_number(".")},
        Case{"1.2.3", no_number("1.2.3")},
        Case{"1e", no_number("1e")},
        Case{"e5", no_number("e5")},
        Case{"--1", no_number("--1")},
        Case{"12345678a", no_number("12345678a")},
        Case{"1234:678", no_number("1234:678")},
        Case{"NaN", no_number("NaN")},
        Case{"Infinity", no_number("Infinity")},
        Case{"0x10", no_number("0x10")}
    )
);

TEST(AttributeNumber, AddsExactly) {
    EXPECT_EQ(text_of(add_numbers("1", "2")), "3");
    EXPECT_EQ(text_of(add_numbers("0.1", "0.2")), "0.3");
    EXPECT_EQ(text_of(add_numbers("1", "10000000000000000000000")), "10000000000000000000001");
    EXPECT_EQ(text_of(add_numbers("1.5", "-1.5")), "0");
    EXPECT_EQ(text_of(add_numbers("-5", "0.0")), "-5");
    EXPECT_EQ(text_of(add_numbers("1E38", "-1")), kNines);
    EXPECT_EQ(text_of(add_numbers(kNines, "1")), "1" + std::string(38, '0'));
    EXPECT_EQ(text_of(add_numbers("999999999999999999", "1")), "1000000000000000000");
}

TEST(AttributeNumber, SubtractsExactly) {
    EXPECT_EQ(text_of(subtract_numbers("1", "2")), "-1");
    EXPECT_EQ(text_of(subtract_numbers("0.3", "0.1")), "0.2");
    EXPECT_EQ(text_of(subtract_numbers("1E22", "1")), "9999999999999999999999");
    EXPECT_EQ(text_of(subtract_numbers("-1.25", "-1.25")), "0");
    EXPECT_EQ(text_of(subtract_numbers("0", "1.50")), "-1.5");
}

TEST(AttributeNumber, SumsOutOfRangeOrPrecisionAreRefused) {
    EXPECT_EQ(text_of(add_numbers("9E125", "9E125")), kOverflow);
    EXPECT_EQ(text_of(subtract_numbers("-9E125", "9E125")), kOverflow);
    EXPECT_EQ(text_of(add_numbers("1E50", "1")), kOverflow);
    EXPECT_EQ(text_of(subtract_numbers("1E-130", "1.1E-130")), kUnderflow);
    EXPECT_EQ(text_of(add_numbers("1", "x")), no_number("x"));
}

TEST(AttributeNumber, OrdersByValueWhateverTheForm) {
    constexpr std::string_view kAscending[] = {
        "-1E125",
        "-10",
        "-9.5",
        "-9",
        "-1E-130",
        "0",
        "1E-130",
        "0.001",
        "0.01",
        "1",
        "1.5",
        "9",
        "10",
        "1e2",
        "1700000000",
        "1700000000.25",
        kNines,
        "1E125"};
    for (const auto& left : kAscending) {
        for (const auto& right : kAscending) {
            EXPECT_EQ(compare_numbers(left, right), &left <=> &right) << left << " " << right;
        }
    }
    EXPECT_EQ(compare_numbers("1.0", "1"), std::strong_ordering::equal);
    EXPECT_EQ(compare_numbers("100", "1E2"), std::strong_ordering::equal);
    EXPECT_EQ(compare_numbers("-0", "0.000"), std::strong_ordering::equal);
}

TEST(AttributeNumber, SmallIntegerKnowsNormalisedWholeNumbersOnly) {
    EXPECT_EQ(small_integer("1700000000"), 1'700'000'000);
    EXPECT_EQ(small_integer("-999999999999999999"), -999'999'999'999'999'999);
    EXPECT_EQ(small_integer("0"), 0);
    for (const std::string_view other :
         {"", "-", "-0", "+1", "01", "1.0", "1e2", "1000000000000000000", "12345678x"}) {
        EXPECT_EQ(small_integer(other), std::nullopt) << other;
    }
}

}  // namespace
}  // namespace sosw
