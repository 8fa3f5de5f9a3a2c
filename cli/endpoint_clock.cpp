#include "cli/endpoint_clock.hpp"

#include <optional>
#include <stdexcept>
#include <utility>

#include "core/base/result.hpp"
#include "core/ports/attribute_value.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::cli {

namespace {

std::optional<Timestamp> read_now(const std::string& body) {
    const Result<AttributeValue> page = parse_json(body);
    const Map* object = page ? page->get_if<Map>() : nullptr;
    const AttributeValue* now = object != nullptr ? object->find("now") : nullptr;
    const auto text = now != nullptr ? now->as_string() : std::nullopt;
    return text ? parse_timestamp(*text) : std::nullopt;
}

}  // namespace

EndpointClock::EndpointClock(aws::ServiceUrl url)
    : url_{std::move(url)}, transport_{{.answer_timeout = std::chrono::seconds{10}}} {}

Timestamp EndpointClock::now() const {
    const auto answer = transport_.send(url_, {.target = "/_sosw/clock"});
    if (!answer) {
        throw std::runtime_error{to_string(answer.error())};
    }
    const std::optional<Timestamp> now = read_now(answer->body);
    if (!now) {
        throw std::runtime_error{url_.text() + "/_sosw/clock tells no time"};
    }
    return *now;
}

}  // namespace sosw::cli
