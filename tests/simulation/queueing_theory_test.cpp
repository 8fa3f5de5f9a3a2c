// Queueing theory as an oracle: waits in the simulator are those of the textbooks.
//
// Two systems are held against the formulas of `queueing_formulas.hpp`:
//
// * Servers on the bare engine (event queue, arrivals, distributions): M/M/1, M/M/c, M/D/1, M/G/1.
// * A whole world: the real Orchestrator is the queue, a labourer's maximum is the number of
//   servers, and an eco status of High lets it use them all. Passes find what has arrived and who
//   is free, so services begin at multiples of the pass interval; the formulas are exact for that.
//   Lambda's own asynchronous queue takes no part: it is neither in order nor quick to serve,
//   since what it could not start comes again after 1 s, 2 s … 5 min.
//
// Each mean wait is estimated by batch means: the first tenth is left out as warm-up, the rest is
// cut into twenty batches whose means are nearly independent. The textbook's value must lie within
// the 99 % confidence interval (Student's t, 19 degrees of freedom), and the interval must be
// narrow enough to say something. Beyond the means, each single start and the areas under the
// levels of the record are exact.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <queue>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/report/level_changes.hpp"
#include "sim/report/task_events.hpp"
#include "sim/scenario/distribution.hpp"
#include "sim/workload/phase_arrivals.hpp"
#include "tests/sim/world/small_world.hpp"
#include "tests/simulation/queueing_formulas.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// An estimate: mean ± half_width with 99 % confidence.
struct Interval {
    double mean = 0;
    double half_width = 0;

    bool contains(double value) const { return std::abs(value - mean) <= half_width; }
};

std::ostream& operator<<(std::ostream& out, const Interval& interval) {
    return out << interval.mean << " ± " << interval.half_width;
}

double mean_of(const std::vector<double>& values, std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) {
        sum += values[i];
    }
    return sum / static_cast<double>(end - begin);
}

Interval batch_means(const std::vector<double>& values) {
    constexpr std::size_t kBatches = 20;
    constexpr double kStudent = 2.861;  // 99.5th percentile, 19 degrees of freedom.
    const std::size_t warm_up = values.size() / 10;
    const std::size_t size = (values.size() - warm_up) / kBatches;
    std::vector<double> means;
    for (std::size_t begin = warm_up; means.size() < kBatches; begin += size) {
        means.push_back(mean_of(values, begin, begin + size));
    }
    const double mean = mean_of(means, 0, kBatches);
    double squares = 0;
    for (const double batch : means) {
        squares += (batch - mean) * (batch - mean);
    }
    const double variance = squares / (kBatches - 1);
    return {.mean = mean, .half_width = kStudent * std::sqrt(variance / kBatches)};
}

/// A queue of the textbooks, and the mean wait that they tell. Seconds.
struct QueueCase {
    std::string name;
    int servers = 1;
    double arrivals = 0;  ///< Per second.
    Distribution service{};
    double mean_wait = 0;
    Duration pass_interval{};  ///< Zero: there are no passes.
};

void PrintTo(const QueueCase& queue, std::ostream* out) { *out << queue.name; }

Workload poisson_workload(double arrivals, std::int64_t tasks) {
    return {
        .labourer = "worker",
        .phases = {{
            .duration = from_seconds(static_cast<double>(tasks) / arrivals),
            .rate_per_second = arrivals,
            .ramp_to_per_second = arrivals,
        }}};
}

// The formulas among themselves.

TEST(QueueingFormulas, ErlangCOfFiveServersWithALoadOfFourIsThatOfTheTables) {
    const ErlangQueue queue{.servers = 5, .arrivals = 4, .service = 1};
    EXPECT_NEAR(queue.waiting_probability(), 0.5541, 0.00005);
}

TEST(QueueingFormulas, ErlangAndPollaczekKhinchineAgreeOnOneServerWithoutMemory) {
    const ErlangQueue queue{.servers = 1, .arrivals = 0.01, .service = 60};
    const ServiceMoments moments{.mean = 60, .square_mean = 2 * 60 * 60};
    EXPECT_NEAR(queue.mean_wait(), pollaczek_khinchine(0.01, moments), 1e-9);
}

/// The error is linear in the interval, so twice the value at half of it cancels it.
TEST(QueueingFormulas, PassesEverMoreFrequentLeadToErlangC) {
    const ErlangQueue queue{.servers = 4, .arrivals = 0.04, .service = 60};
    const double coarse = queue.mean_wait_with_passes(3);
    const double fine = queue.mean_wait_with_passes(1.5);
    EXPECT_NEAR((2 * fine - coarse) / queue.mean_wait(), 1, 0.005);
}

/// Without memory the whole intervals of a service are geometric.
TEST(QueueingFormulas, TheChainOfPassesAndPollaczekKhinchineAgreeOnOneServer) {
    constexpr double kInterval = 15;
    const ErlangQueue queue{.servers = 1, .arrivals = 0.01, .service = 60};
    const double ends = 1 - std::exp(-kInterval / queue.service);
    const ServiceMoments rounded_up{
        .mean = kInterval / ends,
        .square_mean = kInterval * kInterval * (2 - ends) / (ends * ends)};
    EXPECT_NEAR(
        queue.mean_wait_with_passes(kInterval),
        pollaczek_khinchine_with_passes(queue.arrivals, rounded_up, kInterval),
        1e-6
    );
}

