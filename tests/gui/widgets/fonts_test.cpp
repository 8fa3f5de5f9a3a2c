#include "gui/widgets/fonts.hpp"

#include <gtest/gtest.h>
#include <imgui.h>

#include "tests/gui/support/headless.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::gui {
namespace {

TEST(Fonts, AFontIsFoundInTheFirstFolderThatHasIt) {
    const sosw::test::TemporaryFolder folder;
    const std::string path = folder.write("a.ttf", "");
    EXPECT_EQ(find_font({"/nowhere", folder.path(".")}, "a.ttf"), folder.path(".") + "/a.ttf");
    EXPECT_EQ(find_font({"/nowhere"}, "a.ttf"), "");
}

TEST(Fonts, TheBuiltInOneServesWhereThereIsNoOther) {
    const test::Headless gui;
    Theme theme = make_theme(Shade::Dark, 2);
    load_fonts(theme, {"/nowhere"});
    ASSERT_TRUE(ImGui::GetIO().Fonts->Build());
    EXPECT_NE(theme.mono, nullptr);
    EXPECT_NE(theme.regular->FindGlyphNoFallback(U'a'), nullptr);
}

TEST(Fonts, LettersGrowWithTheScale) {
    const test::Headless gui;
    Theme theme = make_theme(Shade::Dark, 2);
    load_fonts(theme);
    ASSERT_TRUE(ImGui::GetIO().Fonts->Build());
    EXPECT_EQ(theme.regular->FontSize, 28);
}

}  // namespace
}  // namespace sosw::gui
