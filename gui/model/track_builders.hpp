#pragma once

#include <cstdint>
#include <vector>

#include "gui/model/run_view.hpp"
#include "sim/report/level_changes.hpp"

/// The tracks of one labourer while they grow.

namespace sosw::gui {

/// Percentiles of waits, column by column.
class WaitColumns {
public:
    explicit WaitColumns(Duration column) : column_{column} {}
    /// Requires waits in order of time.
    void add(Duration at, double seconds);
    /// Ends the columns before `at`.
    void advance(Duration at);
    /// Ends the last one too.
    void finish();
    SeriesPyramid p50() { return p50_.series(); }
    SeriesPyramid p95() { return p95_.series(); }

private:
    Duration column_;
    std::int64_t number_ = 0;
    std::vector<double> waits_;
    SeriesBuilder p50_;
    SeriesBuilder p95_;
};

class TrackBuilders {
public:
    /// `length` is that of the whole run.
    TrackBuilders(std::size_t metrics, Duration length);

    void add(const Decision& decision, const std::vector<MetricTrack>& metrics);
    void add_point(std::size_t metric, const CoursePoint& point);
    void add_change(sim::Level which, Duration at, std::int64_t change);
    WaitColumns& waits() { return waits_; }

    /// Fills `tracks` with what there is so far.
    void fill(LabourerTracks& tracks);

private:
    struct Metric {
        SeriesBuilder points{};
        SeriesBuilder readings{};
    };

    SeriesBuilder& level(sim::Level level);

    std::vector<Metric> metrics_;
    SeriesBuilder status_;
    SeriesBuilder allowed_;
    SeriesBuilder desired_;
    SeriesBuilder invoked_;
    SeriesBuilder running_;
    SeriesBuilder queue_;
    SeriesBuilder retry_;
    WaitColumns waits_;
    Duration wait_column_;
};

}  // namespace sosw::gui
