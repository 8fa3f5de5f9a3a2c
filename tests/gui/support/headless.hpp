#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gui/widgets/geometry.hpp"
#include "gui/widgets/keys.hpp"
#include "gui/widgets/theme.hpp"

namespace sosw::gui::test {

/// ImGui without a window and without a renderer: mouse and keys are put in, frame by frame, and
/// triangles come out.
///
/// A press and its release fall into different frames, as they do for people.
class Headless {
public:
    explicit Headless(float width = 1600, float height = 1000, Shade shade = Shade::Dark);
    Headless(const Headless&) = delete;
    Headless& operator=(const Headless&) = delete;
    ~Headless();

    Theme theme{};

    /// What one frame shows; the same for all that follow.
    std::function<void()> draw{};
    void frame();
    void frames(int count);

    /// Within a frame: draws `contents` in a window as large as the display.
    void window(const char* name, const std::function<void()>& contents) const;

    void move(Spot spot);
    void press(Spot spot);
    void release();
    void click(Spot spot);
    /// Less than ImGui's time for a double click lies between the two.
    void double_click(Spot spot);
    /// Presses at `from`, moves in steps, and releases at `to`.
    void drag(Spot from, Spot to);
    void wheel(Spot spot, float notches);

    void key(Key key);
    void hold(Key key, int frames);
    /// Control or Shift, with `key`.
    void chord(Key modifier, Key key);
    void set_shift(bool down);
    void type(const std::string& text);
    /// Presses the item whose ID is made of `path`: the names of windows and of pushed IDs, and
    /// last its label.
    void activate(const std::string& window, const std::vector<std::string>& path);

    int corners() const;      ///< Of the triangles of the last frame.
    int corners_max() const;  ///< Of the largest list that one call draws.
};

}  // namespace sosw::gui::test
