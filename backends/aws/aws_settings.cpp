#include "backends/aws/aws_settings.hpp"

#include <utility>

#include <fmt/format.h>

#include "backends/aws/container_key.hpp"
#include "backends/aws/environment_key.hpp"
#include "backends/aws/instance_key.hpp"
#include "backends/aws/profile_key.hpp"
#include "backends/aws/web_identity_key.hpp"
#include "backends/wire/letters.hpp"

namespace sosw::aws {

namespace {

std::optional<std::string> setting_of(const ProfileSettings* settings, std::string_view name) {
    if (settings == nullptr) {
        return std::nullopt;
    }
    const auto found = settings->find(name);
    return found == settings->end() || found->second.empty() ? std::nullopt
                                                             : std::optional{found->second};
}

/// As the SDKs call a service in settings.
std::string service_id(const std::string& signing_name) {
    if (signing_name == "monitoring") {
        return "cloudwatch";
    }
    return signing_name == "events" ? "eventbridge" : signing_name;
}

Result<std::string> region_of(
    const AwsChoice& choice,
    const Environment& environment,
    const ProfileFiles& files,
    const std::string& profile
) {
    if (!choice.region.empty()) {
        return choice.region;
    }
    for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
        if (auto region = environment(variable)) {
            return *region;
        }
    }
    if (auto region = setting_of(files.profiles.find(profile), "region")) {
        return *region;
    }
    return fail(
        ErrorCode::InvalidRequest,
        "NoRegionError",
        fmt::format(
            "No region: give --region, or set AWS_REGION, or region = … for the profile \"{}\" in "
            "{}",
            profile,
            files.config
        )
    );
}

bool is_region(std::string_view text) {
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
           std::string_view::npos;
}

}  // namespace

Result<AwsSettings> AwsSettings::resolve(AwsChoice choice, Environment environment) {
    AwsSettings settings;
    settings.files_ = std::make_unique<ProfileFiles>(TRY(read_profile_files(environment)));
    const std::string named =
        environment("AWS_PROFILE").value_or(environment("AWS_DEFAULT_PROFILE").value_or("default"));
    settings.profile_ = choice.profile.empty() ? named : choice.profile;
    settings.region_ = TRY(region_of(choice, environment, *settings.files_, settings.profile_));
    if (!is_region(settings.region_)) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidRegionError",
            fmt::format("Expected a region such as eu-west-1, found \"{}\"", settings.region_)
        );
    }
    settings.choice_ = std::move(choice);
    settings.environment_ = std::move(environment);
    return settings;
}

std::optional<std::string> AwsSettings::configured_endpoint(const std::string& service) const {
    if (environment_("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").value_or("") == "true") {
        return std::nullopt;
    }
    if (auto url = environment_("AWS_ENDPOINT_URL_" + wire::upper_case(service))) {
        return url;
    }
    if (auto url = environment_("AWS_ENDPOINT_URL")) {
        return url;
    }
    const ProfileSettings* const profile = files_->profiles.find(profile_);
    if (const auto services = setting_of(profile, "services")) {
        if (auto url =
                setting_of(files_->profiles.find_services(*services), service + ".endpoint_url")) {
            return url;
        }
    }
    return setting_of(profile, "endpoint_url");
}

Result<ServiceAddress> AwsSettings::address_of(const std::string& signing_name) const {
    ServiceAddress address = public_address(signing_name, region_);
    const std::optional<std::string> url = choice_.endpoint_url.empty()
                                               ? configured_endpoint(service_id(signing_name))
                                               : std::optional{choice_.endpoint_url};
    if (url) {
        address.url = TRY(parse_service_url(*url));
    }
    return address;
}

Result<std::unique_ptr<CredentialsChain>> AwsSettings::credentials(
    Clock& clock, HttpTransport& transport, HttpTransport& near
) const {
    const bool by_user = !choice_.profile.empty() || environment_("AWS_PROFILE").has_value() ||
                         environment_("AWS_DEFAULT_PROFILE").has_value();
    const ProfileChoice profile_choice = by_user ? ProfileChoice::ByUser : ProfileChoice::Default;
    CredentialsChain::Places places;
    if (choice_.profile.empty()) {
        places.push_back(std::make_unique<EnvironmentKey>(environment_));
    }
    places.push_back(
        std::make_unique<ProfileKey>(*files_, profile_, profile_choice, &command_output)
    );
    if (choice_.profile.empty()) {
        places.push_back(
            std::make_unique<WebIdentityKey>(environment_, transport, TRY(address_of("sts")).url)
        );
        places.push_back(std::make_unique<ContainerKey>(environment_, near));
        places.push_back(std::make_unique<InstanceKey>(environment_, near));
    }
    return std::make_unique<CredentialsChain>(clock, std::move(places));
}

}  // namespace sosw::aws
