#include "backends/aws/key_json.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include "backends/wire/json_fields.hpp"

namespace sosw::aws {

Failure no_key_from(const std::string& from, std::string_view why) {
    return fail(
        ErrorCode::AccessDenied,
        "CredentialRetrievalError",
        fmt::format("No key from {}: {}", from, why)
    );
}

Result<FoundKey> read_key_json(std::string_view json, const std::string& from) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(json.data(), json.size()).get_object().get(object) != simdjson::SUCCESS) {
        return no_key_from(from, "expected a JSON object");
    }
    FoundKey found{
        .key = {
            .id = wire::text_of(object, "AccessKeyId"),
            .secret = wire::text_of(object, "SecretAccessKey"),
            .session_token = wire::text_of(object, "SessionToken")}};
    if (found.key.id.empty() || found.key.secret.empty()) {
        return no_key_from(from, "AccessKeyId or SecretAccessKey is missing in its answer");
    }
    if (found.key.session_token.empty()) {
        found.key.session_token = wire::text_of(object, "Token");
    }
    if (const std::string expiration = wire::text_of(object, "Expiration"); !expiration.empty()) {
        found.expires_at = parse_timestamp(expiration);
        if (!found.expires_at) {
            return no_key_from(from, "its Expiration \"" + expiration + "\" is no time");
        }
    }
    return found;
}

}  // namespace sosw::aws
