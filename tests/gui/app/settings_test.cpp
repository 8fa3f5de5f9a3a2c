#include "gui/app/settings.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

namespace sosw::gui {
namespace {

TEST(Settings, ComeBackAsTheyWere) {
    const sosw::test::TemporaryFolder folder;
    const std::string path = folder.path("a/b/dashboard.conf");
    save_settings(
        {.size = {1280, 720}, .shade = Shade::Light, .beside = 0.5F, .above = 0.25F}, path
    );
    const Settings settings = load_settings(path);
    EXPECT_EQ(settings.size.width, 1280);
    EXPECT_EQ(settings.size.height, 720);
    EXPECT_EQ(settings.shade, Shade::Light);
    EXPECT_FLOAT_EQ(settings.beside, 0.5F);
    EXPECT_FLOAT_EQ(settings.above, 0.25F);
    EXPECT_FALSE(settings.first_start);
}

TEST(Settings, WithoutAFileItIsTheFirstStart) {
    EXPECT_TRUE(load_settings("/nowhere/dashboard.conf").first_start);
}

TEST(Settings, NonsenseIsPassedOver) {
    const Settings settings = parse_settings("width=-3\nheight=tall\nbeside=7\nnoise\n=\n");
    EXPECT_EQ(settings.size.width, PictureSize{}.width);
    EXPECT_EQ(settings.size.height, PictureSize{}.height);
    EXPECT_FLOAT_EQ(settings.beside, Settings{}.beside);
}

}  // namespace
}  // namespace sosw::gui
