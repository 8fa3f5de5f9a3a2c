#include "gui/panels/greenfield.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>
#include <imgui.h>

#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

constexpr std::size_t kManyDots = 3'000;  // From here on they are squares, which cost less.

struct Zone {
    TaskState state;
    const char* name;
    float share;  ///< Of the width.
};
/// From small greenfields to large ones. The running ones are at the right, the newest last.
constexpr std::array<Zone, 4> kZones{{
    {TaskState::Queued, "queue", 0.40F},
    {TaskState::Expired, "expired", 0.12F},
    {TaskState::Cooldown, "cooldown", 0.18F},
    {TaskState::Running, "running", 0.30F},
}};

std::int64_t count_of(const GreenfieldAxis& axis, TaskState state) {
    return axis.counts[static_cast<std::size_t>(state)];
}

Box zone_box(const Box& box, TaskState state) {
    float left = box.left;
    for (const Zone& zone : kZones) {
        const float right = left + zone.share * box.width();
        if (zone.state == state) {
            return {left, box.top, right, box.bottom};
        }
        left = right;
    }
    return box;
}

/// 0 … 1 within the zone of its state.
double place_in_zone(
    const GreenfieldAxis& axis, const LabourerInfo& info, const GreenfieldDot& dot
) {
    const double duration = std::max(to_seconds(info.duration), 1.0);
    const double cooldown = std::max(to_seconds(info.cooldown), 1.0);
    const double age = -dot.place;
    switch (dot.state) {
        case TaskState::Queued: {
            const double span = axis.queue_high - axis.queue_low;
            return span > 0 ? (dot.place - axis.queue_low) / span : 0.5;
        }
        case TaskState::Running:
            return 1 - age / duration;
        case TaskState::Cooldown:
            return 1 - (age - duration) / cooldown;
        default:
            return 1 - (age - duration - cooldown) / (duration + cooldown);
    }
}

void draw_zone(const Theme& theme, const GreenfieldAxis& axis, const Zone& zone, const Box& box) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Box part = zone_box(box, zone.state);
    const Colour colour = state_colour(theme, zone.state);
    list.AddRectFilled({part.left, part.top}, {part.right, part.bottom}, faded(colour, 0.10F));
    list.AddRectFilled({part.left, part.bottom - theme.px(3)}, {part.right, part.bottom}, colour);
    list.AddLine({part.left, part.top}, {part.left, part.bottom}, theme.rule);
    const std::string text = fmt::format("{} {}", zone.name, grouped(count_of(axis, zone.state)));
    list.AddText({part.left + theme.px(6), part.top + theme.px(4)}, theme.ink, text.c_str());
}

/// What the borders of the zones are on sosw's axis.
void draw_borders(const Theme& theme, const LabourerInfo& info, const Box& box) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ImGui::PushFont(theme.small);
    const auto label = [&](float x, const std::string& text, float align) {
        const float width = ImGui::CalcTextSize(text.c_str()).x;
        list.AddText({x - width * align, box.bottom + theme.px(2)}, theme.soft, text.c_str());
    };
    label(box.left, "oldest", 0);
    label(zone_box(box, TaskState::Expired).left, "start: now", 0.5F);
    label(zone_box(box, TaskState::Cooldown).left, "expired", 0.5F);
    label(
        zone_box(box, TaskState::Running).left,
        fmt::format("{} old", short_time(info.duration)),
        0.5F
    );
    label(box.right, "invoked now", 1);
    ImGui::PopFont();
}

/// Dots that meet in one column are stacked.
void place_dots(
    const Theme& theme,
    const GreenfieldAxis& axis,
    const LabourerInfo& info,
    const Box& box,
    GreenfieldView& view
) {
    view.dots.clear();
    const float size = theme.px(7);
    const float floor = box.bottom - theme.px(9);
    const float room = std::max(size, floor - box.top - theme.px(26));
    std::unordered_map<int, int> stacks;
    for (std::size_t index = 0; index < axis.dots.size(); ++index) {
        const GreenfieldDot& dot = axis.dots[index];
        const Box zone = zone_box(box, dot.state);
        const double fraction = std::clamp(place_in_zone(axis, info, dot), 0.0, 1.0);
        const float inner = std::max(zone.width() - size * 2, 1.0F);
        const float x = zone.left + size + static_cast<float>(fraction) * inner;
        const int column = static_cast<int>(x / size);
        const int level = stacks[column]++;
        const float y = floor - std::fmod(static_cast<float>(level) * size, room);
        view.dots.push_back({.at = {(static_cast<float>(column) + 0.5F) * size, y}, .index = index}
        );
    }
}

