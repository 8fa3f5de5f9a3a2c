#include "gui/panels/timeline_tracks.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <imgui.h>

#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

/// The same labourer of the run before; null where there is none.
const LabourerTracks* ghost_of(const Snapshot& snapshot, LabourerIndex labourer) {
    const bool exists =
        snapshot.ghost != nullptr && labourer < snapshot.ghost->tracks.size() &&
        labourer < snapshot.run->labourers.size() &&
        snapshot.ghost->labourers[labourer].name == snapshot.run->labourers[labourer].name;
    return exists ? &snapshot.ghost->tracks[labourer] : nullptr;
}

const MetricTrack* ghost_metric(const Snapshot& snapshot, const Track& track) {
    const LabourerTracks* ghost = ghost_of(snapshot, track.labourer);
    return ghost != nullptr && track.metric < ghost->metrics.size() ? &ghost->metrics[track.metric]
                                                                    : nullptr;
}

const MetricTrack& metric_of(const Snapshot& snapshot, const Track& track) {
    return snapshot.run->tracks[track.labourer].metrics[track.metric];
}

using Members = std::vector<SeriesPyramid LabourerTracks::*>;

/// The series that share a track of this kind.
const Members& members_of(TrackKind kind) {
    static const Members kRunning{
        &LabourerTracks::running, &LabourerTracks::desired, &LabourerTracks::allowed};
    static const Members kQueue{&LabourerTracks::queue, &LabourerTracks::retry};
    static const Members kWaits{&LabourerTracks::wait_p95, &LabourerTracks::wait_p50};
    static const Members kInvoked{&LabourerTracks::invoked};
    static const Members kNone{};
    return kind == TrackKind::Running   ? kRunning
           : kind == TrackKind::Queue   ? kQueue
           : kind == TrackKind::Waits   ? kWaits
           : kind == TrackKind::Invoked ? kInvoked
                                        : kNone;
}

void include(ValueRange& values, const SeriesPyramid& series, Duration end) {
    if (const auto extremes = series.extremes(Duration::zero(), end)) {
        values.include(extremes->low.value);
        values.include(extremes->high.value);
    }
}

/// A line of the names: what, its colour, its value now and in the run before.
struct Reading {
    std::string name;
    Colour colour = 0;
    std::string value{};
    std::string before{};
};

void draw_names(
    const Theme& theme,
    const Track& track,
    const std::string& title,
    const std::vector<Reading>& readings
) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Box& box = track.names;
    const float room = box.width() - theme.px(track.kind == TrackKind::Waits ? 4.0F : 34.0F);
    ImGui::PushClipRect({box.left, box.top}, {box.left + room, box.bottom}, true);
    float y = box.top;
    if (!title.empty()) {
        list.AddText({box.left + theme.px(4), y}, theme.ink, title.c_str());
        y += ImGui::GetTextLineHeight() + theme.px(2);
    }
    ImGui::PushFont(theme.small);
    const float line = ImGui::GetTextLineHeight();
    for (const Reading& reading : readings) {
        if (reading.colour != 0) {
            list.AddRectFilled(
                {box.left + theme.px(4), y + line * 0.25F},
                {box.left + theme.px(12), y + line * 0.75F},
                reading.colour
            );
        }
        std::string text = reading.name + " " + reading.value;
        if (!reading.before.empty() && reading.before != reading.value) {
            text += " (was " + reading.before + ")";
        }
        list.AddText({box.left + theme.px(17), y}, theme.soft, text.c_str());
        y += line + theme.px(1);
    }
    ImGui::PopFont();
    ImGui::PopClipRect();
}

using Writer = std::function<std::string(double)>;

std::string value_text(const SeriesPyramid& series, Duration at, const Writer& write) {
    const std::optional<double> value = series.value_at(at);
    return value ? write(*value) : "\u2013";
}

struct Line {
    const char* name;
    SeriesPyramid LabourerTracks::*series;
    Colour colour;
};

std::vector<Reading> readings_of(
    const Snapshot& snapshot,
    const Track& track,
    const std::vector<Line>& lines,
    Duration at,
    const Writer& write
) {
    const LabourerTracks& tracks = snapshot.run->tracks[track.labourer];
    const LabourerTracks* ghost = ghost_of(snapshot, track.labourer);
    std::vector<Reading> readings;
    readings.reserve(lines.size());
    for (const Line& line : lines) {
        readings.push_back(
            {.name = line.name,
             .colour = line.colour,
             .value = value_text(tracks.*line.series, at, write),
             .before = ghost != nullptr ? value_text(ghost->*line.series, at, write) : ""}
        );
    }
    return readings;
}

