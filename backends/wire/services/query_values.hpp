#pragma once

#include <string>
#include <string_view>

#include "backends/wire/services/service_error.hpp"
#include "backends/wire/services/value.hpp"
#include "backends/wire/uri.hpp"
#include "core/base/result.hpp"

/// AWS's query protocol: parameters in a form or a query string, answers in XML.
///
/// `Dimensions.member.1.Name=a` is the field `Name` of the first item of the list `Dimensions`;
/// a map is a list of `entry`s with `key` and `value`. All values are texts.

namespace sosw::wire {

/// Errors: `MalformedInput` for names nested deeper than any service has them.
Result<Value> read_query_structure(const QueryParameters& parameters);

/// `<NAMEResponse xmlns=…><NAMEResult>…</NAMEResult><ResponseMetadata><RequestId>…`; an answer
/// without anything to say (null) has no result element.
std::string write_query_answer(
    std::string_view operation,
    std::string_view xmlns,
    const Value& output,
    std::string_view request_id
);

/// `<ErrorResponse xmlns=…><Error><Type>Sender</Type><Code>…`.
std::string write_query_error(
    const ServiceError& error, std::string_view xmlns, std::string_view request_id
);

}  // namespace sosw::wire