void draw_dots(const Theme& theme, const GreenfieldAxis& axis, const GreenfieldView& view) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const bool many = view.dots.size() > kManyDots;
    const float radius = theme.px(many ? 2.2F : 3.0F);
    for (const GreenfieldView::Dot& dot : view.dots) {
        const Colour colour = state_colour(theme, axis.dots[dot.index].state);
        const ImVec2 from{dot.at.x - radius, dot.at.y - radius};
        const ImVec2 to{dot.at.x + radius, dot.at.y + radius};
        if (many) {
            list.AddRectFilled(from, to, colour);
        } else {
            list.AddCircleFilled({dot.at.x, dot.at.y}, radius, colour, 10);
        }
    }
}

const GreenfieldView::Dot* dot_at(const Theme& theme, const GreenfieldView& view, Spot spot) {
    const float reach = theme.px(7);
    const GreenfieldView::Dot* found = nullptr;
    float nearest = reach * reach;
    for (const GreenfieldView::Dot& dot : view.dots) {
        const float x = dot.at.x - spot.x;
        const float y = dot.at.y - spot.y;
        if (x * x + y * y < nearest) {
            nearest = x * x + y * y;
            found = &dot;
        }
    }
    return found;
}

void point_at_dot(
    const Theme& theme,
    const Snapshot& snapshot,
    const GreenfieldAxis& axis,
    GreenfieldView& view,
    Commands& commands
) {
    view.hovered.reset();
    const ImVec2 mouse = ImGui::GetMousePos();
    const GreenfieldView::Dot* dot =
        ImGui::IsItemHovered() ? dot_at(theme, view, {mouse.x, mouse.y}) : nullptr;
    if (dot == nullptr) {
        return;
    }
    const GreenfieldDot& task = axis.dots[dot->index];
    view.hovered = task.task;
    ImGui::GetWindowDrawList()->AddCircle(
        {dot->at.x, dot->at.y}, theme.px(6), theme.ink, 16, theme.px(1.5F)
    );
    const auto index = static_cast<std::size_t>(task.task - 1);
    const std::string id =
        index < snapshot.run->task_ids.size() ? snapshot.run->task_ids[index] : "";
    ImGui::SetTooltip(
        "task %lld  %s\n%s%s",
        static_cast<long long>(task.task),
        id.c_str(),
        std::string{to_string(task.state)}.c_str(),
        task.state == TaskState::Queued
            ? fmt::format(", greenfield {:.0f}", task.place).c_str()
            : fmt::format(", invoked {} ago", short_seconds(-task.place)).c_str()
    );
    if (ImGui::IsMouseClicked(0)) {
        commands.push(command::ShowTask{task.task});
    }
}

void draw_counts(const Theme& theme, const GreenfieldAxis& axis, const LabourerInfo& info) {
    heading(theme, info.name);
    ImGui::SameLine();
    std::string text = fmt::format(
        "beside the axis: {} in retry, {} completed, {} dead, {} invalid",
        grouped(count_of(axis, TaskState::Retry)),
        grouped(count_of(axis, TaskState::Completed)),
        grouped(count_of(axis, TaskState::Dead)),
        grouped(count_of(axis, TaskState::Invalid))
    );
    if (axis.omitted > 0) {
        text += fmt::format("; {} queued tasks are not drawn", grouped(axis.omitted));
    }
    soft_text(theme, text);
}

}  // namespace

Colour state_colour(const Theme& theme, TaskState state) {
    switch (state) {
        case TaskState::Queued:
            return theme.good;
        case TaskState::Running:
            return theme.accent;
        case TaskState::Cooldown:
            return theme.purple;
        case TaskState::Expired:
        case TaskState::Dead:
        case TaskState::Invalid:
            return theme.bad;
        case TaskState::Retry:
            return theme.orange;
        case TaskState::Completed:
            break;
    }
    return theme.soft;
}

void draw_greenfield(
    const Theme& theme,
    const Snapshot& snapshot,
    GreenfieldView& view,
    const Selection& selection,
    Commands& commands
) {
    if (snapshot.moment == nullptr || selection.labourer >= snapshot.moment->greenfield.size()) {
        soft_text(theme, "No labourer is selected.");
        return;
    }
    const GreenfieldAxis& axis = snapshot.moment->greenfield[selection.labourer];
    const LabourerInfo& info = snapshot.run->labourers[selection.labourer];
    draw_counts(theme, axis, info);
    const ImVec2 begin = ImGui::GetCursorScreenPos();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float labels = ImGui::GetTextLineHeight() + theme.px(2);
    const ImVec2 size{std::max(room.x, theme.px(200)), std::max(room.y, theme.px(60))};
    const Box box{begin.x, begin.y, begin.x + size.x, begin.y + size.y - labels};
    ImGui::InvisibleButton("greenfield", size);
    for (const Zone& zone : kZones) {
        draw_zone(theme, axis, zone, box);
    }
    draw_borders(theme, info, box);
    place_dots(theme, axis, info, box, view);
    draw_dots(theme, axis, view);
    point_at_dot(theme, snapshot, axis, view, commands);
}

}  // namespace sosw::gui
