#include "gui/app/event_pump.hpp"

#include <deque>

#include <SDL2/SDL.h>
#include <imgui.h>
#include <imgui_impl_sdl.h>

namespace sosw::gui {

struct EventPump::Parts {
    std::deque<SDL_Event> held_back{};
    Uint32 wake_event = 0;
};

namespace {

bool is_down(const SDL_Event& event) {
    return event.type == SDL_KEYDOWN || event.type == SDL_MOUSEBUTTONDOWN;
}

bool is_up(const SDL_Event& event) {
    return event.type == SDL_KEYUP || event.type == SDL_MOUSEBUTTONUP;
}

void drop(const SDL_Event& event, EventPump::Portion& portion) {
    portion.dropped.emplace_back(event.drop.file);
    SDL_free(event.drop.file);
}

void take(const SDL_Event& event, EventPump::Portion& portion) {
    portion.any = true;
    const bool closed =
        event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_CLOSE;
    portion.quit = portion.quit || event.type == SDL_QUIT || closed;
    if (event.type == SDL_DROPFILE) {
        drop(event, portion);
    }
    ImGui_ImplSDL2_ProcessEvent(&event);
    if (event.type == SDL_KEYDOWN || event.type == SDL_KEYUP) {
        // ImGui asks SDL what is held now; what was held then stands in the event.
        ImGui::GetIO().KeyCtrl = (event.key.keysym.mod & KMOD_CTRL) != 0;
        ImGui::GetIO().KeyShift = (event.key.keysym.mod & KMOD_SHIFT) != 0;
        ImGui::GetIO().KeyAlt = (event.key.keysym.mod & KMOD_ALT) != 0;
    }
}

}  // namespace

EventPump::EventPump() : parts_{std::make_unique<Parts>()} {
    parts_->wake_event = SDL_RegisterEvents(1);
}

EventPump::~EventPump() = default;

EventPump::Portion EventPump::next(Duration timeout) {
    std::deque<SDL_Event>& held_back = parts_->held_back;
    SDL_Event event;
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count();
    if (held_back.empty() && SDL_WaitEventTimeout(&event, static_cast<int>(milliseconds)) == 1) {
        held_back.push_back(event);
    }
    while (SDL_PollEvent(&event) == 1) {
        held_back.push_back(event);
    }
    Portion portion;
    bool went_down = false;
    while (!held_back.empty() && !(went_down && is_up(held_back.front()))) {
        went_down = went_down || is_down(held_back.front());
        take(held_back.front(), portion);
        held_back.pop_front();
    }
    return portion;
}

bool EventPump::waiting() const { return !parts_->held_back.empty(); }

void EventPump::wake() const {
    SDL_Event event{};
    event.type = parts_->wake_event;
    SDL_PushEvent(&event);
}

}  // namespace sosw::gui
