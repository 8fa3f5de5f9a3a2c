#include "backends/aws/lambda_rest.hpp"

#include <memory>
#include <utility>

#include <simdjson.h>

#include "backends/wire/json_fields.hpp"
#include "backends/wire/uri.hpp"
#include "core/ports/lambda.hpp"

namespace sosw::aws {

Result<std::string> function_path(
    const std::string& function_name, std::string_view part, std::string_view version
) {
    if (function_name.empty()) {
        return fail(
            ErrorCode::InvalidRequest, "ValidationException", "The name of the function is empty"
        );
    }
    std::string path{"/"};
    path.append(version).append("/functions/").append(wire::percent_encode(function_name));
    return part.empty() ? path : path.append("/").append(part);
}

Error lambda_error_of(const wire::HttpResponse& response) {
    simdjson::dom::parser parser;
    simdjson::dom::object json;
    if (parser.parse(response.body).get(json) != simdjson::SUCCESS) {
        return wire::error_of_status(response);
    }
    Error error = wire::error_of_json(response, json);
    if (error.code == ErrorCode::Throttled) {
        auto detail = std::make_shared<InvokeThrottled>();
        detail->reason = wire::text_of(json, "Reason");
        error.details = std::move(detail);
    }
    return error;
}

}  // namespace sosw::aws
