#include "gui/panels/timeline_layout.hpp"

#include <algorithm>

namespace sosw::gui {

namespace {

struct Height {
    float least = 0;   ///< Pixels of an ordinary display.
    float weight = 0;  ///< Share of the room that is left.
};

Height height_of(TrackKind kind) {
    switch (kind) {
        case TrackKind::Heading:
            return {26, 0};
        case TrackKind::Status:
            return {24, 0};
        case TrackKind::Throttles:
            return {18, 0};
        case TrackKind::Metric:
            return {120, 3};
        case TrackKind::Running:
            return {64, 1.5F};
        case TrackKind::Queue:
            return {52, 1.2F};
        case TrackKind::Waits:
        case TrackKind::Invoked:
            break;
    }
    return {44, 1};
}

bool has_throttles(const RunView& run, LabourerIndex labourer) {
    return std::ranges::any_of(run.throttles, [&](const ThrottleMark& mark) {
        return mark.labourer == labourer;
    });
}

void add_labourer(const RunView& run, LabourerIndex labourer, std::vector<Track>& tracks) {
    const auto add = [&](TrackKind kind, std::size_t metric = 0) {
        tracks.push_back({.kind = kind, .labourer = labourer, .metric = metric});
    };
    for (std::size_t metric = 0; metric < run.tracks[labourer].metrics.size(); ++metric) {
        add(TrackKind::Metric, metric);
    }
    add(TrackKind::Status);
    add(TrackKind::Running);
    add(TrackKind::Queue);
    add(TrackKind::Waits);
    add(TrackKind::Invoked);
    if (has_throttles(run, labourer)) {
        add(TrackKind::Throttles);
    }
}

std::vector<Track> list_tracks(const Snapshot& snapshot, const TimelineView& view) {
    std::vector<Track> tracks;
    const RunView& run = *snapshot.run;
    for (std::size_t index = 0; index < run.labourers.size(); ++index) {
        const auto labourer = static_cast<LabourerIndex>(index);
        tracks.push_back({.kind = TrackKind::Heading, .labourer = labourer});
        if (std::ranges::find(view.folded, labourer) == view.folded.end()) {
            add_labourer(run, labourer, tracks);
        }
    }
    if (has_throttles(run, kNoLabourer)) {
        tracks.push_back({.kind = TrackKind::Throttles, .labourer = kNoLabourer});
    }
    return tracks;
}

constexpr float kBetween = 4;

}  // namespace

float names_width(const Theme& theme) { return theme.px(214); }

std::vector<Track> lay_out_tracks(
    const Theme& theme, const Snapshot& snapshot, const TimelineView& view, const Box& area
) {
    std::vector<Track> tracks = list_tracks(snapshot, view);
    float least = 0;
    float weights = 0;
    for (const Track& track : tracks) {
        least += theme.px(height_of(track.kind).least + kBetween);
        weights += height_of(track.kind).weight;
    }
    const float spare = weights > 0 ? std::max(0.0F, area.height() - least) / weights : 0.0F;
    float top = area.top;
    for (Track& track : tracks) {
        const Height height = height_of(track.kind);
        const float bottom = top + theme.px(height.least) + height.weight * spare;
        const float split = area.left + names_width(theme);
        track.names = {area.left, top, split, bottom};
        track.plot = {split, top, area.right, bottom};
        top = bottom + theme.px(kBetween);
    }
    return tracks;
}

}  // namespace sosw::gui
