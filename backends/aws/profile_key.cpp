#include "backends/aws/profile_key.hpp"

#include <string_view>

#include <fmt/format.h>

#include "backends/aws/key_json.hpp"
#include "core/base/strings.hpp"

namespace sosw::aws {

namespace {

std::string value_of(const ProfileSettings& settings, std::string_view name) {
    const auto found = settings.find(name);
    return found == settings.end() ? std::string{} : found->second;
}

/// What needs calls that are not made here, and the way round them.
std::string unsupported(const ProfileSettings& settings) {
    for (const std::string_view name :
         {"role_arn", "sso_session", "sso_start_url", "login_session"}) {
        if (settings.contains(name)) {
            return std::string{name};
        }
    }
    return {};
}

}  // namespace

Result<KeySearch> ProfileKey::find() {
    const ProfileSettings* const settings = files_.profiles.find(profile_);
    if (settings == nullptr) {
        return absent();
    }
    const std::string from = fmt::format("the profile \"{}\"", profile_);
    const std::string id = value_of(*settings, "aws_access_key_id");
    const std::string secret = value_of(*settings, "aws_secret_access_key");
    if (const std::string setting = unsupported(*settings); !setting.empty()) {
        return no_key_from(
            from,
            fmt::format(
                "its {} is not followed here. Let the AWS CLI do it: eval \"$(aws configure "
                "export-credentials --profile {} --format env)\", or give a profile "
                "credential_process = aws configure export-credentials --profile {}",
                setting,
                profile_,
                profile_
            )
        );
    }
    if (id.empty() != secret.empty()) {
        return no_key_from(
            from,
            id.empty() ? "aws_access_key_id is missing beside aws_secret_access_key"
                       : "aws_secret_access_key is missing beside aws_access_key_id"
        );
    }
    if (!id.empty()) {
        return KeySearch{
            .found = FoundKey{
                .key = {
                    .id = id,
                    .secret = secret,
                    .session_token = value_of(*settings, "aws_session_token")}}};
    }
    if (const std::string command = value_of(*settings, "credential_process"); !command.empty()) {
        return KeySearch{.found = TRY(key_of_process(command))};
    }
    return KeySearch::none(
        fmt::format("{}: it has neither aws_access_key_id nor credential_process", from.substr(4))
    );
}

Result<FoundKey> ProfileKey::key_of_process(const std::string& command) const {
    const std::string from = fmt::format("credential_process of the profile \"{}\"", profile_);
    const Result<std::string> output = run_(command);
    return output ? read_key_json(*output, from) : no_key_from(from, output.error().message);
}

Result<KeySearch> ProfileKey::absent() const {
    const std::string places = fmt::format("{} and {}", files_.credentials, files_.config);
    if (choice_ == ProfileChoice::Default) {
        return KeySearch::none(
            fmt::format("shared files: no profile \"{}\" in {}", profile_, places)
        );
    }
    const std::vector<std::string> names = files_.profiles.names();
    const std::vector<std::string_view> candidates{names.begin(), names.end()};
    return fail(
        ErrorCode::AccessDenied,
        "ProfileNotFound",
        fmt::format(
            "There is no profile \"{}\" in {}.{} {}",
            profile_,
            places,
            did_you_mean(profile_, candidates),
            names.empty() ? "They have none" : "There are: " + join(names, ", ")
        )
    );
}

}  // namespace sosw::aws
