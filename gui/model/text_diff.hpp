#pragma once

#include <string>

/// Two versions of a text as a unified diff.

namespace sosw::gui {

/// Three lines of context, as `diff -u` writes it, without times; empty where nothing differs. For
/// texts in which values were replaced, so that both have the same number of lines: otherwise
/// everything from the first to the last line that differs is one change.
std::string unified_diff(
    const std::string& file, const std::string& before, const std::string& after
);

}  // namespace sosw::gui
