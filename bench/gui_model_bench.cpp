#include <chrono>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "backends/system_clock.hpp"
#include "core/base/random.hpp"
#include "gui/model/moment_maker.hpp"
#include "gui/model/run_reader.hpp"
#include "gui/model/series_pyramid.hpp"
#include "gui/model/studio.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/world/world.hpp"

// What the dashboard's model costs: reading a record (linear in its tasks?), a moment of it,
// drawing a series at any zoom (does its length matter?), following a run while it goes on (does it
// slow the run?), and the way from releasing a threshold to the new run.

namespace sosw::gui {
namespace {

constexpr int kColumns = 1'500;

std::string scenario_file() { return std::string{SOSW_SCENARIOS} + "/rds_cpu_spike.json"; }

/// A record of `tasks` tasks of one labourer, ten of them per second, all of which complete.
std::unique_ptr<sim::Recorder> written_record(std::int64_t tasks) {
    auto recorder = std::make_unique<sim::Recorder>(":memory:");
    const auto at = [](double seconds) { return Timestamp{from_seconds(1.7e9 + seconds)}; };
    const double length = static_cast<double>(tasks) / 10 + 100;
    recorder->begin(
        {.version = "bench",
         .scenario = "written",
         .start = at(0),
         .duration = from_seconds(length)}
    );
    recorder->record(sim::LabourerRow{
        .labourer = "a",
        .function = "a",
        .arn = "a",
        .max_simultaneous = 1'000,
        .max_attempts = 3,
        .duration = std::chrono::minutes{15}});
    for (std::int64_t task = 1; task <= tasks; ++task) {
        const double created = static_cast<double>(task) / 10;
        const std::string id = "task " + std::to_string(task);
        recorder->record(sim::TaskRow{
            .task = task, .task_id = id, .labourer = "a", .created = at(created)});
        const auto event = [&](sim::TaskEventKind kind, std::string_view reason) {
            recorder->record(sim::TaskEventRow{
                .at = at(created),
                .task = task,
                .labourer = "a",
                .event = kind,
                .reason = reason,
                .wait = std::chrono::seconds{1}});
        };
        event(sim::TaskEventKind::Created, {});
        event(sim::TaskEventKind::Invoked, {});
        event(sim::TaskEventKind::Started, {});
        event(sim::TaskEventKind::Completed, {});
        event(sim::TaskEventKind::Closed, "completed");
    }
    recorder->end({.end = at(length), .finished = true});
    return recorder;
}

Timestamp end_of(const RunView& heads) { return heads.start + heads.duration; }

/// Reading a whole record into what is shown; `ns_per_task` should not grow.
void read_record(benchmark::State& state) {
    const auto recorder = written_record(state.range(0));
    for (auto run : state) {
        RunReader reader{recorder->database(), {}};
        reader.read_to_the_end(end_of(reader.heads()));
        benchmark::DoNotOptimize(reader.view());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.counters["ns_per_task"] = benchmark::Counter(
        static_cast<double>(state.iterations() * state.range(0)) / 1e9,
        benchmark::Counter::kIsRate | benchmark::Counter::kInvert
    );
}
BENCHMARK(read_record)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// Publishing again while nothing is new: what a snapshot costs at least.
void publish_moment(benchmark::State& state) {
    const auto recorder = written_record(state.range(0));
    RunReader reader{recorder->database(), {}};
    reader.read_to_the_end(end_of(reader.heads()));
    MomentMaker maker;
    for (auto run : state) {
        const auto view = reader.view();
        benchmark::DoNotOptimize(maker.now(*view, reader.tasks(), {}));
    }
}
BENCHMARK(publish_moment)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// Putting the cursor into the middle of a run: every task is brought to where it was.
void past_moment(benchmark::State& state) {
    const auto recorder = written_record(state.range(0));
    RunReader reader{recorder->database(), {}};
    reader.read_to_the_end(end_of(reader.heads()));
    const auto view = reader.view();
    MomentMaker maker;
    for (auto run : state) {
        benchmark::DoNotOptimize(maker.past(*view, view->duration / 2, {}));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(past_moment)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// Sorting the table of tasks by their waits.
void sort_tasks(benchmark::State& state) {
    const auto recorder = written_record(state.range(0));
    RunReader reader{recorder->database(), {}};
    reader.read_to_the_end(end_of(reader.heads()));
    const auto view = reader.view();
    TaskWishes wishes;
    wishes.filter.order = TaskColumn::Wait;
    MomentMaker maker;
    for (auto run : state) {
        benchmark::DoNotOptimize(maker.now(*view, reader.tasks(), wishes));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sort_tasks)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

SeriesPyramid series_of(std::int64_t points) {
    Random random{1};
    SeriesBuilder builder;
    double value = 0;
    for (std::int64_t index = 0; index < points; ++index) {
        value += random.uniform() - 0.5;
        builder.append({.at = Duration{index * 1'000}, .value = value});
    }
    return builder.series();
}

/// Drawing a whole series, and a part in its middle: the ratio of 10 M points to 1 k is asked for.
void draw_series(benchmark::State& state) {
    const SeriesPyramid series = series_of(state.range(0));
    const Duration length{state.range(0) * 1'000};
    const Duration shown = length / state.range(1);
    std::size_t points = 0;
    for (auto run : state) {
        const Course drawn = series.window((length - shown) / 2, (length + shown) / 2, kColumns);
        points = drawn.size();
        benchmark::DoNotOptimize(drawn.data());
    }
    state.counters["points_drawn"] = static_cast<double>(points);
}
BENCHMARK(draw_series)
    ->ArgNames({"points", "zoom"})
    ->Args({1'000, 1})
    ->Args({100'000, 1})
    ->Args({10'000'000, 1})
    ->Args({10'000'000, 100})
    ->Unit(benchmark::kMicrosecond);

/// Points per second that a series takes while it grows.
void grow_series(benchmark::State& state) {
    for (auto run : state) {
        benchmark::DoNotOptimize(series_of(1'000'000));
    }
    state.SetItemsProcessed(state.iterations() * 1'000'000);
}
BENCHMARK(grow_series)->Unit(benchmark::kMillisecond);

/// A run by itself, and one that is published every 50 ms: the difference is what looking costs.
void run_alone(benchmark::State& state) {
    const std::string length = "/duration=" + std::to_string(state.range(0)) + "h";
    for (auto run : state) {
        auto world = sim::World::create(*sim::load_scenario(scenario_file(), {&length, 1}));
        benchmark::DoNotOptimize((*world)->run());
    }
}
BENCHMARK(run_alone)->Arg(4)->Arg(96)->Unit(benchmark::kMillisecond);

void run_shown(benchmark::State& state) {
    const SystemClock clock;
    const std::string length = "/duration=" + std::to_string(state.range(0)) + "h";
    std::int64_t snapshots = 0;
    for (auto run : state) {
        Studio studio{clock};
        studio.handle(command::Open{scenario_file(), {length}});
        while (studio.work().kind == NextWork::Kind::AtOnce) {
            snapshots = studio.snapshot()->number;
        }
    }
    state.counters["snapshots"] = static_cast<double>(snapshots);
}
BENCHMARK(run_shown)->Arg(4)->Arg(96)->Unit(benchmark::kMillisecond);

/// From releasing a threshold of `rds_cpu_spike` to the snapshot of the new run, compared with its
/// ghost. Goal: under 300 ms.
void release_threshold(benchmark::State& state) {
    const SystemClock clock;
    Studio studio{clock};
    studio.handle(command::Open{scenario_file()});
    studio.work_until_idle();
    studio.snapshot();
    double target = 30;
    for (auto run : state) {
        target = target >= 49 ? 30 : target + 0.25;
        studio.handle(command::SetThreshold{
            {.labourer = "some_function", .metric = "SomeDBCPU", .status = 3}, target});
        studio.work_until_idle();
        benchmark::DoNotOptimize(studio.snapshot()->comparison);
    }
}
BENCHMARK(release_threshold)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sosw::gui
