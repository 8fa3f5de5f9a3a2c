#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// A picture of the window.

namespace sosw::gui {

struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels{};  ///< Red, green, blue; the uppermost row first.
};

/// Writes a PNG file, and replaces what was there. Empty, or what went wrong.
std::string write_png(const Picture& picture, const std::string& path);

}  // namespace sosw::gui
