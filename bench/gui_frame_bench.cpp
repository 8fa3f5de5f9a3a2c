#include <benchmark/benchmark.h>

#include "gui/panels/dashboard.hpp"
#include "tests/gui/support/headless.hpp"
#include "tests/gui/support/sample_snapshots.hpp"

/// What does a frame of the whole dashboard cost, when the series behind it grow? Goals: 100,000
/// points at most three times as much as 1,000, and 10 million at most five times.

namespace sosw::gui {
namespace {

using test::Headless;
using test::sample_snapshot;

void draw_frames(benchmark::State& state, const Snapshot& snapshot, LowerTab tab) {
    Headless gui;
    DashboardView view;
    view.lower_wanted = tab;
    gui.draw = [&] {
        Commands commands;
        draw_dashboard(gui.theme, snapshot, view, commands);
        benchmark::DoNotOptimize(commands.empty());
    };
    gui.move({600, 300});
    gui.frames(3);
    for ([[maybe_unused]] auto _ : state) {
        gui.frame();
    }
    state.counters["corners"] = gui.corners();
}

/// The argument is the number of points of each series.
void frame_by_points(benchmark::State& state) {
    const auto snapshot = sample_snapshot({.points = static_cast<std::size_t>(state.range(0))});
    draw_frames(state, *snapshot, LowerTab::Labourers);
}
BENCHMARK(frame_by_points)
    ->Name("a frame, by points per series")
    ->Arg(1'000)
    ->Arg(100'000)
    ->Arg(10'000'000)
    ->Unit(benchmark::kMicrosecond);

/// The argument is the number of tasks.
void frame_by_tasks(benchmark::State& state) {
    const auto snapshot = sample_snapshot({.tasks = static_cast<std::size_t>(state.range(0))});
    draw_frames(state, *snapshot, LowerTab::Tasks);
}
BENCHMARK(frame_by_tasks)
    ->Name("a frame with the table of tasks, by tasks")
    ->Arg(1'000)
    ->Arg(300'000)
    ->Unit(benchmark::kMicrosecond);

/// The argument is the number of dots on the greenfield axis.
void frame_by_dots(benchmark::State& state) {
    const auto snapshot = sample_snapshot({.dots = static_cast<std::size_t>(state.range(0))});
    draw_frames(state, *snapshot, LowerTab::Greenfield);
}
BENCHMARK(frame_by_dots)
    ->Name("a frame with the greenfield, by dots")
    ->Arg(100)
    ->Arg(20'000)
    ->Unit(benchmark::kMicrosecond);

/// The argument is the number of labourers, all folded but the first.
void frame_by_labourers(benchmark::State& state) {
    const auto snapshot = sample_snapshot({.labourers = static_cast<std::size_t>(state.range(0))});
    draw_frames(state, *snapshot, LowerTab::Labourers);
}
BENCHMARK(frame_by_labourers)
    ->Name("a frame, by labourers")
    ->Arg(1)
    ->Arg(300)
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sosw::gui
