#include "backends/wire/lambda/lambda_checks.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "backends/wire/lambda/lambda_requests.hpp"

namespace sosw::wire {

namespace {

constexpr std::string_view kRolePattern =
    R"(arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)";
constexpr std::string_view kHandlerPattern = R"([^\s]+)";
constexpr std::size_t kDescriptionLengthMax = 256;
constexpr std::size_t kHandlerLengthMax = 128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_role_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view{"_+=,.@-/"}.find(c) != std::string_view::npos;
}

bool is_role(std::string_view text) {
    constexpr std::size_t kAccountIdLength = 12;
    const std::size_t iam = text.find(":iam::");
    if (!text.starts_with("arn:") || iam == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(iam + 6);
    const std::string_view account = text.substr(0, kAccountIdLength);
    if (account.size() < kAccountIdLength || !std::ranges::all_of(account, is_digit)) {
        return false;
    }
    text.remove_prefix(kAccountIdLength);
    if (!text.starts_with(":role")) {
        return false;
    }
    text.remove_prefix(std::string_view{":role"}.size());
    return text.size() > 1 && std::ranges::all_of(text, is_role_character);
}

bool has_space(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) { return std::isspace(c) != 0; });
}

std::string list_of(const std::vector<std::string_view>& values) {
    std::string text;
    for (const std::string_view value : values) {
        text.append(text.empty() ? "" : ", ").append(value);
    }
    return "[" + text + "]";
}

}  // namespace

void LambdaChecks::add(
    std::string_view value, std::string_view member, std::string_view constraint
) {
    std::string text{"Value "};
    text.append(value).append(" at '").append(member);
    found_.push_back(text.append("' failed to satisfy constraint: ").append(constraint));
}

void LambdaChecks::present(std::string_view member, bool is_present) {
    if (!is_present) {
        add("null", member, "Member must not be null");
    }
}

void LambdaChecks::at_least(
    std::string_view member, std::optional<std::int64_t> value, std::int64_t minimum
) {
    if (value && *value < minimum) {
        add("'" + std::to_string(*value) + "'",
            member,
            "Member must have value greater than or equal to " + std::to_string(minimum));
    }
}

void LambdaChecks::between(
    std::string_view member,
    std::optional<std::int64_t> value,
    std::int64_t minimum,
    std::int64_t maximum
) {
    at_least(member, value, minimum);
    if (value && *value > maximum) {
        add("'" + std::to_string(*value) + "'",
            member,
            "Member must have value less than or equal to " + std::to_string(maximum));
    }
}

void LambdaChecks::one_of(
    std::string_view member,
    const std::optional<std::string>& value,
    const std::vector<std::string_view>& allowed
) {
    if (value && std::ranges::find(allowed, *value) == allowed.end()) {
        add("'" + *value + "'", member, "Member must satisfy enum value set: " + list_of(allowed));
    }
}

void LambdaChecks::configuration(const FunctionChange& change) {
    if (change.role && !is_role(*change.role)) {
        add("'" + *change.role + "'",
            "role",
            "Member must satisfy regular expression pattern: " + std::string{kRolePattern});
    }
    if (change.handler && (change.handler->empty() || has_space(*change.handler))) {
        add("'" + *change.handler + "'",
            "handler",
            "Member must satisfy regular expression pattern: " + std::string{kHandlerPattern});
    }
    if (change.handler && change.handler->size() > kHandlerLengthMax) {
        add("'" + *change.handler + "'",
            "handler",
            "Member must have length less than or equal to 128");
    }
    if (change.description && change.description->size() > kDescriptionLengthMax) {
        add("'" + *change.description + "'",
            "description",
            "Member must have length less than or equal to 256");
    }
    between("timeout", change.timeout_seconds, 1, 900);
    between("memorySize", change.memory_size_mb, 128, 10'240);
    one_of("packageType", change.package_type, {"Image", "Zip"});
    one_of("architectures", change.architecture, {"x86_64", "arm64"});
}

Result<void> LambdaChecks::result() const {
    if (found_.empty()) {
        return {};
    }
    std::string text = std::to_string(found_.size());
    text += found_.size() == 1 ? " validation error detected: " : " validation errors detected: ";
    for (const std::string& one : found_) {
        text.append(&one == &found_.front() ? "" : "; ").append(one);
    }
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(text));
}

}  // namespace sosw::wire
