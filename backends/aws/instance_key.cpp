#include "backends/aws/instance_key.hpp"

#include <fmt/format.h>

#include "backends/aws/key_json.hpp"

namespace sosw::aws {

namespace {

const std::string kFrom = "the instance's metadata";
constexpr const char* kRoles = "/latest/meta-data/iam/security-credentials/";

}  // namespace

Result<ServiceUrl> InstanceKey::address() const {
    return parse_service_url(
        environment_("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or("http://169.254.169.254")
    );
}

Result<wire::HttpResponse> InstanceKey::get(
    const ServiceUrl& url, const std::string& path, const std::string& token
) {
    return transport_.send(
        url,
        {.method = "GET",
         .target = path,
         .headers = {{"Host", url.authority}, {"x-aws-ec2-metadata-token", token}}}
    );
}

Result<KeySearch> InstanceKey::find() {
    if (environment_("AWS_EC2_METADATA_DISABLED").value_or("") == "true") {
        return KeySearch::none("instance: AWS_EC2_METADATA_DISABLED is true");
    }
    const ServiceUrl url = TRY(address());
    const Result<wire::HttpResponse> session = transport_.send(
        url,
        {.method = "PUT",
         .target = "/latest/api/token",
         .headers = {{"Host", url.authority}, {"x-aws-ec2-metadata-token-ttl-seconds", "21600"}}}
    );
    if (!session || session->status != 200) {
        return KeySearch::none("instance: no answer from " + url.text());
    }
    const wire::HttpResponse roles = TRY(get(url, kRoles, session->body));
    const std::string role = roles.body.substr(0, roles.body.find('\n'));
    if (roles.status != 200 || role.empty()) {
        return KeySearch::none("instance: it has no role");
    }
    const wire::HttpResponse answer = TRY(get(url, kRoles + role, session->body));
    if (answer.status != 200) {
        return no_key_from(
            kFrom, fmt::format("{} answered {} for the role {}", url.text(), answer.status, role)
        );
    }
    return KeySearch{.found = TRY(read_key_json(answer.body, kFrom))};
}

}  // namespace sosw::aws
