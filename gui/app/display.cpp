#include "gui/app/display.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include <GL/gl.h>
#include <SDL2/SDL.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl.h>

#include "gui/widgets/keys.hpp"

namespace sosw::gui {

namespace {

static_assert(static_cast<int>(Key::A) == SDL_SCANCODE_A);
static_assert(static_cast<int>(Key::F1) == SDL_SCANCODE_F1);
static_assert(static_cast<int>(Key::Up) == SDL_SCANCODE_UP);
static_assert(static_cast<int>(Key::LeftShift) == SDL_SCANCODE_LSHIFT);

constexpr float kOrdinaryDpi = 96;
constexpr const char* kGlsl = "#version 330 core";

[[noreturn]] void fail(const char* what) {
    throw std::runtime_error(fmt::format(
        "{}: {}. Without a display, --screenshot FILE draws into a file; sosw run and sosw report"
        " need neither a display nor OpenGL",
        what,
        SDL_GetError()
    ));
}

class Sdl {
public:
    explicit Sdl(bool visible) {
        const char* const driver = std::getenv("SDL_VIDEODRIVER");
        if (!visible && (driver == nullptr || *driver == '\0')) {
            SDL_SetHint(SDL_HINT_VIDEODRIVER, "offscreen");
        }
        SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
        if (SDL_Init(SDL_INIT_VIDEO) != 0) {
            fail("there is no display");
        }
    }
    Sdl(const Sdl&) = delete;
    Sdl& operator=(const Sdl&) = delete;
    ~Sdl() { SDL_Quit(); }
};

/// By the density of the display that the window would open on, in steps of a quarter.
float scale_of_display() {
    float dpi = 0;
    if (SDL_GetDisplayDPI(0, nullptr, &dpi, nullptr) != 0 || dpi <= 0) {
        return 1;
    }
    return std::clamp(std::round(dpi / kOrdinaryDpi * 4) / 4, 1.0F, 4.0F);
}

struct WindowDeleter {
    void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
};
using Window = std::unique_ptr<SDL_Window, WindowDeleter>;

void ask_for_opengl() {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
}

Window make_window(const DisplayOptions& options, float scale) {
    ask_for_opengl();
    const auto pixels = [&](int points) {
        return static_cast<int>(std::lround(static_cast<float>(points) * scale));
    };
    const Uint32 flags = SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI |
                         (options.visible ? SDL_WINDOW_SHOWN : SDL_WINDOW_HIDDEN);
    Window window{SDL_CreateWindow(
        options.title.c_str(),
        SDL_WINDOWPOS_CENTERED,
        SDL_WINDOWPOS_CENTERED,
        pixels(options.size.width),
        pixels(options.size.height),
        flags
    )};
    if (window == nullptr) {
        fail("no window can be opened");
    }
    return window;
}

class Context {
public:
    explicit Context(SDL_Window* window) : context_{SDL_GL_CreateContext(window)} {
        if (context_ == nullptr) {
            fail("there is no OpenGL 3.3");
        }
        SDL_GL_MakeCurrent(window, context_);
        SDL_GL_SetSwapInterval(1);
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() { SDL_GL_DeleteContext(context_); }

    SDL_GLContext get() const { return context_; }

private:
    SDL_GLContext context_;
};

class Gui {
public:
    Gui(SDL_Window* window, SDL_GLContext context) {
        ImGui::CreateContext();
        ImGui::GetIO().IniFilename = nullptr;
        ImGui::GetIO().ConfigWindowsMoveFromTitleBarOnly = true;
        ImGui_ImplSDL2_InitForOpenGL(window, context);
        ImGui_ImplOpenGL3_Init(kGlsl);
    }
    Gui(const Gui&) = delete;
    Gui& operator=(const Gui&) = delete;
    ~Gui() {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui_ImplSDL2_Shutdown();
        ImGui::DestroyContext();
    }
};

}  // namespace

struct Display::Parts {
    explicit Parts(const DisplayOptions& options)
        : sdl{options.visible},
          scale{options.scale.value_or(options.visible ? scale_of_display() : 1)},
          window{make_window(options, scale)},
          context{window.get()},
          gui{window.get(), context.get()} {}

    Sdl sdl;
    float scale;
    Window window;
    Context context;
    Gui gui;
};

Display::Display(const DisplayOptions& options) : parts_{std::make_unique<Parts>(options)} {}

Display::~Display() = default;

float Display::scale() const { return parts_->scale; }

PictureSize Display::size() const {
    PictureSize size;
    SDL_GetWindowSize(parts_->window.get(), &size.width, &size.height);
    const auto points = [&](int pixels) {
        return static_cast<int>(std::lround(static_cast<float>(pixels) / parts_->scale));
    };
    return {.width = points(size.width), .height = points(size.height)};
}

void Display::begin_frame() {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplSDL2_NewFrame();
    ImGui::NewFrame();
}

void Display::end_frame(Colour background) {
    ImGui::Render();
    const ImDrawData& data = *ImGui::GetDrawData();
    const ImVec4 colour = ImGui::ColorConvertU32ToFloat4(background);
    glViewport(
        0,
        0,
        static_cast<int>(data.DisplaySize.x * data.FramebufferScale.x),
        static_cast<int>(data.DisplaySize.y * data.FramebufferScale.y)
    );
    glClearColor(colour.x, colour.y, colour.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Display::present() { SDL_GL_SwapWindow(parts_->window.get()); }

Picture Display::picture() const {
    Picture picture;
    SDL_GL_GetDrawableSize(parts_->window.get(), &picture.width, &picture.height);
    const auto row = static_cast<std::size_t>(picture.width) * 3;
    picture.pixels.resize(row * static_cast<std::size_t>(picture.height));
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    for (int y = 0; y < picture.height; ++y) {  // OpenGL counts rows from the bottom.
        std::uint8_t* const to =
            picture.pixels.data() + row * static_cast<std::size_t>(picture.height - 1 - y);
        glReadPixels(0, y, picture.width, 1, GL_RGB, GL_UNSIGNED_BYTE, to);
    }
    return picture;
}

void Display::renew_fonts() { ImGui_ImplOpenGL3_DestroyDeviceObjects(); }

}  // namespace sosw::gui
