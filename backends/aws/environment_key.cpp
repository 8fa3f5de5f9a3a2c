#include "backends/aws/environment_key.hpp"

#include "backends/aws/key_json.hpp"

namespace sosw::aws {

Result<KeySearch> EnvironmentKey::find() {
    const auto id = environment_("AWS_ACCESS_KEY_ID");
    if (!id) {
        return KeySearch::none("environment: AWS_ACCESS_KEY_ID is not set");
    }
    const auto secret = environment_("AWS_SECRET_ACCESS_KEY");
    if (!secret) {
        return no_key_from(
            "the environment", "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not; set both"
        );
    }
    wire::AccessKey key{
        .id = *id,
        .secret = *secret,
        .session_token = environment_("AWS_SESSION_TOKEN").value_or("")};
    return KeySearch{.found = FoundKey{.key = std::move(key)}};
}

}  // namespace sosw::aws
