#include "gui/widgets/threshold_line.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

void draw_dashes(const Box& box, float y, Stroke stroke, float dash) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    for (float x = box.left; x < box.right; x += dash * 2) {
        list.AddLine({x, y}, {std::min(x + dash, box.right), y}, stroke.colour, stroke.width);
    }
}

std::string name_of(const ThresholdLine& line) {
    std::string text = fmt::format(
        "{} {} {}", status_name(line.id.status), line.comparison, short_number(line.value)
    );
    if (line.value != line.original) {
        text += fmt::format("  (file: {})", short_number(line.original));
    }
    return text;
}

/// The name on a ground of its own, at the right edge above the line.
void draw_name(const Theme& theme, const Plot& plot, const ThresholdLine& line, float y) {
    ImGui::PushFont(line.dragged ? theme.bold : theme.small);
    const std::string text = name_of(line);
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    const float pad = theme.px(5);
    const Box& box = plot.box;
    const float right = box.right - theme.px(10);
    const float middle = std::clamp(y, box.top + size.y / 2 + 1, box.bottom - size.y / 2 - 1);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(
        {right - size.x - pad * 2, middle - size.y / 2 - 1},
        {right, middle + size.y / 2 + 1},
        status_colour(line.id.status),
        theme.px(4)
    );
    list.AddText(
        {right - size.x - pad, middle - size.y / 2}, on_status_colour(line.id.status), text.c_str()
    );
    ImGui::PopFont();
}

void draw_one(const Theme& theme, const Plot& plot, const ThresholdLine& line) {
    if (line.value != line.original) {
        draw_dashes(plot.box, plot.y(line.original), {theme.soft, 1}, theme.px(2));
    }
    const float y = plot.y(line.value);
    const float width = theme.px(line.focused || line.dragged ? 3.0F : 1.6F);
    const Colour ink = line.focused || line.dragged ? theme.ink : status_colour(line.id.status);
    draw_dashes(plot.box, y, {ink, width}, theme.px(7));
    draw_name(theme, plot, line, y);
}

}  // namespace

void draw_thresholds(
    const Theme& theme, const Plot& plot, const std::vector<ThresholdLine>& lines
) {
    const Box& box = plot.box;
    ImGui::PushClipRect({box.left, box.top}, {box.right, box.bottom}, true);
    for (const ThresholdLine& line : lines) {
        draw_one(theme, plot, line);
    }
    ImGui::PopClipRect();
}

std::optional<std::size_t> threshold_at(
    const Theme& theme, const Plot& plot, std::span<const ThresholdLine> lines, Spot spot
) {
    std::optional<std::size_t> found;
    float nearest = theme.px(7);
    for (std::size_t index = 0; plot.box.holds(spot) && index < lines.size(); ++index) {
        const float distance = std::abs(plot.y(lines[index].value) - spot.y);
        if (lines[index].movable && distance < nearest) {
            nearest = distance;
            found = index;
        }
    }
    return found;
}

double rounded_for(const Plot& plot, double value) {
    const double step =
        round_step(plot.values.span(), std::max(1, static_cast<int>(plot.box.height())));
    // Dividing by a whole number gives the decimal that a person would write.
    return step < 1 ? std::round(value / step) / std::round(1 / step)
                    : std::round(value / step) * step;
}

}  // namespace sosw::gui
