#include "gui/model/track_builders.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/ensure.hpp"
#include "sim/report/statistics.hpp"

namespace sosw::gui {

namespace {

/// Wide enough that a percentile of a column means something.
constexpr int kWaitColumns = 120;

/// A record may tell of something a little late: it is then shown where the series has come to.
void append_in_order(SeriesBuilder& series, CoursePoint point) {
    const std::optional<CoursePoint> last = series.back();
    if (last) {
        point.at = std::max(point.at, last->at);
    }
    series.append(point);
}

}  // namespace

void WaitColumns::add(Duration at, double seconds) {
    advance(at);
    waits_.push_back(seconds);
}

void WaitColumns::advance(Duration at) {
    const std::int64_t number = at / column_;
    if (number > number_) {
        finish();
        number_ = number;
    }
}

void WaitColumns::finish() {
    if (waits_.empty()) {
        return;
    }
    const sim::Statistics statistics = sim::statistics_of(std::exchange(waits_, {}));
    p50_.append({.at = number_ * column_, .value = statistics.p50});
    p95_.append({.at = number_ * column_, .value = statistics.p95});
}

TrackBuilders::TrackBuilders(std::size_t metrics, Duration length)
    : metrics_(metrics),
      waits_{length / kWaitColumns + Duration{1}},
      wait_column_{length / kWaitColumns + Duration{1}} {}

void TrackBuilders::add(const Decision& decision, const std::vector<MetricTrack>& metrics) {
    append_in_order(invoked_, {.at = decision.at, .value = static_cast<double>(decision.invoked)});
    if (decision.decided) {
        const Duration at = invoked_.back()->at;
        status_.step(at, decision.status);
        allowed_.step(at, std::floor(decision.max * decision.coefficient));
        desired_.step(at, static_cast<double>(decision.desired));
    }
    for (const DecisionReading& reading : decision.readings) {
        const auto found = std::ranges::find(metrics, reading.metric, &MetricTrack::metric);
        if (reading.value && found != metrics.end()) {
            append_in_order(
                metrics_[static_cast<std::size_t>(found - metrics.begin())].readings,
                {.at = decision.at, .value = *reading.value}
            );
        }
    }
}

void TrackBuilders::add_point(std::size_t metric, const CoursePoint& point) {
    append_in_order(metrics_.at(metric).points, point);
}

SeriesBuilder& TrackBuilders::level(sim::Level level) {
    switch (level) {
        case sim::Level::Queue:
            return queue_;
        case sim::Level::Retry:
            return retry_;
        case sim::Level::Running:
        case sim::Level::Executing:
            break;
    }
    return running_;
}

void TrackBuilders::add_change(sim::Level which, Duration at, std::int64_t change) {
    ENSURE(which != sim::Level::Executing);
    SeriesBuilder& series = level(which);
    if (series.size() == 0) {
        series.append({});
    }
    append_in_order(
        series, {.at = at, .value = series.back()->value + static_cast<double>(change)}
    );
}

void TrackBuilders::fill(LabourerTracks& tracks) {
    for (std::size_t index = 0; index < metrics_.size(); ++index) {
        tracks.metrics[index].points = metrics_[index].points.series();
        tracks.metrics[index].readings = metrics_[index].readings.series();
    }
    tracks.status = status_.series();
    tracks.allowed = allowed_.series();
    tracks.desired = desired_.series();
    tracks.invoked = invoked_.series();
    tracks.running = running_.series();
    tracks.queue = queue_.series();
    tracks.retry = retry_.series();
    tracks.wait_p50 = waits_.p50();
    tracks.wait_p95 = waits_.p95();
    tracks.wait_column = wait_column_;
}

}  // namespace sosw::gui