void draw_metric(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Track& track,
    Duration at
) {
    const MetricTrack& metric = metric_of(snapshot, track);
    const Plot plot = plot_of(snapshot, view, track);
    const std::vector<ThresholdLine> lines = threshold_lines(snapshot, view, track);
    std::vector<FeelingLine> feelings;
    feelings.reserve(lines.size());
    for (const ThresholdLine& line : lines) {
        feelings.push_back({.status = line.id.status, .target = line.value});
    }
    draw_ground(theme, plot, 5);
    draw_bands(theme, plot, feeling_bands(feelings, metric.comparison, plot.values));
    draw_value_labels(theme, plot, 5);
    const MetricTrack* ghost = ghost_metric(snapshot, track);
    if (ghost != nullptr) {
        draw_line(plot, ghost->points, {faded(theme.ghost, 0.8F), theme.px(1.3F)});
    }
    draw_line(plot, metric.points, {theme.ink, theme.px(1.7F)});
    draw_thresholds(theme, plot, lines);

    std::vector<Reading> readings{
        {.name = "measured",
         .colour = theme.ink,
         .value = value_text(metric.points, at, short_number),
         .before = ghost != nullptr ? value_text(ghost->points, at, short_number) : ""}};
    if (const auto read = metric.readings.value_at(at)) {
        const int status = metric.feeling_of(*read);
        readings.push_back(
            {.name = "as read",
             .colour = status_colour(status),
             .value = fmt::format("{}, {}", short_number(*read), status_name(status))}
        );
    }
    draw_names(theme, track, metric.metric, readings);
}

void draw_status(
    const Theme& theme, const Snapshot& snapshot, const TimelineView& view, const Track& track
) {
    const Plot plot = plot_of(snapshot, view, track);
    draw_ground(theme, plot, 0);
    Plot upper = plot;
    const LabourerTracks* ghost = ghost_of(snapshot, track.labourer);
    if (ghost != nullptr) {
        Plot lower = plot;
        upper.box.bottom = plot.box.bottom - theme.px(6);
        lower.box.top = upper.box.bottom + theme.px(1);
        draw_status_strip(theme, lower, ghost->status, snapshot.ghost->now, Names::No);
    }
    draw_status_strip(
        theme, upper, snapshot.run->tracks[track.labourer].status, snapshot.run->now, Names::Yes
    );
    draw_names(theme, track, "eco status", {});
}

void draw_running(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Track& track,
    Duration at
) {
    const Plot plot = plot_of(snapshot, view, track);
    const LabourerTracks& tracks = snapshot.run->tracks[track.labourer];
    const Duration now = snapshot.run->now;
    draw_ground(theme, plot, 4);
    draw_value_labels(theme, plot, 4);
    draw_filled_steps(plot, tracks.running, faded(theme.accent, 0.35F), now);
    if (const LabourerTracks* ghost = ghost_of(snapshot, track.labourer)) {
        draw_steps(plot, ghost->running, {theme.ghost, theme.px(1.3F)}, snapshot.ghost->now);
    }
    draw_steps(plot, tracks.desired, {faded(theme.purple, 0.7F), theme.px(1)}, now);
    draw_steps(plot, tracks.running, {theme.accent, theme.px(1.5F)}, now);
    draw_steps(plot, tracks.allowed, {theme.orange, theme.px(1.5F)}, now);
    const std::vector<Line> lines{
        {"running", &LabourerTracks::running, theme.accent},
        {"allowed", &LabourerTracks::allowed, theme.orange},
        {"desired", &LabourerTracks::desired, theme.purple}};
    const double max = snapshot.run->labourers[track.labourer].max_simultaneous;
    draw_names(
        theme,
        track,
        fmt::format("running of {}", short_number(max)),
        readings_of(snapshot, track, lines, at, short_number)
    );
}

void draw_queue(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Track& track,
    Duration at
) {
    const Plot plot = plot_of(snapshot, view, track);
    const LabourerTracks& tracks = snapshot.run->tracks[track.labourer];
    draw_ground(theme, plot, 3);
    draw_value_labels(theme, plot, 3);
    draw_filled_steps(plot, tracks.queue, faded(theme.good, 0.30F), snapshot.run->now);
    if (const LabourerTracks* ghost = ghost_of(snapshot, track.labourer)) {
        draw_steps(plot, ghost->queue, {theme.ghost, theme.px(1.3F)}, snapshot.ghost->now);
    }
    draw_steps(plot, tracks.queue, {theme.good, theme.px(1.5F)}, snapshot.run->now);
    draw_steps(plot, tracks.retry, {theme.bad, theme.px(1.5F)}, snapshot.run->now);
    const std::vector<Line> lines{
        {"queue", &LabourerTracks::queue, theme.good},
        {"retry", &LabourerTracks::retry, theme.bad}};
    draw_names(theme, track, "queue", readings_of(snapshot, track, lines, at, short_number));
}

