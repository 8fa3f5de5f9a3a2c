// What does an event cost beside a bare priority queue, and what does an actor that sleeps?

#include <cstdint>
#include <ctime>
#include <queue>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/base/random.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/engine/fiber.hpp"

namespace sosw::sim {
namespace {

constexpr std::size_t kPending = 1'000'000;
constexpr std::size_t kBatch = 20'000;

/// The least that an event queue can be: no clock, no handlers, no cancellation.
struct BareEvent {
    std::int64_t time;
    std::uint64_t sequence;
    std::uint64_t id;
    bool operator>(const BareEvent& other) const {
        return time != other.time ? time > other.time : sequence > other.sequence;
    }
};
using BareQueue = std::priority_queue<BareEvent, std::vector<BareEvent>, std::greater<>>;

std::vector<Duration> random_delays(std::size_t count) {
    Random random{1};
    std::vector<Duration> delays(count);
    for (Duration& delay : delays) {
        delay = Duration{static_cast<std::int64_t>(random.below(3'600'000'000))};
    }
    return delays;
}

/// Processor seconds of this process, so that others on the machine do not count.
double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

template <typename Work>
double seconds_of(const Work& work) {
    const double begin = processor_seconds();
    work();
    return processor_seconds() - begin;
}

/// The engine and the bare queue in turns: in each turn, as many events on one as on the other.
class Comparison {
public:
    template <typename Engine, typename Bare>
    void take_turns(std::size_t events, const Engine& engine, const Bare& bare) {
        engine_seconds_ += seconds_of(engine);
        bare_seconds_ += seconds_of(bare);
        events_ += events;
    }
    void report(benchmark::State& state) const {
        const auto events = static_cast<double>(events_);
        state.counters["engine_per_second"] = events / engine_seconds_;
        state.counters["bare_per_second"] = events / bare_seconds_;
        state.counters["ratio"] = bare_seconds_ / engine_seconds_;
    }

private:
    double engine_seconds_ = 0;
    double bare_seconds_ = 0;
    std::size_t events_ = 0;
};

/// Each event that runs is replaced by a new one: a million are always pending.
void run_and_schedule_with_a_million_pending(benchmark::State& state) {
    const std::vector<Duration> delays = random_delays(kPending);
    EventQueue events;
    BareQueue bare;
    std::uint64_t sequence = 0;
    for (const Duration delay : delays) {
        events.schedule_after(delay, [] {});
        bare.push({.time = delay.count(), .sequence = ++sequence, .id = sequence});
    }
    std::size_t next = 0;
    const auto run_engine = [&] {
        for (std::size_t i = 0; i < kBatch; ++i) {
            events.run_next();
            events.schedule_after(delays[(next + i) % kPending], [] {});
        }
    };
    const auto run_bare = [&] {
        for (std::size_t i = 0; i < kBatch; ++i) {
            const BareEvent event = bare.top();
            bare.pop();
            benchmark::DoNotOptimize(event.id);
            const std::int64_t time = event.time + delays[(next + i) % kPending].count();
            bare.push({.time = time, .sequence = ++sequence, .id = event.id});
        }
    };
    Comparison comparison;
    for (auto _ : state) {
        comparison.take_turns(kBatch, run_engine, run_bare);
        next += kBatch;
    }
    comparison.report(state);
}
BENCHMARK(run_and_schedule_with_a_million_pending)->Unit(benchmark::kMillisecond)->MinTime(2);

/// A million events are scheduled and then run, until none is left.
void schedule_and_drain_a_million(benchmark::State& state) {
    const std::vector<Duration> delays = random_delays(kPending);
    const auto run_engine = [&] {
        EventQueue events;
        for (const Duration delay : delays) {
            events.schedule_after(delay, [] {});
        }
        while (events.run_next()) {
        }
    };
    const auto run_bare = [&] {
        BareQueue bare;
        std::uint64_t sequence = 0;
        for (const Duration delay : delays) {
            bare.push({.time = delay.count(), .sequence = ++sequence, .id = sequence});
        }
        while (!bare.empty()) {
            benchmark::DoNotOptimize(bare.top().id);
            bare.pop();
        }
    };
    Comparison comparison;
    for (auto _ : state) {
        comparison.take_turns(kPending, run_engine, run_bare);
    }
    comparison.report(state);
}
BENCHMARK(schedule_and_drain_a_million)->Unit(benchmark::kMillisecond)->Iterations(3);

/// A jump into a fiber and back.
void switch_to_a_fiber_and_back(benchmark::State& state) {
    StackPool stacks;
    bool done = false;
    Fiber* self = nullptr;
    Fiber fiber{stacks, [&] {
                    while (!done) {
                        self->suspend();
                    }
                }};
    self = &fiber;
    for (auto _ : state) {
        benchmark::DoNotOptimize(fiber.resume());
    }
    done = true;
    static_cast<void>(fiber.resume());
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(switch_to_a_fiber_and_back);

/// One sleep: an event scheduled, two switches, the event run. The argument is the number of
/// actors.
void sleep_in_actors(benchmark::State& state) {
    EventQueue events;
    ActorSystem actors{events};
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        actors.spawn("sleeper", [&] {
            for (;;) {
                actors.sleep_for(Duration{1'000});
            }
        });
    }
    for (auto _ : state) {
        events.run_next();
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sleep_in_actors)->Arg(1)->Arg(100)->Arg(1'000);

/// What an actor costs that never sleeps, as in a world without latency.
void spawn_an_actor_that_never_sleeps(benchmark::State& state) {
    EventQueue events;
    ActorSystem actors{events};
    std::uint64_t runs = 0;
    for (auto _ : state) {
        actors.spawn("pass", [&] { ++runs; });
    }
    benchmark::DoNotOptimize(runs);
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(spawn_an_actor_that_never_sleeps);

}  // namespace
}  // namespace sosw::sim
