#include "gui/app/event_pump.hpp"

#include <cstdlib>

#include <SDL2/SDL.h>
#include <gtest/gtest.h>
#include <imgui.h>

#include "gui/app/display.hpp"

// Read by the address sanitizer. What graphics drivers keep until the end is not ours.
extern "C" const char* __asan_default_options() {  // NOLINT(bugprone-reserved-identifier)
    return "detect_leaks=0";
}

namespace sosw::gui {
namespace {

using namespace std::chrono_literals;

void push_key(Uint32 type, SDL_Scancode scancode) {
    SDL_Event event{};
    event.type = type;
    event.key.keysym.scancode = scancode;
    SDL_PushEvent(&event);
}

class EventPumpTest : public ::testing::Test {
protected:
    Display display_{{.size = {640, 480}, .visible = false}};
    EventPump pump_;
};

TEST_F(EventPumpTest, AKeyThatGoesDownAndUpAtOnceIsSeenDownInOneFrame) {
    while (pump_.next(0s).any) {  // What the window itself had to tell.
    }
    push_key(SDL_KEYDOWN, SDL_SCANCODE_F1);
    push_key(SDL_KEYUP, SDL_SCANCODE_F1);
    pump_.next(0s);
    EXPECT_TRUE(ImGui::GetIO().KeysDown[SDL_SCANCODE_F1]);
    EXPECT_TRUE(pump_.waiting());
    pump_.next(0s);
    EXPECT_FALSE(ImGui::GetIO().KeysDown[SDL_SCANCODE_F1]);
    EXPECT_FALSE(pump_.waiting());
}

TEST_F(EventPumpTest, AWakeEndsTheWait) {
    while (pump_.next(0s).any) {
    }
    pump_.wake();
    EXPECT_TRUE(pump_.next(1min).any);
}

TEST_F(EventPumpTest, ClosingTheWindowIsToldAsTheEnd) {
    SDL_Event event{};
    event.type = SDL_QUIT;
    SDL_PushEvent(&event);
    EXPECT_TRUE(pump_.next(0s).quit);
}

TEST_F(EventPumpTest, ADroppedFileIsTold) {
    SDL_Event event{};
    event.type = SDL_DROPFILE;
    event.drop.file = SDL_strdup("a.json");
    SDL_PushEvent(&event);
    EXPECT_EQ(pump_.next(0s).dropped, std::vector<std::string>{"a.json"});
}

}  // namespace
}  // namespace sosw::gui
