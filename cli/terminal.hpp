#pragma once

/// What standard output and standard error are connected to.

namespace sosw::cli {

enum class Stream { Output, Error };

bool is_terminal(Stream stream);

/// Whether colours are wanted: a terminal that has them, and no `NO_COLOR` (https://no-color.org).
bool wants_colours(Stream stream);

/// Characters per line of a terminal; 100 where it is none.
int width(Stream stream);

}  // namespace sosw::cli