TEST(QueueingFormulas, RoundingUpToShortIntervalsAddsHalfOfOneToALognormalService) {
    const LognormalService service{.median = 40, .p95 = 120};
    EXPECT_NEAR(service.rounded_up_moments(0.1).mean, service.moments().mean + 0.05, 1e-6);
}

// The bare engine.

/// First come, first served. Waits are kept in seconds, in the order of service.
class FifoServers {
public:
    FifoServers(EventQueue& events, int servers, const Distribution& service, Random random)
        : events_{events}, free_{servers}, service_{service}, random_{random} {}

    void arrive() {
        waiting_.push_back(events_.now());
        serve();
    }
    const std::vector<double>& waits() const { return waits_; }

private:
    void serve() {
        while (free_ > 0 && !waiting_.empty()) {
            waits_.push_back(to_seconds(events_.now() - waiting_.front()));
            waiting_.pop_front();
            --free_;
            events_.schedule_after(service_.sample(random_), [this] {
                ++free_;
                serve();
            });
        }
    }

    EventQueue& events_;
    int free_;
    const Distribution& service_;
    Random random_;
    std::deque<Timestamp> waiting_;
    std::vector<double> waits_;
};

void arrive_from(EventQueue& events, PhaseArrivals& arrivals, FifoServers& servers) {
    if (const std::optional<Duration> at = arrivals.next()) {
        events.schedule_at(Timestamp{*at}, [&] {
            servers.arrive();
            arrive_from(events, arrivals, servers);
        });
    }
}

std::vector<double> waits_on_the_engine(const QueueCase& queue, std::int64_t tasks) {
    const Random random{2026};
    EventQueue events;
    const Workload workload = poisson_workload(queue.arrivals, tasks);
    const Duration duration = workload.phases.front().duration;
    PhaseArrivals arrivals{workload, duration, random.fork("arrivals")};
    FifoServers servers{events, queue.servers, queue.service, random.fork("service")};
    arrive_from(events, arrivals, servers);
    events.run_until(Timestamp{duration + hours{24}});
    return servers.waits();
}

Distribution lognormal(const LognormalService& service) {
    return Distribution::lognormal(
        {.median = from_seconds(service.median), .p95 = from_seconds(service.p95)}
    );
}

std::vector<QueueCase> textbook_queues() {
    const ErlangQueue one{.servers = 1, .arrivals = 0.01, .service = 60};
    const ErlangQueue five{.servers = 5, .arrivals = 0.0625, .service = 60};
    const ServiceMoments constant{.mean = 60, .square_mean = 60 * 60};
    const LognormalService varied{.median = 40, .p95 = 120};
    const Distribution without_memory = Distribution::exponential({.mean = minutes{1}});
    return {
        {.name = "MM1",
         .arrivals = one.arrivals,
         .service = without_memory,
         .mean_wait = one.mean_wait()},
        {.name = "MM5",
         .servers = five.servers,
         .arrivals = five.arrivals,
         .service = without_memory,
         .mean_wait = five.mean_wait()},
        {.name = "MD1",
         .arrivals = 0.0125,
         .service = Distribution::constant(minutes{1}),
         .mean_wait = pollaczek_khinchine(0.0125, constant)},
        {.name = "MG1",
         .arrivals = 0.014,
         .service = lognormal(varied),
         .mean_wait = pollaczek_khinchine(0.014, varied.moments())},
    };
}

class QueueOnTheEngine : public testing::TestWithParam<QueueCase> {};

