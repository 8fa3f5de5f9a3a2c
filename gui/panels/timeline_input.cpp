#include "gui/panels/timeline_input.hpp"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "gui/panels/timeline_tracks.hpp"
#include "gui/widgets/keys.hpp"

namespace sosw::gui {

namespace {

constexpr float kClickSlop = 4;    // Pixels within which a press and its release are a click.
constexpr double kZoomStep = 0.8;  // Per notch of the wheel.

Spot mouse() {
    const ImVec2 at = ImGui::GetMousePos();
    return {at.x, at.y};
}

const Track* track_at(const TimelineFrame& frame, Spot spot) {
    const auto found = std::ranges::find_if(frame.tracks, [&](const Track& track) {
        return spot.y >= track.plot.top && spot.y < track.plot.bottom;
    });
    return found == frame.tracks.end() ? nullptr : &*found;
}

double fraction_at(const TimelineFrame& frame, float x) {
    return static_cast<double>(x - frame.plots.left) / static_cast<double>(frame.plots.width());
}

Duration time_at(const TimelineFrame& frame, const TimelineView& view, float x) {
    return view.axis.at(std::clamp(fraction_at(frame, x), 0.0, 1.0));
}

std::optional<ThresholdLine> line_at(
    const TimelineFrame& frame, const TimelineView& view, const Track* track, Spot spot
) {
    if (track == nullptr || track->kind != TrackKind::Metric) {
        return std::nullopt;
    }
    const Plot plot = plot_of(frame.snapshot, view, *track);
    const std::vector<ThresholdLine> lines = threshold_lines(frame.snapshot, view, *track);
    const auto index = threshold_at(frame.theme, plot, lines, spot);
    return index ? std::optional{lines[*index]} : std::nullopt;
}

void take_hold(const TimelineFrame& frame, TimelineView& view, Commands& commands) {
    const Spot spot = mouse();
    view.grab = {.pressed = spot};
    const Track* track = track_at(frame, spot);
    if (const auto line = line_at(frame, view, track, spot)) {
        if (ImGui::IsMouseDoubleClicked(0)) {
            commands.push(command::ResetThreshold{line->id});
            return;
        }
        const ValueRange values = values_of(frame.snapshot, view, *track);
        view.focused = line->id;
        view.grab.kind = TimelineGrab::Kind::Threshold;
        view.grab.threshold = line->id;
        view.grab.value = line->value;
        view.grab.values = values;
        return;
    }
    view.focused.reset();
    const bool selects = ImGui::GetIO().KeyShift;
    view.grab.kind = selects ? TimelineGrab::Kind::Range : TimelineGrab::Kind::Pan;
    view.grab.anchor = time_at(frame, view, spot.x);
}

const Track* track_of(const TimelineFrame& frame, const ThresholdId& id) {
    const RunView& run = *frame.snapshot.run;
    const auto found = std::ranges::find_if(frame.tracks, [&](const Track& track) {
        return track.kind == TrackKind::Metric &&
               run.labourers[track.labourer].name == id.labourer &&
               run.tracks[track.labourer].metrics[track.metric].metric == id.metric;
    });
    return found == frame.tracks.end() ? nullptr : &*found;
}

void drag_threshold(const TimelineFrame& frame, TimelineView& view, Commands& commands) {
    TimelineGrab& grab = view.grab;
    const Track* track = track_of(frame, grab.threshold);
    const ThresholdView* tuned = frame.snapshot.tuning->find(grab.threshold);
    if (track == nullptr || tuned == nullptr) {
        grab = {};
        return;
    }
    const Plot plot = plot_of(frame.snapshot, view, *track);
    const float y = std::clamp(mouse().y, plot.box.top, plot.box.bottom);
    const double value = tuned->clamped(rounded_for(plot, plot.value_at(y)));
    if (value != grab.value) {
        grab.value = value;
        commands.push(command::DragThreshold{grab.threshold, value});
    }
}

void drag(const TimelineFrame& frame, TimelineView& view, Commands& commands) {
    TimelineGrab& grab = view.grab;
    const Spot spot = mouse();
    const float slop = frame.theme.px(kClickSlop);
    grab.moved = grab.moved || std::abs(spot.x - grab.pressed.x) > slop ||
                 std::abs(spot.y - grab.pressed.y) > slop;
    if (!grab.moved) {
        return;
    }
    if (grab.kind == TimelineGrab::Kind::Threshold) {
        drag_threshold(frame, view, commands);
    } else if (grab.kind == TimelineGrab::Kind::Pan) {
        const float by = ImGui::GetIO().MouseDelta.x / frame.plots.width();
        view.axis.pan(-static_cast<double>(by));
    }
}

/// A press and its release at one place.
void click(
    const TimelineFrame& frame, TimelineView& view, Selection& selection, Commands& commands
) {
    const Track* track = track_at(frame, view.grab.pressed);
    const bool on_names = view.grab.pressed.x < frame.plots.left;
    if (track == nullptr || track->labourer == kNoLabourer) {
        return;
    }
    if (track->kind == TrackKind::Heading) {
        selection.labourer = track->labourer;
        selection.decision.reset();
        const auto found = std::ranges::find(view.folded, track->labourer);
        if (found != view.folded.end()) {
            view.folded.erase(found);
        } else if (on_names) {
            view.folded.push_back(track->labourer);
        }
        return;
    }
    if (on_names) {
        selection.labourer = track->labourer;
        return;
    }
    const Duration at = time_at(frame, view, view.grab.pressed.x);
    select_decision(frame.snapshot, track->labourer, at, selection);
    commands.push(command::SetMoment{std::min(at, frame.snapshot.run->now)});
}

void select_range(const TimelineFrame& frame, const TimelineView& view, Commands& commands) {
    const Duration here = time_at(frame, view, mouse().x);
    const TimeRange range{std::min(here, view.grab.anchor), std::max(here, view.grab.anchor)};
    if (range.to > range.from) {
        commands.push(command::SelectRange{range});
    }
}

void let_go(
    const TimelineFrame& frame, TimelineView& view, Selection& selection, Commands& commands
) {
    const TimelineGrab grab = view.grab;
    if (!grab.moved) {
        if (grab.kind == TimelineGrab::Kind::Pan) {
            click(frame, view, selection, commands);
        }
    } else if (grab.kind == TimelineGrab::Kind::Threshold) {
        commands.push(command::SetThreshold{grab.threshold, grab.value});
    } else if (grab.kind == TimelineGrab::Kind::Range) {
        select_range(frame, view, commands);
    }
    view.grab = {};
}

/// Over the plots it zooms, over the names it scrolls; sideways it pans.
void handle_wheel(const TimelineFrame& frame, TimelineView& view) {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.MouseWheelH != 0) {
        view.axis.pan(static_cast<double>(-io.MouseWheelH) * 0.1);
    }
    if (io.MouseWheel == 0) {
        return;
    }
    if (mouse().x < frame.plots.left || io.KeyCtrl) {
        ImGui::SetScrollY(ImGui::GetScrollY() - io.MouseWheel * frame.theme.px(60));
        return;
    }
    view.axis.zoom(
        fraction_at(frame, mouse().x), std::pow(kZoomStep, static_cast<double>(io.MouseWheel))
    );
}

void show_cursor_shape(const TimelineFrame& frame, const TimelineView& view) {
    const bool drags = view.grab.kind == TimelineGrab::Kind::Threshold;
    if (drags || (frame.hovered && line_at(frame, view, track_at(frame, mouse()), mouse()))) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
    }
}

