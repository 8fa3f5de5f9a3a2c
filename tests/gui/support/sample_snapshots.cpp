#include "tests/gui/support/sample_snapshots.hpp"

#include <cmath>

#include "core/base/ensure.hpp"
#include "gui/model/studio.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::gui::test {

namespace {

using namespace std::chrono_literals;

constexpr Duration kLength = 24h;

Duration at_part(std::size_t index, std::size_t count) {
    return Duration{static_cast<std::int64_t>(
        static_cast<double>(kLength.count()) * static_cast<double>(index) /
        static_cast<double>(std::max<std::size_t>(count, 1))
    )};
}

/// A curve with a jitter, so that no two neighbours are equal.
SeriesPyramid curve(std::size_t points, double size) {
    Course course;
    course.reserve(points);
    for (std::size_t index = 0; index < points; ++index) {
        const double part = static_cast<double>(index) / static_cast<double>(points);
        const double jitter = static_cast<double>((index * 7919) % 101) / 101.0;
        course.push_back(
            {.at = at_part(index, points),
             .value = std::round(size * (0.5 + 0.3 * std::sin(part * 25) + 0.2 * jitter))}
        );
    }
    return SeriesPyramid::of(course);
}

LabourerTracks tracks_of(std::size_t points) {
    const SeriesPyramid large = curve(points, 100);
    const SeriesPyramid small = curve(points, 4);
    LabourerTracks tracks;
    tracks.metrics.push_back(
        {.metric = "Cpu",
         .title = "AWS/RDS CPUUtilization",
         .comparison = "<=",
         .feelings = {{.status = 4, .target = 25}, {.status = 3, .target = 50}},
         .points = large,
         .readings = large}
    );
    tracks.status = small;
    tracks.allowed = large;
    tracks.desired = large;
    tracks.running = large;
    tracks.queue = large;
    tracks.retry = small;
    tracks.invoked = small;
    tracks.wait_p50 = large;
    tracks.wait_p95 = large;
    tracks.wait_column = 1min;
    return tracks;
}

RunView run_of(const SampleSize& size) {
    RunView run{.id = 1, .name = "as written", .scenario = "sample"};
    run.duration = kLength;
    run.now = kLength;
    run.finished = true;
    const LabourerTracks tracks = tracks_of(size.points);
    for (std::size_t index = 0; index < size.labourers; ++index) {
        run.labourers.push_back(
            {.name = "labourer_" + std::to_string(index),
             .max_simultaneous = 100,
             .duration = 15min,
             .cooldown = 5min}
        );
        run.tracks.push_back(tracks);
    }
    RowsBuilder<LogEntry> log;
    for (std::size_t index = 0; index < size.log; ++index) {
        log.append(
            {.at = at_part(index, size.log),
             .kind = static_cast<LogKind>(index % 7),
             .text = "something happened"}
        );
    }
    run.log = log.rows();
    RowsBuilder<std::string> ids;
    for (std::size_t index = 0; index < size.tasks; ++index) {
        ids.append("task-" + std::to_string(index));
    }
    run.task_ids = ids.rows();
    for (std::size_t index = 0; index < size.log; ++index) {
        run.throttles.push_back(
            {.at = at_part(index, size.log),
             .labourer = 0,
             .source = "f",
             .reason = "R",
             .count = 1}
        );
    }
    return run;
}

GreenfieldAxis axis_of(std::size_t dots) {
    GreenfieldAxis axis;
    axis.queue_low = 1'000;
    axis.queue_high = 1'000 + static_cast<double>(dots);
    for (std::size_t index = 0; index < dots; ++index) {
        axis.dots.push_back(
            {.task = static_cast<sim::TaskNumber>(index + 1),
             .state = TaskState::Queued,
             .place = 1'000 + static_cast<double>(index)}
        );
    }
    axis.counts[0] = static_cast<std::int64_t>(dots);
    return axis;
}

Moment moment_of(const SampleSize& size) {
    Moment moment{.at = kLength};
    for (std::size_t index = 0; index < size.labourers; ++index) {
        moment.labourers.push_back({.status = static_cast<int>(index % 5), .max_simultaneous = 100}
        );
        moment.greenfield.push_back(axis_of(index == 0 ? size.dots : 0));
    }
    RowsBuilder<TaskRow> rows;
    for (std::size_t index = 0; index < size.tasks; ++index) {
        rows.append({.task = static_cast<sim::TaskNumber>(index + 1)});
    }
    moment.tasks.rows = rows.rows();
    return moment;
}

}  // namespace

std::shared_ptr<const Snapshot> typical_snapshot() {
    sosw::test::ManualClock clock;
    Studio studio{clock};
    studio.handle(command::Open{.path = SOSW_SCENARIOS "/rds_cpu_spike.json"});
    studio.work_until_idle();
    studio.handle(command::SetThreshold{{"some_function", "SomeDBCPU", 3}, 40});
    studio.work_until_idle();
    studio.handle(command::SetMoment{75min});
    studio.handle(command::ShowTask{100});
    studio.handle(command::PrepareExport{});
    studio.work_until_idle();
    ENSURE(studio.snapshot()->ghost != nullptr);
    return studio.snapshot();
}

std::shared_ptr<const Snapshot> sample_snapshot(const SampleSize& size) {
    auto snapshot = std::make_shared<Snapshot>(*empty_snapshot());
    snapshot->number = 1;
    snapshot->file = "sample.json";
    snapshot->run = std::make_shared<const RunView>(run_of(size));
    snapshot->ghost = snapshot->run;
    snapshot->moment = std::make_shared<const Moment>(moment_of(size));
    snapshot->control.state = PlayState::Finished;
    return snapshot;
}

std::shared_ptr<const Snapshot> huge_snapshot() {
    return sample_snapshot(
        {.labourers = 300, .points = 100'000, .tasks = 300'000, .log = 100'000, .dots = kDotsMax}
    );
}

}  // namespace sosw::gui::test
