#include "backends/endpoint/services/sts_service.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "backends/wire/services/constraints.hpp"

namespace sosw::endpoint {
namespace {

using wire::Value;

constexpr std::string_view kUpperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kSecretLength = 40;
constexpr std::size_t kTokenLength = 356;
constexpr std::int64_t kLifetimeMin = 900;
constexpr std::int64_t kRoleLifetime = 3600;
constexpr std::int64_t kRoleLifetimeMax = 43'200;
constexpr std::int64_t kSessionLifetime = 43'200;
constexpr std::int64_t kSessionLifetimeMax = 129'600;

bool is_session_name(std::string_view name) {
    return std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view{"_+=,.@-"}.find(c) != std::string_view::npos;
    });
}

/// The account and the name in `arn:aws:iam::ACCOUNT:role/PATH/NAME`; empty where it is none.
struct Role {
    std::string_view account_id;
    std::string_view name;
};
Role role_of(std::string_view arn) {
    const std::size_t iam = arn.find(":iam::");
    const std::size_t role = arn.find(":role/");
    if (!arn.starts_with("arn:") || iam == std::string_view::npos ||
        role == std::string_view::npos || role < iam + 6) {
        return {};
    }
    return {
        .account_id = arn.substr(iam + 6, role - iam - 6),
        .name = arn.substr(std::max(arn.rfind('/'), role) + 1)};
}

Result<void> check_assume_role(const wire::FieldReader& in) {
    const auto session = in.optional_text("RoleSessionName");
    wire::FieldConstraints constraints;
    constraints.required("roleArn", in.has("RoleArn"));
    constraints.length("roleArn", in.optional_text("RoleArn"), 20, 2048);
    constraints.required("roleSessionName", in.has("RoleSessionName"));
    constraints.length("roleSessionName", session, 2, 64);
    constraints.pattern(
        "roleSessionName",
        session.value_or(""),
        is_session_name(session.value_or("")),
        "[\\w+=,.@-]*"
    );
    constraints.range(
        "durationSeconds", in.integer("DurationSeconds"), kLifetimeMin, kRoleLifetimeMax
    );
    return constraints.check();
}

}  // namespace

StsService::StsService(Clock& clock, Random random, sqlite::AwsAccount account)
    : ApiService{{.xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/", .api_version = "2011-06-15"}, random},
      clock_{clock},
      random_{random.fork("credentials")},
      account_{std::move(account)} {
    add("GetCallerIdentity", &StsService::get_caller_identity);
    add("AssumeRole", &StsService::assume_role);
    add("GetSessionToken", &StsService::get_session_token);
    add("GetAccessKeyInfo", &StsService::get_access_key_info);
}

wire::ServiceError StsService::describe(const Error& error) const {
    const bool validation = error.name == "ValidationException";
    return {.code = validation ? "ValidationError" : error.name, .message = error.message};
}

ApiService::Output StsService::get_caller_identity(Input /*in*/) {
    Value output = Value::structure();
    output.set("Arn", "arn:aws:iam::" + account_.account_id + ":root");
    output.set("UserId", account_.account_id);
    output.set("Account", account_.account_id);
    return output;
}

ApiService::Output StsService::assume_role(Input in) {
    TRY(check_assume_role(in));
    const std::string arn = in.text("RoleArn");
    const Role role = role_of(arn);
    if (role.name.empty()) {
        return fail(ErrorCode::InvalidRequest, "ValidationError", arn + " is invalid");
    }
    const std::string session = in.text("RoleSessionName");
    Value user = Value::structure();
    user.set("AssumedRoleId", "AROA" + random_text(17, kUpperCase) + ":" + session);
    user.set(
        "Arn",
        "arn:aws:sts::" + std::string{role.account_id} + ":assumed-role/" + std::string{role.name} +
            "/" + session
    );
    Value output = Value::structure();
    output.set(
        "Credentials", make_credentials(in.integer("DurationSeconds").value_or(kRoleLifetime))
    );
    output.set("AssumedRoleUser", std::move(user));
    output.set("PackedPolicySize", 0);
    return output;
}

ApiService::Output StsService::get_session_token(Input in) {
    const auto lifetime = in.integer("DurationSeconds");
    wire::FieldConstraints constraints;
    constraints.range("durationSeconds", lifetime, kLifetimeMin, kSessionLifetimeMax);
    TRY(constraints.check());
    return Value::structure({{"Credentials", make_credentials(lifetime.value_or(kSessionLifetime))}}
    );
}

ApiService::Output StsService::get_access_key_info(Input in) {
    wire::FieldConstraints constraints;
    constraints.required("accessKeyId", in.has("AccessKeyId"));
    constraints.length("accessKeyId", in.optional_text("AccessKeyId"), 16, 128);
    TRY(constraints.check());
    return Value::structure({{"Account", Value{account_.account_id}}});
}

Value StsService::make_credentials(std::int64_t lifetime_seconds) {
    Value credentials = Value::structure();
    credentials.set("AccessKeyId", "ASIA" + random_text(16, kUpperCase));
    credentials.set("SecretAccessKey", random_text(kSecretLength, kBase64));
    credentials.set("SessionToken", random_text(kTokenLength, kBase64));
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
    credentials.set("Expiration", Timestamp{now + std::chrono::seconds{lifetime_seconds}});
    return credentials;
}

std::string StsService::random_text(std::size_t length, std::string_view alphabet) {
    std::string text;
    while (text.size() < length) {
        text += alphabet[random_.below(alphabet.size())];
    }
    return text;
}

}  // namespace sosw::endpoint
