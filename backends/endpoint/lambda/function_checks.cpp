#include "backends/endpoint/lambda/function_checks.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "backends/wire/lambda/zip_archive.hpp"

namespace sosw::endpoint {

namespace {

using wire::FunctionChange;

constexpr std::size_t kNameLengthMax = 64;
constexpr std::size_t kEnvironmentSizeMax = 4096;

Failure invalid_parameter(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidParameterValueException", std::move(message));
}

bool is_reserved(std::string_view variable) {
    constexpr auto kReserved = std::to_array<std::string_view>({
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    });
    return std::ranges::find(kReserved, variable) != kReserved.end();
}

}  // namespace

Result<void> check_runtime(const FunctionChange& change) {
    constexpr auto kFamilies = std::to_array<std::string_view>(
        {"provided", "python", "nodejs", "java", "dotnet", "ruby", "go1.x"}
    );
    const bool is_known =
        !change.runtime || std::ranges::any_of(kFamilies, [&](std::string_view family) {
            return change.runtime->starts_with(family);
        });
    if (!is_known) {
        return invalid_parameter(
            "Value " + *change.runtime +
            " at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
            "[provided, provided.al2, provided.al2023, python3.8, python3.9, python3.10, "
            "python3.11, python3.12, python3.13, nodejs16.x, nodejs18.x, nodejs20.x, nodejs22.x, "
            "java8.al2, java11, java17, java21, dotnet6, dotnet8, ruby3.2, ruby3.3, go1.x] or be "
            "a valid ARN"
        );
    }
    return {};
}

Result<void> check_new(const FunctionChange& change, std::string_view name) {
    TRY(check_runtime(change));
    if (name.size() > kNameLengthMax) {
        return fail(
            ErrorCode::InvalidRequest,
            "ValidationException",
            "1 validation error detected: Value '" + std::string{name} +
                "' at 'functionName' failed to satisfy constraint: Member must have length less "
                "than or equal to 64"
        );
    }
    const bool is_zip_package = change.package_type.value_or("Zip") == "Zip";
    if (is_zip_package && (!change.runtime || !change.handler)) {
        return invalid_parameter(
            "Runtime and Handler are mandatory parameters for functions created with deployment "
            "packages."
        );
    }
    return {};
}

Result<void> check_environment(const wire::TextMap& environment) {
    std::string reserved;
    std::size_t size = 0;
    for (const auto& [name, value] : environment) {
        size += name.size() + value.size();
        if (is_reserved(name)) {
            reserved.append(reserved.empty() ? "" : ", ").append(name);
        }
    }
    constexpr std::string_view kBeginning =
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided ";
    if (!reserved.empty()) {
        return invalid_parameter(
            std::string{kBeginning} +
            "contains reserved keys that are currently not supported for modification. Reserved "
            "keys used in this request: " +
            reserved
        );
    }
    if (size > kEnvironmentSizeMax) {
        return invalid_parameter(std::string{kBeginning} + "exceeded the 4KB limit.");
    }
    return {};
}

Result<void> check_code(const wire::FunctionCode& code) {
    if (code.zip_file) {
        TRY(wire::read_zip(*code.zip_file, wire::kUnpackedSizeMax));
        return {};
    }
    if (code.s3_bucket || code.image_uri) {
        return invalid_parameter(
            "Code from S3 and container images cannot be fetched here: send a ZipFile, or set the "
            "variable SOSW_COMMAND to a command that runs the function"
        );
    }
    return invalid_parameter("Please provide a source for function code.");
}

}  // namespace sosw::endpoint
