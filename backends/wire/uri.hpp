#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Percent-encoding (RFC 3986) as AWS uses it.

namespace sosw::wire {

enum class Slash { Keep, Encode };
enum class Plus { Literal, Space };

/// Encodes every byte but `A-Z a-z 0-9 - . _ ~`, in upper-case hex.
std::string percent_encode(std::string_view text, Slash slash = Slash::Encode);

/// A `%` that no two hex digits follow stands for itself.
std::string percent_decode(std::string_view text, Plus plus = Plus::Literal);

using QueryParameters = std::vector<std::pair<std::string, std::string>>;

/// The decoded parameters of a query string or a form, in their order; `+` is a space. A name
/// without `=` has an empty value.
QueryParameters parse_query(std::string_view query);

}  // namespace sosw::wire
