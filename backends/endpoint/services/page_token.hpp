#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sosw::endpoint {

/// A `NextToken` that holds where the next page begins: nothing a caller could read anything into.
std::string make_page_token(std::string_view position);

/// What `make_page_token` was given, or nothing where the text is none of its tokens.
std::optional<std::string> read_page_token(std::string_view token);

}  // namespace sosw::endpoint
