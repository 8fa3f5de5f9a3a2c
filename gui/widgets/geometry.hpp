#pragma once

#include <cstdint>

/// Places on the screen, in pixels from its upper left corner, and colours as ImGui packs them.

namespace sosw::gui {

/// Red in the lowest byte, then green, blue and opacity.
using Colour = std::uint32_t;

constexpr Colour rgb(std::uint32_t hex) {
    return 0xff000000U | ((hex & 0xffU) << 16U) | (hex & 0xff00U) | (hex >> 16U);
}

struct Spot {
    float x = 0;
    float y = 0;
};

struct Box {
    float left = 0;
    float top = 0;
    float right = 0;
    float bottom = 0;

    constexpr float width() const { return right - left; }
    constexpr float height() const { return bottom - top; }
    constexpr float middle() const { return (top + bottom) / 2; }
    constexpr bool holds(Spot spot) const {
        return spot.x >= left && spot.x < right && spot.y >= top && spot.y < bottom;
    }
};

}  // namespace sosw::gui
