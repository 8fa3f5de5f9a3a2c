#include "gui/app/picture.hpp"

#include <cstddef>

#include <fmt/format.h>
#include <png.h>

#include "core/base/ensure.hpp"

namespace sosw::gui {

std::string write_png(const Picture& picture, const std::string& path) {
    ENSURE(
        picture.pixels.size() ==
        static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3
    );
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(picture.width);
    image.height = static_cast<png_uint_32>(picture.height);
    image.format = PNG_FORMAT_RGB;
    const int written =
        png_image_write_to_file(&image, path.c_str(), 0, picture.pixels.data(), 0, nullptr);
    return written != 0 ? std::string{}
                        : fmt::format("{} cannot be written: {}", path, image.message);
}

}  // namespace sosw::gui