void draw_waits(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Track& track,
    Duration at
) {
    const Plot plot = plot_of(snapshot, view, track);
    const LabourerTracks& tracks = snapshot.run->tracks[track.labourer];
    draw_ground(theme, plot, 0);
    const Duration gap = tracks.wait_column * 3;
    if (const LabourerTracks* ghost = ghost_of(snapshot, track.labourer)) {
        draw_line(plot, ghost->wait_p95, {theme.ghost, theme.px(1.3F)}, gap);
    }
    draw_line(plot, tracks.wait_p50, {theme.soft, theme.px(1)}, gap);
    draw_line(plot, tracks.wait_p95, {theme.orange, theme.px(1.5F)}, gap);
    const std::vector<Line> lines{
        {"p95", &LabourerTracks::wait_p95, theme.orange},
        {"p50", &LabourerTracks::wait_p50, theme.soft}};
    draw_names(
        theme,
        track,
        fmt::format("waits, to {}", short_seconds(plot.values.high)),
        readings_of(snapshot, track, lines, at, [](double value) { return short_seconds(value); })
    );
}

void draw_invoked(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Track& track,
    Duration at
) {
    const Plot plot = plot_of(snapshot, view, track);
    draw_ground(theme, plot, 3);
    draw_value_labels(theme, plot, 3);
    draw_bars(plot, snapshot.run->tracks[track.labourer].invoked, {theme.purple, theme.px(2)});
    draw_names(
        theme,
        track,
        "invoked per pass",
        readings_of(
            snapshot,
            track,
            {{"last pass", &LabourerTracks::invoked, theme.purple}},
            at,
            short_number
        )
    );
}

/// One mark per pixel at most; pointed at, it says what was refused in its minute.
void draw_throttles(
    const Theme& theme, const Snapshot& snapshot, const TimelineView& view, const Track& track
) {
    const Plot plot = plot_of(snapshot, view, track);
    draw_ground(theme, plot, 0);
    const std::vector<ThrottleMark>& marks = snapshot.run->throttles;
    const ImVec2 mouse = ImGui::GetMousePos();
    const bool pointed = plot.box.holds({mouse.x, mouse.y});
    float last = -1;
    std::string text;
    auto mark = std::ranges::lower_bound(
        marks, plot.axis.from() - std::chrono::minutes{1}, {}, &ThrottleMark::at
    );
    for (; mark != marks.end() && mark->at <= plot.axis.to(); ++mark) {
        const float x = plot.x(mark->at);
        if (mark->labourer != track.labourer || x < plot.box.left) {
            continue;
        }
        if (x >= last + 1) {
            ImGui::GetWindowDrawList()->AddRectFilled(
                {x, plot.box.top + 2}, {x + theme.px(2), plot.box.bottom - 2}, theme.bad
            );
            last = x;
        }
        if (pointed && std::abs(x - mouse.x) < theme.px(4) && text.size() < 1000) {
            text += fmt::format(
                "{}  {} × {}  {}\n", short_time(mark->at), mark->count, mark->source, mark->reason
            );
        }
    }
    if (!text.empty()) {
        ImGui::SetTooltip("%s", text.c_str());
    }
    draw_names(theme, track, track.labourer == kNoLabourer ? "throttled tables" : "throttled", {});
}

