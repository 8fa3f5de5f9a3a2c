#include "backends/sqlite/parameter_checks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <regex>
#include <string>
#include <utility>

namespace sosw::sqlite {
namespace {

constexpr std::size_t kNameMax = 1011;
constexpr std::ptrdiff_t kLevelsMax = 15;
constexpr std::size_t kStandardValueMax = 4096;
constexpr std::size_t kAdvancedValueMax = 8192;
constexpr std::array<std::string_view, 3> kDataTypes = {
    "text", "aws:ec2:image", "aws:ssm:integration"};

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

bool is_name_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '.' || c == '-' || c == '/';
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_case) {
    return text.size() >= lower_case.size() &&
           std::ranges::equal(text.substr(0, lower_case.size()), lower_case, [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
           });
}

Result<void> check_prefix(std::string_view name) {
    const std::string_view first = name.substr(name.starts_with('/') ? 1 : 0);
    for (const std::string_view reserved : {"aws", "ssm"}) {
        if (starts_with_ignoring_case(first, reserved)) {
            return invalid(
                "Parameter name: can't be prefixed with \"" + std::string{reserved} +
                "\" (case-insensitive). If formed as a path, it can consist of sub-paths divided "
                "by slash symbol; each sub-path can be formed as a mix of letters, numbers and the "
                "following 3 symbols .-_"
            );
        }
    }
    return {};
}

Result<void> check_value_size(const PutParameterInput& input) {
    if (input.value.empty()) {
        return invalid(
            "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member "
            "must have length greater than or equal to 1."
        );
    }
    const bool standard = input.tier.empty() || input.tier == "Standard";
    if (standard && input.value.size() > kStandardValueMax) {
        return invalid(
            "Standard tier parameters support a maximum parameter value of 4096 characters. To "
            "create a larger parameter value, upgrade the parameter to use the advanced-parameter "
            "tier. For more information, see "
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
            "parameter-store-advanced-parameters.html"
        );
    }
    if (input.value.size() > kAdvancedValueMax) {
        return invalid(
            "Advanced tier parameters support a maximum parameter value of 8192 characters."
        );
    }
    return {};
}

Result<void> check_pattern(const PutParameterInput& input) {
    if (input.allowed_pattern.empty()) {
        return {};
    }
    try {
        if (std::regex_match(input.value, std::regex{input.allowed_pattern})) {
            return {};
        }
    } catch (const std::regex_error&) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidAllowedPatternException",
            "The request does not meet the regular expression requirement."
        );
    }
    return fail(
        ErrorCode::InvalidRequest,
        "ParameterPatternMismatchException",
        "Parameter value, cannot be validated against allowedPattern: " + input.allowed_pattern
    );
}

}  // namespace

Result<void> check_parameter_name(std::string_view name) {
    if (name.empty() || name.size() > kNameMax || !std::ranges::all_of(name, is_name_character)) {
        return invalid(
            "Invalid request provided: Parameter name: only a mix of letters, numbers and the "
            "following 3 symbols .-_ is allowed, in sub-paths divided by slash symbol."
        );
    }
    TRY(check_prefix(name));
    const std::ptrdiff_t slashes = std::ranges::count(name, '/');
    if (slashes > 0 && !name.starts_with('/')) {
        return invalid("Parameter name must be a fully qualified name.");
    }
    if (name.ends_with('/')) {
        return invalid("Parameter name must not end with slash.");
    }
    if (slashes > kLevelsMax) {
        return fail(
            ErrorCode::InvalidRequest,
            "HierarchyLevelLimitExceededException",
            "A hierarchy can have a maximum of 15 levels. For more information, see Requirements "
            "and constraints for parameter names in the AWS Systems Manager User Guide."
        );
    }
    return {};
}

Result<void> check(const PutParameterInput& input) {
    TRY(check_parameter_name(input.name));
    TRY(check_value_size(input));
    const bool known_data_type = input.data_type.empty() ||
                                 std::ranges::find(kDataTypes, input.data_type) != kDataTypes.end();
    if (!known_data_type) {
        return invalid(
            "The following data type is not supported: " + input.data_type +
            " (Data type names are all lowercase.)"
        );
    }
    return check_pattern(input);
}

}  // namespace sosw::sqlite
