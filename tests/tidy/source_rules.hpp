#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Rules about our sources that the compiler does not know.
///
/// All libraries share one include root, so a header of a wrong folder would compile; and a wall
/// clock, `rand` or a real sleep would compile anywhere, but no run could be repeated after it.
/// Comments and literals never count.

namespace sosw::tidy {

struct Finding {
    std::size_t line = 0;  ///< Counted from 1.
    std::string message;   ///< What is wrong and what to do instead.
};

/// Checks one source. `path` is relative to the root of the project, with forward slashes; it
/// decides which rules hold.
std::vector<Finding> findings_in(std::string_view path, std::string_view text);

/// `text` with the contents of comments and literals replaced by spaces. Lines and columns stay
/// where they were.
std::string code_only(std::string_view text);

}  // namespace sosw::tidy
