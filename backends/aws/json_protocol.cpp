#include "backends/aws/json_protocol.hpp"

#include <utility>

#include <simdjson.h>

#include "backends/wire/json_fields.hpp"
#include "backends/wire/services/json_values.hpp"

namespace sosw::aws {

wire::HttpRequest json_request(std::string target, const wire::Value& parameters) {
    return {
        .method = "POST",
        .target = "/",
        .headers =
            {{"Content-Type", "application/x-amz-json-1.1"}, {"X-Amz-Target", std::move(target)}},
        .body = wire::write_json(parameters)};
}

Result<wire::Value> read_json_answer(const wire::HttpResponse& response) {
    Result<wire::Value> answer = wire::read_json_structure(response.body);
    if (!answer) {
        return wire::unreadable("whole");
    }
    return answer;
}

Error read_json_error(const wire::HttpResponse& response) {
    simdjson::dom::parser parser;
    simdjson::dom::object json;
    return parser.parse(response.body).get(json) == simdjson::SUCCESS
               ? wire::error_of_json(response, json)
               : wire::error_of_status(response);
}

}  // namespace sosw::aws
