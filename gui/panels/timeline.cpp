#include "gui/panels/timeline.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "gui/panels/timeline_input.hpp"
#include "gui/panels/timeline_tracks.hpp"
#include "gui/widgets/keys.hpp"
#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

constexpr LabourerIndex kShownAtFirst = 2;

/// Of another scenario with many labourers only the first ones are unfolded.
void fold_at_first(const Snapshot& snapshot, TimelineView& view) {
    const std::string key = snapshot.file + snapshot.run->scenario;
    if (view.folded_for == key) {
        return;
    }
    view.folded_for = key;
    view.folded.clear();
    const auto count = static_cast<LabourerIndex>(snapshot.run->labourers.size());
    for (LabourerIndex labourer = count > kShownAtFirst ? 1 : count; labourer < count; ++labourer) {
        view.folded.push_back(labourer);
    }
    view.axis.fit();
}

/// The instant that names and read-outs are about.
Duration shown_instant(const Snapshot& snapshot, const TimelineView& view) {
    return view.hover.value_or(snapshot.moment ? snapshot.moment->at : snapshot.run->now);
}

void draw_ruler(
    const Theme& theme, const Snapshot& snapshot, const TimelineView& view, const Box& box
) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Plot plot{
        .box = {box.left + names_width(theme), box.top, box.right, box.bottom}, .axis = view.axis};
    ImGui::PushFont(theme.small);
    for (const Duration at : view.axis.ticks(static_cast<int>(plot.box.width() / theme.px(90)))) {
        const std::string text = short_time(at);
        const ImVec2 size = ImGui::CalcTextSize(text.c_str());
        const float x = std::clamp(
            plot.x(at) - size.x / 2, plot.box.left, std::max(plot.box.left, box.right - size.x)
        );
        list.AddText({x, box.bottom - size.y - 1}, theme.soft, text.c_str());
    }
    ImGui::PopFont();
    const Duration at = shown_instant(snapshot, view);
    const std::string now =
        fmt::format("{}  {}", short_time(at), clock_time(snapshot.run->start + at));
    list.AddText({box.left + theme.px(4), box.top}, theme.ink, now.c_str());
}

void draw_upright(const Box& box, float x, Stroke stroke) {
    if (x >= box.left - 1 && x <= box.right + 1) {
        ImGui::GetWindowDrawList()->AddLine(
            {x, box.top}, {x, box.bottom}, stroke.colour, stroke.width
        );
    }
}

