#include <array>
#include <cstddef>
#include <string_view>

#include "gui/model/moment.hpp"
#include "gui/model/run_view.hpp"

namespace sosw::gui {

std::string_view to_string(LogKind kind) {
    constexpr std::array<std::string_view, 7> kNames{
        "fault", "throttle", "error", "dead", "limit race", "violation", "rule"};
    return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view to_string(TaskState state) {
    constexpr std::array<std::string_view, kTaskStates> kNames{
        "queued", "running", "cooldown", "expired", "retry", "completed", "dead", "invalid"};
    return kNames.at(static_cast<std::size_t>(state));
}

}  // namespace sosw::gui