void nudge(const Plot* plot, const ThresholdView& tuned, int direction, Commands& commands) {
    const double step = plot != nullptr ? round_step(plot->values.span(), 100) : 1;
    const double size = ImGui::GetIO().KeyShift ? step * 10 : step;
    const double value = tuned.clamped(tuned.value + direction * size);
    if (value != tuned.value) {
        commands.push(command::SetThreshold{tuned.id, value});
    }
}

/// The plot that has the threshold, as far as its values matter.
std::optional<Plot> plot_for(
    const Snapshot& snapshot, const TimelineView& view, const ThresholdId& id
) {
    const RunView& run = *snapshot.run;
    for (std::size_t labourer = 0; labourer < run.labourers.size(); ++labourer) {
        const auto& metrics = run.tracks[labourer].metrics;
        for (std::size_t metric = 0; metric < metrics.size(); ++metric) {
            if (run.labourers[labourer].name == id.labourer &&
                metrics[metric].metric == id.metric) {
                const Track track{
                    .kind = TrackKind::Metric,
                    .labourer = static_cast<LabourerIndex>(labourer),
                    .metric = metric};
                return plot_of(snapshot, view, track);
            }
        }
    }
    return std::nullopt;
}

void handle_focused(const Snapshot& snapshot, TimelineView& view, Commands& commands) {
    const ThresholdView* tuned = view.focused ? snapshot.tuning->find(*view.focused) : nullptr;
    if (tuned == nullptr) {
        view.focused.reset();
        return;
    }
    const std::optional<Plot> plot = plot_for(snapshot, view, *view.focused);
    if (pressed(Key::Up, Repeat::Yes)) {
        nudge(plot ? &*plot : nullptr, *tuned, 1, commands);
    }
    if (pressed(Key::Down, Repeat::Yes)) {
        nudge(plot ? &*plot : nullptr, *tuned, -1, commands);
    }
    if (pressed(Key::Home)) {
        commands.push(command::ResetThreshold{*view.focused});
    }
    if (pressed(Key::Enter)) {
        view.typed_for = view.focused;
        view.type_in_asked = true;
    }
}