/// What lies outside of the range, or of the one that is being selected, is veiled.
void draw_range(
    const Theme& theme, const Snapshot& snapshot, const TimelineView& view, const Plot& plot
) {
    std::optional<TimeRange> range = snapshot.range;
    if (view.grab.kind == TimelineGrab::Kind::Range && view.grab.moved && view.hover) {
        range = TimeRange{
            std::min(view.grab.anchor, *view.hover), std::max(view.grab.anchor, *view.hover)};
    }
    if (!range) {
        return;
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Box& box = plot.box;
    const float from = std::clamp(plot.x(range->from), box.left, box.right);
    const float to = std::clamp(plot.x(range->to), box.left, box.right);
    list.AddRectFilled({box.left, box.top}, {from, box.bottom}, theme.veil);
    list.AddRectFilled({to, box.top}, {box.right, box.bottom}, theme.veil);
    draw_upright(box, from, {theme.accent, theme.px(1)});
    draw_upright(box, to, {theme.accent, theme.px(1)});
}

void draw_overlay(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Selection& selection,
    const Box& plots
) {
    const Plot plot{.box = plots, .axis = view.axis};
    draw_range(theme, snapshot, view, plot);
    if (const auto index = selected_decision(snapshot, selection); index && selection.decision) {
        const Duration at = snapshot.run->decisions[*index].at;
        draw_upright(plots, plot.x(at), {theme.purple, theme.px(1.5F)});
    }
    if (snapshot.moment != nullptr && !snapshot.moment->follows) {
        draw_upright(plots, plot.x(snapshot.moment->at), {theme.accent, theme.px(1.5F)});
    }
    if (snapshot.run->now < snapshot.run->duration) {
        draw_upright(plots, plot.x(snapshot.run->now), {theme.soft, theme.px(1)});
    }
    if (view.hover) {
        draw_upright(plots, plot.x(*view.hover), {faded(theme.ink, 0.6F), 1});
    }
}

/// Says what the grey lines are.
void draw_legend(const Theme& theme, const Snapshot& snapshot, const Box& plots) {
    if (snapshot.ghost == nullptr) {
        return;
    }
    ImGui::PushFont(theme.small);
    const std::string text = fmt::format("grey: {}", snapshot.ghost->name);
    const ImVec2 size = ImGui::CalcTextSize(text.c_str());
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float left = plots.left + theme.px(14);
    const float top = plots.top + theme.px(4);
    list.AddRectFilled(
        {left - theme.px(5), top - 1},
        {left + size.x + theme.px(5), top + size.y + 1},
        faded(theme.panel, 0.85F),
        theme.px(3)
    );
    list.AddText({left, top}, theme.ink, text.c_str());
    ImGui::PopFont();
}

std::optional<double> number_in(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional{value} : std::nullopt;
}

/// A field for the value of the focused threshold.
void draw_type_in(const Snapshot& snapshot, TimelineView& view, Commands& commands) {
    constexpr const char* kPopup = "Threshold";
    if (!view.typed_for) {
        return;
    }
    const ThresholdView* tuned = snapshot.tuning->find(*view.typed_for);
    if (tuned == nullptr) {
        view.typed_for.reset();
        return;
    }
    if (view.type_in_asked) {
        view.type_in_asked = false;
        ImGui::OpenPopup(kPopup);
        view.typed = short_number(tuned->value);
    }
    if (ImGui::BeginPopup(kPopup)) {
        ImGui::Text(
            "%s %s %s",
            tuned->id.metric.c_str(),
            status_name(tuned->id.status),
            tuned->comparison.c_str()
        );
        if (ImGui::IsWindowAppearing()) {
            ImGui::SetKeyboardFocusHere();
        }
        const bool done = ImGui::InputText(
            "##value",
            &view.typed,
            ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll |
                ImGuiInputTextFlags_CharsScientific
        );
        const std::optional<double> value = number_in(view.typed);
        if (!value) {
            ImGui::TextUnformatted("a number is needed");
        } else if (tuned->clamped(*value) != *value) {
            ImGui::Text("its neighbours allow %s", short_number(tuned->clamped(*value)).c_str());
        }
        if (ImGui::IsKeyPressed(static_cast<int>(Key::Escape))) {
            view.typed_for.reset();
            ImGui::CloseCurrentPopup();
        }
        if (done && value) {
            commands.push(command::SetThreshold{tuned->id, tuned->clamped(*value)});
            view.typed_for.reset();
            ImGui::CloseCurrentPopup();
        }
        ImGui::EndPopup();
    } else {
        view.typed_for.reset();
    }
}

void remember_places(
    const Snapshot& snapshot, const std::vector<Track>& tracks, TimelineView& view
) {
    view.metric_places.clear();
    for (const Track& track : tracks) {
        if (track.kind == TrackKind::Metric) {
            const MetricTrack& metric = snapshot.run->tracks[track.labourer].metrics[track.metric];
            view.metric_places.push_back(
                {.labourer = track.labourer,
                 .metric = metric.metric,
                 .box = track.plot,
                 .values = values_of(snapshot, view, track)}
            );
        }
    }
}

void draw_tracks(
    const Theme& theme,
    const Snapshot& snapshot,
    TimelineView& view,
    Selection& selection,
    Commands& commands
) {
    const ImVec2 begin = ImGui::GetCursorScreenPos();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const Box area{begin.x, begin.y, begin.x + room.x, begin.y + room.y};
    const std::vector<Track> tracks = lay_out_tracks(theme, snapshot, view, area);
    const float end = tracks.empty() ? area.bottom : tracks.back().plot.bottom;
    ImGui::InvisibleButton(
        "tracks", {std::max(1.0F, room.x), std::max(1.0F, std::max(end, area.bottom) - begin.y)}
    );
    const bool hovered = ImGui::IsItemHovered();
    const ImVec2 corner = ImGui::GetWindowPos();
    const Box plots{
        area.left + names_width(theme), corner.y, area.right, corner.y + ImGui::GetWindowHeight()};
    view.plot_area = plots;
    handle_mouse({theme, snapshot, tracks, plots, hovered}, view, selection, commands);
    const Duration at = shown_instant(snapshot, view);
    for (const Track& track : tracks) {
        if (track.plot.bottom >= plots.top && track.plot.top <= plots.bottom) {
            draw_track(theme, snapshot, view, track, at, track.labourer == selection.labourer);
        }
    }
    draw_overlay(theme, snapshot, view, selection, plots);
    remember_places(snapshot, tracks, view);
    if (!view.metric_places.empty()) {
        draw_legend(theme, snapshot, view.metric_places.front().box);
    }
}

void draw_nothing(const Theme& theme, const Snapshot& snapshot) {
    if (snapshot.diagnostics.empty()) {
        heading(theme, "Nothing is open");
        soft_text(theme, "Choose a scenario above, or drop a file onto the window.");
        return;
    }
    heading(theme, "This file cannot be opened");
    for (const Diagnostic& diagnostic : snapshot.diagnostics) {
        ImGui::TextWrapped("%s", to_string(diagnostic).c_str());
    }
}

}  // namespace

void draw_timeline(
    const Theme& theme,
    const Snapshot& snapshot,
    TimelineView& view,
    Selection& selection,
    Commands& commands
) {
    if (snapshot.run == nullptr) {
        draw_nothing(theme, snapshot);
        return;
    }
    fold_at_first(snapshot, view);
    view.axis.set_length(std::max(snapshot.run->duration, snapshot.run->now));
    const ImVec2 begin = ImGui::GetCursorScreenPos();
    const float ruler = ImGui::GetTextLineHeight() + theme.px(5);
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::Dummy({width, ruler - ImGui::GetStyle().ItemSpacing.y});
    ImGui::BeginChild("all tracks", {0, 0}, false, ImGuiWindowFlags_NoScrollWithMouse);
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    draw_tracks(theme, snapshot, view, selection, commands);
    ImGui::EndChild();
    draw_ruler(theme, snapshot, view, {begin.x, begin.y, right, begin.y + ruler});
    draw_type_in(snapshot, view, commands);
}

}  // namespace sosw::gui
