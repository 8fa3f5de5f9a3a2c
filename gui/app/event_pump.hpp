#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/time.hpp"

/// Events of the window, in such portions that ImGui misses none.
///
/// ImGui 1.86 looks at the keyboard once per frame: a key that goes down and up between two frames
/// would never have been pressed. So a portion ends before an "up" that follows its "down".

namespace sosw::gui {

class EventPump {
public:
    EventPump();
    EventPump(const EventPump&) = delete;
    EventPump& operator=(const EventPump&) = delete;
    ~EventPump();

    struct Portion {
        bool any = false;  ///< Something happened that a frame should show.
        bool quit = false;
        std::vector<std::string> dropped{};  ///< Files.
    };
    /// Hands ImGui the next portion. Waits for one, at most `timeout`.
    Portion next(Duration timeout);
    /// Whether a portion is ready without waiting.
    bool waiting() const;

    /// Ends a wait; any thread.
    void wake() const;

private:
    struct Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace sosw::gui
