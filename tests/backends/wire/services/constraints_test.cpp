#include "backends/wire/services/constraints.hpp"

#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

std::string message_of(const FieldConstraints& constraints) {
    const auto result = constraints.check();
    return result ? "" : result.error().message;
}

TEST(FieldConstraints, KeptOnesAreNoError) {
    constexpr std::array<std::string_view, 2> kValues = {"A", "B"};
    FieldConstraints constraints;
    constraints.required("name", true);
    constraints.length("name", "ü", 1, 1);
    constraints.length("name", std::nullopt, 1, 1);
    constraints.one_of("kind", "B", kValues);
    constraints.range("count", 3, 1, 3);
    constraints.size("list", std::nullopt, 1, 10);
    EXPECT_EQ(message_of(constraints), "");
}

TEST(FieldConstraints, OneViolationIsToldInTheSingular) {
    FieldConstraints constraints;
    constraints.required("name", false);
    const auto result = constraints.check();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().name, "ValidationException");
    EXPECT_EQ(
        result.error().message,
        "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member "
        "must not be null"
    );
}

TEST(FieldConstraints, AllViolationsAreToldAtOnce) {
    constexpr std::array<std::string_view, 2> kValues = {"A", "B"};
    FieldConstraints constraints;
    constraints.length("name", "", 1, 5);
    constraints.one_of("kind", "C", kValues);
    constraints.range("count", 4, 1, 3);
    EXPECT_EQ(
        message_of(constraints),
        "3 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member "
        "must have length greater than or equal to 1; Value 'C' at 'kind' failed to satisfy "
        "constraint: Member must satisfy enum value set: [A, B]; Value '4' at 'count' failed to "
        "satisfy constraint: Member must have value less than or equal to 3"
    );
}

}  // namespace
}  // namespace sosw::wire
