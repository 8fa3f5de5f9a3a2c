#include "backends/aws/container_key.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "backends/aws/key_json.hpp"

namespace sosw::aws {

namespace {

const std::string kFrom = "the container's endpoint";

/// Where a secret may go without TLS: this host, and the agents of ECS and EKS.
bool is_trusted(const ServiceUrl& url) {
    constexpr std::array kAgents{
        std::string_view{"169.254.170.2"},
        std::string_view{"169.254.170.23"},
        std::string_view{"[fd00:ec2::23]"}};
    return url.scheme == "https" || is_loopback(url) ||
           std::ranges::find(kAgents, host_of(url)) != kAgents.end();
}

}  // namespace

Result<std::string> ContainerKey::token() const {
    const auto file = environment_("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    if (!file) {
        return environment_("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
    }
    std::ifstream stream{*file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    std::string token = text.str();
    while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) {
        token.pop_back();
    }
    if (token.empty() || token.find_first_of("\r\n") != std::string::npos) {
        return no_key_from(kFrom, "expected one line with a token in " + *file);
    }
    return token;
}

Result<KeySearch> ContainerKey::find() {
    const auto relative = environment_("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const auto full = environment_("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (!relative && !full) {
        return KeySearch::none(
            "container: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor _FULL_URI is set"
        );
    }
    const std::string uri = relative ? "http://169.254.170.2" + *relative : *full;
    const std::size_t query = std::min(uri.find('?'), uri.size());
    ServiceUrl url = TRY(parse_service_url(std::string_view{uri}.substr(0, query)));
    if (!is_trusted(url)) {
        return no_key_from(
            kFrom, fmt::format("{} is another host; its address must begin with https://", uri)
        );
    }
    wire::HttpRequest request{
        .method = "GET",
        .target = (url.base_path.empty() ? "/" : url.base_path) + uri.substr(query),
        .headers = {{"Host", url.authority}, {"Accept", "application/json"}}};
    url.base_path.clear();
    if (const std::string text = TRY(token()); !text.empty()) {
        request.headers.set("Authorization", text);
    }
    const Result<wire::HttpResponse> answer = transport_.send(url, request);
    if (!answer) {
        return no_key_from(kFrom, to_string(answer.error()));
    }
    if (answer->status != 200) {
        return no_key_from(kFrom, fmt::format("{} answered {}", uri, answer->status));
    }
    return KeySearch{.found = TRY(read_key_json(answer->body, kFrom))};
}

}  // namespace sosw::aws
