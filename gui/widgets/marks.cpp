#include "gui/widgets/marks.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <imgui.h>

#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

/// The next item's box, as wide as asked and as high as a line of text.
Box next_box(float width) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    return {
        .left = at.x,
        .top = at.y,
        .right = at.x + width,
        .bottom = at.y + ImGui::GetTextLineHeight()};
}

std::string status_text(std::optional<int> status) {
    return status ? fmt::format("{} {}", *status, status_name(status)) : status_name(status);
}

}  // namespace

float status_chip_width(const Theme& theme) {
    return ImGui::CalcTextSize("2 Moderate").x + theme.px(12);
}

void status_chip(const Theme& theme, std::optional<int> status) {
    const Box box = next_box(status_chip_width(theme));
    const std::string text = status_text(status);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 from{box.left, box.top - theme.px(1)};
    const ImVec2 to{box.right, box.bottom + theme.px(1)};
    if (status) {
        list.AddRectFilled(from, to, status_colour(*status), theme.px(4));
    } else {
        list.AddRect(from, to, theme.rule, theme.px(4));
    }
    list.AddText(
        {box.left + theme.px(6), box.top},
        status ? on_status_colour(*status) : theme.soft,
        text.c_str()
    );
    ImGui::Dummy({box.width(), box.height()});
}

void fill_bar(const Theme& theme, const Fill& fill, float width) {
    const Box box = next_box(width);
    const double end = std::max({fill.max, fill.running, 1.0});
    const auto place = [&](double value) {
        return box.left + static_cast<float>(std::clamp(value / end, 0.0, 1.0)) * box.width();
    };
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float radius = theme.px(3);
    list.AddRectFilled({box.left, box.top}, {box.right, box.bottom}, theme.grid, radius);
    if (fill.running > 0) {
        list.AddRectFilled(
            {box.left, box.top},
            {place(fill.running), box.bottom},
            faded(theme.accent, 0.55F),
            radius
        );
    }
    if (fill.allowed) {
        const float x = place(*fill.allowed);
        list.AddLine({x, box.top - 1}, {x, box.bottom + 1}, theme.orange, theme.px(2));
    }
    const std::string text =
        fmt::format("{} / {}", short_number(fill.running), short_number(fill.max));
    list.AddText({box.left + theme.px(5), box.top}, theme.ink, text.c_str());
    ImGui::Dummy({box.width(), box.height()});
    hint(fmt::format(
        "{} running, {} wanted by the last pass, {} allowed with this status, at most {}",
        short_number(fill.running),
        fill.desired ? short_number(*fill.desired) : "none",
        fill.allowed ? short_number(*fill.allowed) : "?",
        short_number(fill.max)
    ));
}

void sparkline(const Theme& theme, const SeriesPyramid& series, const TimeAxis& axis, float width) {
    const Box box = next_box(width);
    ValueRange values{.low = 0, .high = 1};
    if (const auto extremes = series.extremes(axis.from(), axis.to())) {
        values.include(extremes->high.value);
    }
    const Plot plot{.box = box, .axis = axis, .values = values};
    draw_filled_steps(plot, series, faded(theme.accent, 0.6F), axis.to());
    ImGui::Dummy({box.width(), box.height()});
}

void judgement_mark(const Theme& theme, sim::Judgement judgement) {
    const float size = ImGui::GetTextLineHeight();
    const Box box = next_box(size);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float inset = size * 0.2F;
    const float middle = (box.left + box.right) / 2;
    if (judgement == sim::Judgement::Better) {
        list.AddTriangleFilled(
            {middle, box.top + inset},
            {box.right - inset, box.bottom - inset},
            {box.left + inset, box.bottom - inset},
            theme.good
        );
    } else if (judgement == sim::Judgement::Worse) {
        list.AddTriangleFilled(
            {box.left + inset, box.top + inset},
            {box.right - inset, box.top + inset},
            {middle, box.bottom - inset},
            theme.bad
        );
    } else if (judgement == sim::Judgement::Other) {
        list.AddCircleFilled({middle, box.middle()}, size * 0.16F, theme.soft);
    }
    ImGui::Dummy({size, size});
    hint(std::string{sim::to_string(judgement)});
}

std::string figure_text(sim::FigureUnit unit, std::optional<double> value) {
    if (!value) {
        return "\u2013";
    }
    switch (unit) {
        case sim::FigureUnit::Seconds:
            return short_seconds(*value);
        case sim::FigureUnit::Dollars:
            return fmt::format("${:.4f}", *value);
        case sim::FigureUnit::Number:
            break;
    }
    return short_number(*value);
}

void soft_text(const Theme& theme, const std::string& text) {
    ImGui::PushStyleColor(ImGuiCol_Text, theme.soft);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopStyleColor();
}

void heading(const Theme& theme, const std::string& text) {
    ImGui::PushFont(theme.bold);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopFont();
}

void hint(const std::string& text) {
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) {
        ImGui::SetTooltip("%s", text.c_str());
    }
}

bool button(const std::string& label, bool enabled, const std::string& why) {
    ImGui::BeginDisabled(!enabled);
    const bool pressed = ImGui::Button(label.c_str());
    ImGui::EndDisabled();
    if (!why.empty()) {
        hint(why);
    }
    return pressed;
}

}  // namespace sosw::gui
