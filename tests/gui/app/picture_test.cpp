#include "gui/app/picture.hpp"

#include <gtest/gtest.h>
#include <png.h>

#include "gui/app/dashboard_app.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::gui {
namespace {

TEST(Picture, IsWrittenAsPng) {
    const sosw::test::TemporaryFolder folder;
    const std::string path = folder.path("a.png");
    const Picture picture{
        .width = 2, .height = 2, .pixels = {255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9}};
    ASSERT_EQ(write_png(picture, path), "");

    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    ASSERT_NE(png_image_begin_read_from_file(&image, path.c_str()), 0);
    image.format = PNG_FORMAT_RGB;
    std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(image));
    ASSERT_NE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr), 0);
    EXPECT_EQ(pixels, picture.pixels);
}

TEST(Picture, AFolderThatIsNotThereIsTold) {
    const Picture picture{.width = 1, .height = 1, .pixels = {1, 2, 3}};
    EXPECT_NE(write_png(picture, "/nowhere/a.png"), "");
}

TEST(TunedThreshold, IsReadFromLabourerMetricStatusAndValue) {
    const auto tuned = parse_tuned("some/function/Cpu/3=42.5");
    ASSERT_TRUE(tuned.has_value());
    EXPECT_EQ(tuned->id.labourer, "some/function");
    EXPECT_EQ(tuned->id.metric, "Cpu");
    EXPECT_EQ(tuned->id.status, 3);
    EXPECT_EQ(tuned->value, 42.5);
}

TEST(TunedThreshold, AnythingElseIsNone) {
    for (const char* text : {"", "a", "a/b/3", "a/b/x=1", "a/b/3=", "b/3=1"}) {
        EXPECT_FALSE(parse_tuned(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace sosw::gui