/// The labourer's name, how it stands, and whether its tracks are shown.
void draw_heading(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Track& track,
    bool selected
) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Box box{track.names.left, track.names.top, track.plot.right, track.names.bottom};
    list.AddRectFilled(
        {box.left, box.top},
        {box.right, box.bottom},
        selected ? faded(theme.accent, 0.22F) : faded(theme.soft, 0.12F),
        theme.px(4)
    );
    const bool folded = std::ranges::find(view.folded, track.labourer) != view.folded.end();
    const float size = theme.px(5);
    const Spot arrow{box.left + theme.px(11), box.middle()};
    if (folded) {
        list.AddTriangleFilled(
            {arrow.x - size / 2, arrow.y - size},
            {arrow.x + size, arrow.y},
            {arrow.x - size / 2, arrow.y + size},
            theme.soft
        );
    } else {
        list.AddTriangleFilled(
            {arrow.x - size, arrow.y - size / 2},
            {arrow.x + size, arrow.y - size / 2},
            {arrow.x, arrow.y + size},
            theme.soft
        );
    }
    ImGui::PushFont(theme.bold);
    const std::string& name = snapshot.run->labourers[track.labourer].name;
    const float y = box.middle() - ImGui::GetTextLineHeight() / 2;
    list.AddText({box.left + theme.px(24), y}, theme.ink, name.c_str());
    const float end = box.left + theme.px(24) + ImGui::CalcTextSize(name.c_str()).x;
    ImGui::PopFont();
    if (snapshot.moment == nullptr || track.labourer >= snapshot.moment->labourers.size()) {
        return;
    }
    const LabourerLine& line = snapshot.moment->labourers[track.labourer];
    const std::string text = fmt::format(
        "{} · {} running · {} queued · {} in retry · {} dead · wait p95 {}",
        status_name(line.status),
        line.running,
        grouped(line.queue),
        line.retry,
        line.dead,
        short_seconds(line.wait_p95)
    );
    list.AddText({std::max(end + theme.px(14), track.plot.left), y}, theme.soft, text.c_str());
}

}  // namespace

std::vector<ThresholdLine> threshold_lines(
    const Snapshot& snapshot, const TimelineView& view, const Track& track
) {
    const MetricTrack& metric = metric_of(snapshot, track);
    const std::string& labourer = snapshot.run->labourers[track.labourer].name;
    std::vector<ThresholdLine> lines;
    for (const FeelingLine& feeling : metric.feelings) {
        const ThresholdId id{labourer, metric.metric, feeling.status};
        const ThresholdView* tuned = snapshot.tuning->find(id);
        ThresholdLine line{
            .id = id,
            .comparison = metric.comparison,
            .value = tuned != nullptr ? tuned->value : feeling.target,
            .original = tuned != nullptr ? tuned->original : feeling.target,
            .focused = view.focused == id,
            .movable = tuned != nullptr};
        const bool held = view.grab.kind == TimelineGrab::Kind::Threshold;
        if (held && view.grab.threshold == id) {
            line.dragged = view.grab.moved;
            line.value = view.grab.moved ? view.grab.value : line.value;
        }
        lines.push_back(line);
    }
    return lines;
}

ValueRange values_of(const Snapshot& snapshot, const TimelineView& view, const Track& track) {
    ValueRange values{.low = 0, .high = 1};
    const Duration end = snapshot.run->now;
    if (track.kind == TrackKind::Metric) {
        if (view.grab.kind == TimelineGrab::Kind::Threshold) {
            const ThresholdId& id = view.grab.threshold;
            if (id.labourer == snapshot.run->labourers[track.labourer].name &&
                id.metric == metric_of(snapshot, track).metric) {
                return view.grab.values;
            }
        }
        include(values, metric_of(snapshot, track).points, end);
        if (const MetricTrack* ghost = ghost_metric(snapshot, track)) {
            include(values, ghost->points, end);
        }
        for (const ThresholdLine& line : threshold_lines(snapshot, view, track)) {
            values.include(line.value);
            values.include(line.original);
        }
        return values.rounded();
    }
    const LabourerTracks* ghost = ghost_of(snapshot, track.labourer);
    for (const auto member : members_of(track.kind)) {
        include(values, snapshot.run->tracks[track.labourer].*member, end);
        if (ghost != nullptr) {
            include(values, ghost->*member, end);
        }
    }
    return values.rounded();
}

Plot plot_of(const Snapshot& snapshot, const TimelineView& view, const Track& track) {
    return {.box = track.plot, .axis = view.axis, .values = values_of(snapshot, view, track)};
}

void draw_track(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Track& track,
    Duration at,
    bool selected
) {
    switch (track.kind) {
        case TrackKind::Heading:
            return draw_heading(theme, snapshot, view, track, selected);
        case TrackKind::Metric:
            return draw_metric(theme, snapshot, view, track, at);
        case TrackKind::Status:
            return draw_status(theme, snapshot, view, track);
        case TrackKind::Running:
            return draw_running(theme, snapshot, view, track, at);
        case TrackKind::Queue:
            return draw_queue(theme, snapshot, view, track, at);
        case TrackKind::Waits:
            return draw_waits(theme, snapshot, view, track, at);
        case TrackKind::Invoked:
            return draw_invoked(theme, snapshot, view, track, at);
        case TrackKind::Throttles:
            return draw_throttles(theme, snapshot, view, track);
    }
}

}  // namespace sosw::gui
