#include "backends/aws/query_protocol.hpp"

#include <cmath>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "backends/wire/error_names.hpp"
#include "backends/wire/json_fields.hpp"
#include "backends/wire/uri.hpp"

namespace sosw::aws {

QueryForm::QueryForm(std::string_view action, std::string_view version) {
    add("Action", action);
    add("Version", version);
}

void QueryForm::add(std::string_view name, std::string_view value) {
    body_ += body_.empty() ? "" : "&";
    body_ += wire::percent_encode(name);
    body_ += '=';
    body_ += wire::percent_encode(value);
}

void QueryForm::add_some(std::string_view name, std::string_view value) {
    if (!value.empty()) {
        add(name, value);
    }
}

void QueryForm::add_number(std::string_view name, double value) {
    if (std::isnan(value)) {
        add(name, "NaN");
    } else if (std::isinf(value)) {
        add(name, value > 0 ? "Infinity" : "-Infinity");
    } else {
        add(name, fmt::format("{}", value));
    }
}

wire::HttpRequest QueryForm::request() const {
    return {
        .method = "POST",
        .target = "/",
        .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
        .body = body_};
}

std::string member_name(std::string_view prefix, std::size_t index) {
    return fmt::format("{}.member.{}", prefix, index + 1);
}

Result<pugi::xml_node> read_query_result(
    pugi::xml_document& document, std::string_view body, const std::string& operation
) {
    if (!document.load_buffer(body.data(), body.size())) {
        return wire::unreadable("whole");
    }
    const std::string result = operation + "Result";
    const pugi::xml_node found = document.document_element().child(result.c_str());
    if (!found) {
        return wire::unreadable(result);
    }
    return found;
}

Error error_of_xml(const wire::HttpResponse& response, const pugi::xml_node& error) {
    if (!error) {
        return wire::error_of_status(response);
    }
    const std::string name = error.child_value("Code");
    return {
        .code = wire::error_code_of(name, response.status),
        .name = name,
        .message = error.child_value("Message")};
}

Error read_query_error(const wire::HttpResponse& response) {
    pugi::xml_document document;
    return document.load_buffer(response.body.data(), response.body.size())
               ? error_of_xml(response, document.document_element().child("Error"))
               : wire::error_of_status(response);
}

}  // namespace sosw::aws