void handle_escape(const Snapshot& snapshot, TimelineView& view, Commands& commands) {
    if (view.focused) {
        view.focused.reset();
    } else if (snapshot.range) {
        commands.push(command::SelectRange{});
    }
}

void step_to_decision(
    const Snapshot& snapshot, int by, TimelineView& view, Selection& selection, Commands& commands
) {
    if (const auto at = step_decision(snapshot, by, selection)) {
        commands.push(command::SetMoment{at});
        if (*at < view.axis.from() || *at > view.axis.to()) {
            view.axis.show(*at - view.axis.span() / 2, *at + view.axis.span() / 2);
        }
    }
}

/// WASD, as in other timelines: nearer and further, left and right, smoothly while held.
void handle_navigation(TimelineView& view) {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.KeyCtrl) {
        return;
    }
    const double amount = std::min(static_cast<double>(io.DeltaTime), 0.1);
    const double fraction = view.hover ? view.axis.fraction(*view.hover) : 0.5;
    if (held(Key::W)) {
        view.axis.zoom(fraction, std::exp(-3 * amount));
    }
    if (held(Key::S)) {
        view.axis.zoom(fraction, std::exp(3 * amount));
    }
    if (held(Key::A)) {
        view.axis.pan(-amount);
    }
    if (held(Key::D)) {
        view.axis.pan(amount);
    }
}

}  // namespace

void handle_mouse(
    const TimelineFrame& frame, TimelineView& view, Selection& selection, Commands& commands
) {
    const Spot spot = mouse();
    const bool over_plots =
        frame.hovered && spot.x >= frame.plots.left && spot.x < frame.plots.right;
    view.hover = over_plots || view.grab.kind != TimelineGrab::Kind::None
                     ? std::optional{time_at(frame, view, spot.x)}
                     : std::nullopt;
    if (frame.hovered) {
        handle_wheel(frame, view);
        if (ImGui::IsMouseClicked(0)) {
            take_hold(frame, view, commands);
        }
    }
    if (view.grab.kind != TimelineGrab::Kind::None) {
        drag(frame, view, commands);  // In the frame of the release too: the mouse may have moved.
        if (!ImGui::IsMouseDown(0)) {
            let_go(frame, view, selection, commands);
        }
    }
    show_cursor_shape(frame, view);
}

void focus_next_threshold(
    const Snapshot& snapshot, const Selection& selection, TimelineView& view
) {
    if (snapshot.run == nullptr || selection.labourer >= snapshot.run->labourers.size()) {
        return;
    }
    std::vector<ThresholdId> ids;
    for (const ThresholdView& threshold : snapshot.tuning->thresholds) {
        if (threshold.id.labourer == snapshot.run->labourers[selection.labourer].name) {
            ids.push_back(threshold.id);
        }
    }
    if (ids.empty()) {
        return;
    }
    const auto found = view.focused ? std::ranges::find(ids, *view.focused) : ids.end();
    view.focused = found == ids.end() || found + 1 == ids.end() ? ids.front() : *(found + 1);
}

void handle_keys(
    const Snapshot& snapshot, TimelineView& view, Selection& selection, Commands& commands
) {
    handle_navigation(view);
    if (pressed(Key::F)) {
        view.axis.fit();
    }
    if (pressed(Key::T)) {
        focus_next_threshold(snapshot, selection, view);
    }
    if (pressed(Key::Left, Repeat::Yes)) {
        step_to_decision(snapshot, -1, view, selection, commands);
    }
    if (pressed(Key::Right, Repeat::Yes)) {
        step_to_decision(snapshot, 1, view, selection, commands);
    }
    if (pressed(Key::End)) {
        selection.decision.reset();
        commands.push(command::SetMoment{});
    }
    handle_focused(snapshot, view, commands);
    if (pressed(Key::Escape)) {
        handle_escape(snapshot, view, commands);
    }
}

}  // namespace sosw::gui
