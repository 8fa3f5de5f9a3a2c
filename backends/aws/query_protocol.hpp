#pragma once

#include <string>
#include <string_view>

#include "backends/wire/http_message.hpp"
#include "core/base/result.hpp"

// NOLINTBEGIN(readability-identifier-naming): pugixml's names.
namespace pugi {
class xml_document;
class xml_node;
}  // namespace pugi
// NOLINTEND(readability-identifier-naming)

/// AWS's query protocol as a client speaks it: a form goes out, XML comes back.

namespace sosw::aws {

/// The parameters of one request, added in any order.
class QueryForm {
public:
    /// `version` is the API's: `2010-08-01`.
    QueryForm(std::string_view action, std::string_view version);

    void add(std::string_view name, std::string_view value);
    /// Nothing where `value` is empty.
    void add_some(std::string_view name, std::string_view value);
    /// The shortest text that reads back as the same double; `NaN`, `Infinity`, `-Infinity`.
    void add_number(std::string_view name, double value);

    wire::HttpRequest request() const;

private:
    std::string body_;
};

/// `PREFIX.member.N`, counted from 1.
std::string member_name(std::string_view prefix, std::size_t index);

/// The element `OPERATIONResult` in the answer, which `document` holds from now on.
///
/// Errors: `OutcomeUnknown` where it is no XML, or has no such element.
Result<pugi::xml_node> read_query_result(
    pugi::xml_document& document, std::string_view body, const std::string& operation
);

/// The error that the element `Error` of an answer tells of; by its status where there is none.
Error error_of_xml(const wire::HttpResponse& response, const pugi::xml_node& error);

/// The error that an answer other than 2xx tells of.
Error read_query_error(const wire::HttpResponse& response);

}  // namespace sosw::aws
