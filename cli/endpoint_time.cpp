#include "cli/endpoint_time.hpp"

#include <optional>
#include <string>
#include <string_view>

#include "core/ports/attribute_value.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::cli {

namespace {

std::string text_of(const Map& object, std::string_view name) {
    const AttributeValue* value = object.find(name);
    return std::string{value != nullptr ? value->as_string().value_or("") : std::string_view{}};
}

}  // namespace

Result<EndpointTime> ask_endpoint_time(aws::HttpTransport& transport, const aws::ServiceUrl& url) {
    const wire::HttpResponse answer = TRY(transport.send(url, {.target = "/_sosw/clock"}));
    const Result<AttributeValue> page = parse_json(answer.body);
    const Map* object = page ? page->get_if<Map>() : nullptr;
    const auto mode =
        object != nullptr ? endpoint::parse_clock_mode(text_of(*object, "mode")) : std::nullopt;
    const auto now = object != nullptr ? parse_timestamp(text_of(*object, "now")) : std::nullopt;
    if (!mode || !now) {
        return fail(ErrorCode::NotFound, "", url.text() + "/_sosw/clock tells no time");
    }
    return EndpointTime{.mode = *mode, .now = *now};
}

}  // namespace sosw::cli
