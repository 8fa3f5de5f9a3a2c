#include "backends/aws/json_client.hpp"

#include <utility>

#include <simdjson.h>

#include "backends/wire/json_fields.hpp"
#include "backends/wire/services/json_values.hpp"

namespace sosw::aws {

namespace {

Error read_error(const wire::HttpResponse& response) {
    simdjson::dom::parser parser;
    simdjson::dom::object json;
    return parser.parse(response.body).get(json) == simdjson::SUCCESS
               ? wire::error_of_json(response, json)
               : wire::error_of_status(response);
}

}  // namespace

JsonClient::JsonClient(
    std::string prefix,
    const AwsAccess& access,
    const Random& random,
    ServiceAddress address,
    const RetryOptions& retries
)
    : prefix_{std::move(prefix)},
      client_{access, random.fork("retries"), std::move(address), &read_error, retries} {}

Result<wire::Parameters> JsonClient::call(
    std::string_view operation, const wire::Value& input, Effect effect
) {
    const wire::HttpRequest request{
        .method = "POST",
        .target = "/",
        .headers =
            {{"Content-Type", "application/x-amz-json-1.1"},
             {"X-Amz-Target", (prefix_ + ".").append(operation)}},
        .body = wire::write_json(input)};
    const wire::HttpResponse response = TRY(client_.call(request, effect));
    Result<wire::Value> answer = wire::read_json_structure(response.body);
    if (!answer) {
        const Failure unreadable = wire::unreadable(operation);
        return fail(settled(unreadable.value(), effect));
    }
    return wire::Parameters{*std::move(answer), wire::Typing::Typed};
}

}  // namespace sosw::aws
