#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

#include "tests/cli/process.hpp"
#include "tests/support/temporary_folder.hpp"

/// Pictures that the program draws where there is no display.

namespace sosw::gui {
namespace {

using ::testing::HasSubstr;

struct Pixels {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> bytes{};

    std::array<int, 3> at(std::size_t x, std::size_t y) const {
        const std::uint8_t* const pixel = bytes.data() + (y * width + x) * 3;
        return {pixel[0], pixel[1], pixel[2]};
    }
};

Pixels read_png(const std::string& path) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_file(&image, path.c_str()) == 0) {
        ADD_FAILURE() << image.message;
        return {};
    }
    image.format = PNG_FORMAT_RGB;
    Pixels pixels{.width = image.width, .height = image.height};
    pixels.bytes.resize(PNG_IMAGE_SIZE(image));
    png_image_finish_read(&image, nullptr, pixels.bytes.data(), 0, nullptr);
    return pixels;
}

bool near(const std::array<int, 3>& a, const std::array<int, 3>& b) {
    return std::abs(a[0] - b[0]) + std::abs(a[1] - b[1]) + std::abs(a[2] - b[2]) <= 6;
}

/// How many pixels within the box have the colour.
std::size_t count(
    const Pixels& pixels, std::array<std::size_t, 4> box, const std::array<int, 3>& colour
) {
    std::size_t found = 0;
    for (std::size_t y = box[1]; y < box[3]; ++y) {
        for (std::size_t x = box[0]; x < box[2]; ++x) {
            found += near(pixels.at(x, y), colour) ? 1 : 0;
        }
    }
    return found;
}

constexpr std::array<int, 3> kBad{0xd5, 0x5e, 0x00};
constexpr std::array<int, 3> kGood{0x56, 0xb4, 0xe9};
constexpr std::array<int, 3> kHigh{0x00, 0x72, 0xb2};
constexpr std::array<std::size_t, 4> kTimeline{0, 50, 1100, 700};

class Screenshot : public ::testing::Test {
protected:
    Screenshot() {
        // What graphics drivers keep until the end is not ours.
        setenv("LSAN_OPTIONS", "detect_leaks=0", 1);
        setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
        unsetenv("DISPLAY");
        unsetenv("WAYLAND_DISPLAY");
    }

    cli::Finished run(std::vector<std::string> arguments) {
        arguments.insert(
            arguments.begin(), {"gui", "scenarios/rds_cpu_spike.json", "--screenshot", path_}
        );
        return cli::run_sosw(arguments);
    }
    Pixels picture(const std::vector<std::string>& arguments) {
        const cli::Finished finished = run(arguments);
        EXPECT_EQ(finished.exit_code, 0) << finished.err;
        return read_png(path_);
    }

    sosw::test::TemporaryFolder folder_;
    std::string path_ = folder_.path("a.png");
};

TEST_F(Screenshot, HasTheColoursOfTheStatuses) {
    const Pixels pixels = picture({});
    ASSERT_EQ(pixels.width, 1600U);
    ASSERT_EQ(pixels.height, 1000U);
    EXPECT_GT(count(pixels, kTimeline, kBad), 1'000U);
    EXPECT_GT(count(pixels, kTimeline, kGood), 2'000U);
    EXPECT_GT(count(pixels, kTimeline, kHigh), 1'000U);
}

TEST_F(Screenshot, IsNotBlank) {
    const Pixels pixels = picture({});
    std::set<std::array<int, 3>> colours;
    for (std::size_t y = 0; y < pixels.height; y += 3) {
        for (std::size_t x = 0; x < pixels.width; x += 3) {
            colours.insert(pixels.at(x, y));
        }
    }
    EXPECT_GT(colours.size(), 100U);
}

TEST_F(Screenshot, IsTheSameEachTime) {
    const Pixels first = picture({"--at", "75m"});
    const Pixels second = picture({"--at", "75m"});
    // The toolbar tells how long the run took.
    const auto below = [](const Pixels& pixels) {
        return std::vector<std::uint8_t>(
            pixels.bytes.begin() + static_cast<std::ptrdiff_t>(pixels.width * 60 * 3),
            pixels.bytes.end()
        );
    };
    EXPECT_TRUE(below(first) == below(second));
}

TEST_F(Screenshot, TheLightThemeIsLight) {
    const Pixels pixels = picture({"--theme", "light"});
    EXPECT_GT(pixels.at(1, 1)[0], 200);
}

TEST_F(Screenshot, AScaleMakesThePictureLarger) {
    const Pixels pixels = picture({"--scale", "2", "--size", "1000x700"});
    EXPECT_EQ(pixels.width, 2000U);
    EXPECT_EQ(pixels.height, 1400U);
}

TEST_F(Screenshot, ATunedRunHasAGhost) {
    const std::array<int, 3> ghost{0x8a, 0x94, 0xa0};
    const std::array<std::size_t, 4> running{230, 320, 1100, 450};
    const std::size_t before = count(picture({}), running, ghost);
    const std::size_t after =
        count(picture({"--tune", "some_function/SomeDBCPU/3=40"}), running, ghost);
    EXPECT_GT(after, before + 50);
}

TEST_F(Screenshot, EachWrongOptionHasARemedy) {
    const cli::Finished finished = run({"--size", "large", "--at", "noon"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("1600x1000"));
    EXPECT_THAT(finished.err, HasSubstr("45m"));
}

TEST_F(Screenshot, ALabourerThatIsNotThereIsTold) {
    const cli::Finished finished = run({"--select", "some_funtion"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("Did you mean \"some_function\"?"));
}

TEST_F(Screenshot, AScenarioThatIsWrongIsTold) {
    const cli::Finished finished = run({"--set", "/duration=long"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("/duration"));
}

TEST(Window, WithoutADisplayTheMessageSaysWhatToDo) {
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    setenv("SDL_VIDEODRIVER", "x11", 1);
    const cli::Finished finished = cli::run_sosw({"gui"});
    unsetenv("SDL_VIDEODRIVER");
    EXPECT_EQ(finished.exit_code, 3);
    EXPECT_THAT(finished.err, HasSubstr("--screenshot"));
}

}  // namespace
}  // namespace sosw::gui
