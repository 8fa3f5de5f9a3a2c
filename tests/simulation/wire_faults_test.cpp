#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/fuzz/seed_range.hpp"
#include "tests/simulation/wire_world.hpp"

/// Whole passes over AWS's adapters while the network and the services fail in every way: no task
/// is lost, none doubled, none ahead of its attempts; and when the trouble ends, all get done.

namespace sosw::test {
namespace {

using ::testing::HasSubstr;

constexpr int kMinutesOfTrouble = 12;
constexpr int kMinutesToDrain = 120;

std::vector<WireFault> all_faults() {
    std::vector<WireFault> faults;
    faults.reserve(kWireFaults);
    for (std::size_t i = 0; i < kWireFaults; ++i) {
        faults.push_back(static_cast<WireFault>(i));
    }
    return faults;
}

/// Swarm testing: each seed has a random half of the faults, a probability, and a number of tasks
/// at once.
WireWorldOptions options_of(std::uint64_t seed) {
    Random random{seed};
    WireWorldOptions options{.seed = seed};
    for (const WireFault fault : all_faults()) {
        if (random.chance(0.5)) {
            options.faults.push_back(fault);
        }
    }
    constexpr double kLeast = 0.01;
    constexpr double kMost = 0.3;
    options.fault_probability = kLeast + random.uniform() * (kMost - kLeast);
    options.parallel = 1 + random.below(8);
    return options;
}

/// What many worlds have seen together.
struct Sights {
    std::map<WireFault, int> faults{};
    std::map<InvocationResult, int> outcomes{};
    std::int64_t completed = 0;
    std::int64_t dead = 0;
    int crashes = 0;
    int rejected_keys = 0;

    void add(WireWorld& world) {
        for (const auto& [fault, count] : world.transport().struck()) {
            faults[fault] += count;
        }
        for (const auto& [outcome, count] : world.outcomes()) {
            outcomes[outcome] += count;
        }
        completed += world.services().counts().completed;
        dead += world.services().counts().dead;
        crashes += world.crashes();
        rejected_keys += world.rejected_keys();
    }
};

/// Runs one world until it is drained, or is out of time.
void run(WireWorld& world) {
    for (int i = 0; i < kMinutesOfTrouble; ++i) {
        world.minute();
    }
    world.heal();
    for (int i = 0; i < kMinutesToDrain && !world.is_drained(); ++i) {
        world.minute();
    }
}

/// `SOSW_WIRE_SEEDS=7` replays a seed that failed, `1..5000` looks further than usual.
std::optional<sim::SeedRange> seeds_of_environment() {
    const char* const text = std::getenv("SOSW_WIRE_SEEDS");
    return text == nullptr ? std::nullopt : sim::parse_seed_range(text);
}

TEST(WireFaults, NothingIsLostOrDoubledWhateverTheNetworkDoes) {
    constexpr sim::SeedRange kUsual{.first = 1, .last = 60};
    const std::optional<sim::SeedRange> asked = seeds_of_environment();
    const sim::SeedRange seeds = asked.value_or(kUsual);
    Sights sights;
    for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        WireWorld world{options_of(seed)};
        run(world);
        ASSERT_EQ(world.services().violations(), "");
        ASSERT_TRUE(world.is_drained())
            << world.services().counts().closed << " closed of " << world.wanted();
        sights.add(world);
    }
    if (asked) {
        return;  // Few seeds need not see everything.
    }
    for (const WireFault fault : all_faults()) {
        std::cout << to_string(fault) << ": " << sights.faults[fault] << '\n';
        EXPECT_GT(sights.faults[fault], 10) << to_string(fault);
    }
    for (const InvocationResult result :
         {InvocationResult::Invoked,
          InvocationResult::TakenBack,
          InvocationResult::Stranded,
          InvocationResult::Failed}) {
        EXPECT_GT(sights.outcomes[result], 0) << to_string(result);
    }
    EXPECT_GT(sights.completed, 0);
    EXPECT_GT(sights.dead, 0);
    EXPECT_GT(sights.crashes, 0);
    EXPECT_GT(sights.rejected_keys, 0);
}

TEST(WireFaults, WithoutFaultsEveryTaskIsInvokedAndNothingStrands) {
    for (const std::size_t parallel : {1U, 4U}) {
        WireWorld world{{.seed = 5, .parallel = parallel}};
        run(world);
        EXPECT_EQ(world.services().violations(), "");
        EXPECT_TRUE(world.is_drained());
        EXPECT_EQ(world.outcomes().size(), 1U);
        EXPECT_GT(world.outcomes().at(InvocationResult::Invoked), 0);
    }
}

TEST(WireFaults, OverSocketsAndTogetherTheOutcomeIsThatOfTheSerialPass) {
    WireWorld serial{{.seed = 5}};
    WireWorld together{{.seed = 5, .parallel = 8, .way = Way::Loopback}};
    for (int i = 0; i < kMinutesOfTrouble; ++i) {
        serial.minute();
        together.minute();
        ASSERT_EQ(serial.services().look(), together.services().look()) << "minute " << i;
    }
    EXPECT_EQ(serial.outcomes(), together.outcomes());
    EXPECT_GT(serial.outcomes().at(InvocationResult::Invoked), 5);
    EXPECT_EQ(together.services().violations(), "");
}

TEST(WireFaults, ASeedReplays) {
    const auto story = [] {
        WireWorld world{options_of(3)};
        run(world);
        return std::pair{world.transport().struck(), world.outcomes()};
    };
    EXPECT_EQ(story(), story());
}

/// Violations of a world whose transport lies.
std::string violations_of(Lie lie) {
    WireWorld world{
        {.seed = 11,
         .parallel = 4,
         .fault_probability = 0.2,
         .faults = {WireFault::ResetAfter, WireFault::Silence},
         .lie = lie}};
    run(world);
    return world.services().violations();
}

TEST(WireFaultsSabotage, AnHonestTransportBreaksNothing) {
    EXPECT_EQ(violations_of(Lie::None), "");
}

TEST(WireFaultsSabotage, ATransportThatRepeatsPostsInvokesTwice) {
    EXPECT_THAT(violations_of(Lie::RepeatsPosts), HasSubstr("once_per_attempt"));
}

TEST(WireFaultsSabotage, ALostInvocationThatIsCalledUnsentIsRepeated) {
    EXPECT_THAT(violations_of(Lie::CallsLostUnsent), HasSubstr("once_per_attempt"));
}

TEST(WireFaultsSabotage, ATaskThatVanishesIsMissed) {
    WireWorld world{{.seed = 5}};
    world.minute();
    world.minute();
    WireServices& services = world.services();
    ASSERT_EQ(services.violations(), "");
    const std::string table = services.config().task_manager.dynamo_db.table_name;
    ASSERT_TRUE(services.tables().delete_item({.table_name = table, .key = {{"task_id", "task-1"}}})
    );
    services.recount();
    EXPECT_THAT(services.violations(), HasSubstr("task-1"));
}

}  // namespace
}  // namespace sosw::test
