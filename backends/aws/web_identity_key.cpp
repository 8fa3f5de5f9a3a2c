#include "backends/aws/web_identity_key.hpp"

#include <fstream>
#include <sstream>

#include <pugixml.hpp>

#include "backends/aws/key_json.hpp"
#include "backends/aws/query_protocol.hpp"

namespace sosw::aws {

namespace {

const std::string kFrom = "web identity (AWS_WEB_IDENTITY_TOKEN_FILE)";

Result<std::string> read_token(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    std::string token = text.str();
    while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) {
        token.pop_back();
    }
    return token.empty() ? no_key_from(kFrom, path + " cannot be read or is empty")
                         : Result<std::string>{token};
}

Result<FoundKey> read_assumed_role(const std::string& body) {
    pugi::xml_document document;
    const pugi::xml_node result =
        TRY(read_query_result(document, body, "AssumeRoleWithWebIdentity"));
    const pugi::xml_node credentials = result.child("Credentials");
    FoundKey found{
        .key =
            {.id = credentials.child_value("AccessKeyId"),
             .secret = credentials.child_value("SecretAccessKey"),
             .session_token = credentials.child_value("SessionToken")},
        .expires_at = parse_timestamp(credentials.child_value("Expiration"))};
    return found.key.id.empty() || !found.expires_at
               ? no_key_from(kFrom, "the answer of STS has no whole key")
               : Result<FoundKey>{found};
}

}  // namespace

Result<KeySearch> WebIdentityKey::find() {
    const auto file = environment_("AWS_WEB_IDENTITY_TOKEN_FILE");
    if (!file) {
        return KeySearch::none("web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set");
    }
    const auto role = environment_("AWS_ROLE_ARN");
    if (!role) {
        return no_key_from(kFrom, "AWS_ROLE_ARN is not set; it names the role to take");
    }
    QueryForm form{"AssumeRoleWithWebIdentity", "2011-06-15"};
    form.add("RoleArn", *role);
    form.add("RoleSessionName", environment_("AWS_ROLE_SESSION_NAME").value_or("sosw"));
    form.add("WebIdentityToken", TRY(read_token(*file)));
    wire::HttpRequest request = form.request();
    request.headers.set("Host", sts_.authority);
    const Result<wire::HttpResponse> answer = transport_.send(sts_, request);
    if (!answer) {
        return no_key_from(kFrom, to_string(answer.error()));
    }
    if (answer->status != 200) {
        return no_key_from(kFrom, "STS says " + to_string(read_query_error(*answer)));
    }
    return KeySearch{.found = TRY(read_assumed_role(answer->body))};
}

}  // namespace sosw::aws
