#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

/// What is wrong with a person's input: all of it at once, each with its place and the remedy.
///
/// Printed as `burst.json:14:9: expected ':'` for syntax and `burst.json: /workload/2/rate:
/// expected a rate such as "20/min", found "fast"` for meaning.

namespace sosw {

struct Diagnostic {
    std::string file;                     ///< As the user named it.
    std::string pointer{};                ///< JSON pointer, for problems of meaning.
    std::optional<std::size_t> line{};    ///< From 1, for problems of syntax.
    std::optional<std::size_t> column{};  ///< From 1.
    std::string message;                  ///< What is wrong and what to do.
};

using Diagnostics = std::vector<Diagnostic>;

template <typename T>
using Checked = tl::expected<T, Diagnostics>;

/// One line, without a newline.
std::string to_string(const Diagnostic& diagnostic);

}  // namespace sosw
