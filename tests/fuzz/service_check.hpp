#pragma once

#include <string_view>

#include "backends/endpoint/http_service.hpp"

namespace sosw::fuzz {

/// Sends `input` to a service that speaks AWS JSON: its first line is the operation, the rest the
/// body. Aborts unless there is one answer, at once, whose body is JSON, and which is a success or
/// an error of the client's with a name: a status of 500 is a finding.
void send_json(
    endpoint::HttpService& service, std::string_view target_prefix, std::string_view input
);

}  // namespace sosw::fuzz
