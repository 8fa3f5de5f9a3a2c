#pragma once

#include <string>
#include <string_view>

#include "backends/wire/http_message.hpp"

/// Answers as the bytes of an HTTP/1.1 connection.

namespace sosw::endpoint {

enum class AfterAnswer { KeepConnection, CloseConnection };

/// What of the request decides how the answer is framed.
struct AnswerTo {
    bool is_head = false;  ///< The length is told, the body is not sent.
    AfterAnswer after = AfterAnswer::KeepConnection;
};

/// Appends status line, headers, and body to `out`. The length is added where the answer does not
/// tell one (of HEAD it may); line breaks in the values of headers become spaces.
void append_response(std::string& out, const wire::HttpResponse& response, AnswerTo to);

/// `OK`, `Not Found`; empty for codes that nobody uses.
std::string_view reason_phrase(int status);

}  // namespace sosw::endpoint
