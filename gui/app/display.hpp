#pragma once

#include <memory>
#include <string>

#include "gui/app/app_options.hpp"
#include "gui/app/picture.hpp"

/// The window, or what stands for one where there is no display.
///
/// Both go the same way: SDL with a video driver, an OpenGL 3.3 context, and ImGui's own backends.

namespace sosw::gui {

struct DisplayOptions {
    std::string title = "sosw";
    PictureSize size{};  ///< In points.
    bool visible = true;
    std::optional<float> scale{};  ///< Nothing: as the display says.
};

class Display {
public:
    /// Throws `std::runtime_error` with a message for users where there is no display or no OpenGL.
    explicit Display(const DisplayOptions& options);
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;
    ~Display();

    /// Of all distances and letters.
    float scale() const;
    /// The window's present size, in points.
    PictureSize size() const;

    void begin_frame();
    /// Draws what ImGui was told since `begin_frame`.
    void end_frame(Colour background);
    /// Shows the frame that was drawn.
    void present();
    /// The frame that was drawn; before it is presented.
    Picture picture() const;
    /// Call it after the atlas of fonts was rebuilt.
    void renew_fonts();

private:
    struct Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace sosw::gui