TEST_P(QueueOnTheEngine, WaitsAsLongAsTheTextbookSays) {
    const Interval wait = batch_means(waits_on_the_engine(GetParam(), 500'000));
    EXPECT_TRUE(wait.contains(GetParam().mean_wait)) << wait << ", not " << GetParam().mean_wait;
    EXPECT_LT(wait.half_width, 0.05 * GetParam().mean_wait);
}

INSTANTIATE_TEST_SUITE_P(
    Textbook,
    QueueOnTheEngine,
    testing::ValuesIn(textbook_queues()),
    [](const auto& param) { return param.param.name; }
);

// A world.

/// A task's way through the world's queue.
struct Service {
    Timestamp arrived{};
    Timestamp started{};
    Duration waited{};
    Duration served{};
};

std::unique_ptr<World> run_world(const QueueCase& queue, std::int64_t tasks) {
    Scenario scenario = small_world();
    scenario.workload = {poisson_workload(queue.arrivals, tasks)};
    scenario.duration = scenario.workload.front().phases.front().duration + hours{24};
    scenario.functions.front().duration = queue.service;
    scenario.functions.front().timeout = minutes{15};
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        config->task_manager.labourers.front().max_simultaneous_invocations = queue.servers;
    }
    scenario.rules = {
        {.target = RuleTarget::Orchestrator, .every = queue.pass_interval},
        {.target = RuleTarget::Scavenger, .every = minutes{20}}};
    auto world = make_world(scenario, {.sample_every = hours{24}});
    world->run();
    return world;
}

/// In the order of arrival. Each is invoked and completed once.
std::vector<Service> services_of(World& world) {
    std::vector<Service> services;
    for_each_task_event(world.recorder().database(), [&](const TaskEvent& event) {
        if (event.event == TaskEventKind::Created) {
            services.push_back({.arrived = event.at});
        }
        Service& service = services.at(static_cast<std::size_t>(event.task) - 1);
        if (event.event == TaskEventKind::Invoked) {
            service.started = event.at;
            service.waited = *event.wait;
        }
        if (event.event == TaskEventKind::Completed) {
            service.served = *event.wait;
        }
    });
    return services;
}

std::vector<double> waits_of(const std::vector<Service>& services) {
    std::vector<double> waits;
    for (const Service& service : services) {
        waits.push_back(to_seconds(service.waited));
    }
    return waits;
}

/// The first pass at `at` or later.
Timestamp next_pass(Timestamp start, Duration interval, Timestamp at) {
    const Duration since = at - start + interval - Duration{1};
    return start + since / interval * interval;
}

/// When each would start, from arrivals and services alone: at the first pass that finds it here
/// and a server free, the first who came first (Kiefer and Wolfowitz).
std::vector<Timestamp> starts_in_order(
    const std::vector<Service>& services, const QueueCase& queue, Timestamp start
) {
    std::priority_queue<Timestamp, std::vector<Timestamp>, std::greater<>> free;
    for (int server = 0; server < queue.servers; ++server) {
        free.push(start);
    }
    std::vector<Timestamp> starts;
    for (const Service& service : services) {
        const Timestamp ready = std::max(service.arrived, free.top());
        free.pop();
        starts.push_back(next_pass(start, queue.pass_interval, ready));
        free.push(starts.back() + service.served);
    }
    return starts;
}

/// The time integral of one level over the whole run, which begins and ends at zero.
Duration area_under(World& world, Level level) {
    Duration area{};
    const Timestamp start = world.scenario().start;
    for_each_level_change(
        world.recorder().database(),
        world.scenario().end(),
        [&](const LevelChange& change) {
            if (change.level == level) {
                area -= change.change * (change.at - start);
            }
        }
    );
    return area;
}

std::vector<QueueCase> world_queues() {
    const ErlangQueue four{.servers = 4, .arrivals = 0.036, .service = 60};
    const ServiceMoments constant{.mean = 60, .square_mean = 60 * 60};
    const LognormalService varied{.median = 40, .p95 = 120};
    return {
        {.name = "MM4",
         .servers = four.servers,
         .arrivals = four.arrivals,
         .service = Distribution::exponential({.mean = minutes{1}}),
         .mean_wait = four.mean_wait_with_passes(15),
         .pass_interval = seconds{15}},
        {.name = "MD1",
         .arrivals = 0.0125,
         .service = Distribution::constant(minutes{1}),
         .mean_wait = pollaczek_khinchine_with_passes(0.0125, constant, 30),
         .pass_interval = seconds{30}},
        {.name = "MG1",
         .arrivals = 0.01,
         .service = lognormal(varied),
         .mean_wait = pollaczek_khinchine_with_passes(0.01, varied.rounded_up_moments(20), 20),
         .pass_interval = seconds{20}},
    };
}

class QueueInAWorld : public testing::TestWithParam<QueueCase> {};

TEST_P(QueueInAWorld, WaitsAsLongAsTheTextbookSays) {
    const auto world = run_world(GetParam(), 20'000);
    const Interval wait = batch_means(waits_of(services_of(*world)));
    EXPECT_TRUE(wait.contains(GetParam().mean_wait)) << wait << ", not " << GetParam().mean_wait;
    EXPECT_LT(wait.half_width, 0.2 * GetParam().mean_wait);
    EXPECT_EQ(violations(*world), "");
}

TEST_P(QueueInAWorld, StartsEachTaskAtTheFirstPassThatFindsAServerFree) {
    const auto world = run_world(GetParam(), 1000);
    const std::vector<Service> services = services_of(*world);
    std::vector<Timestamp> starts;
    for (const Service& service : services) {
        starts.push_back(service.started);
    }
    EXPECT_EQ(starts, starts_in_order(services, GetParam(), world->scenario().start));
}

/// Number waiting = rate × wait, and number served = rate × service, along this very path: the
/// areas under the levels are the sums of the waits and of the services, to the microsecond.
TEST_P(QueueInAWorld, ObeysLittlesLawExactly) {
    const auto world = run_world(GetParam(), 1000);
    Duration waited{};
    Duration served{};
    for (const Service& service : services_of(*world)) {
        waited += service.waited;
        served += service.served;
    }
    EXPECT_EQ(area_under(*world, Level::Queue), waited);
    EXPECT_EQ(area_under(*world, Level::Running), served);
}

INSTANTIATE_TEST_SUITE_P(
    Textbook,
    QueueInAWorld,
    testing::ValuesIn(world_queues()),
    [](const auto& param) { return param.param.name; }
);

}  // namespace
}  // namespace sosw::sim
