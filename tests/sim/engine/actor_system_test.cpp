#include "sim/engine/actor_system.hpp"

#include <array>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace sosw::sim {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr Timestamp kStart = from_epoch_seconds(1'000'000);

using Log = std::vector<std::string>;

/// Notes its end of life, as a transaction that rolls back would act on it.
struct Guard {
    Log& log;
    std::string what;
    Guard(Log& target, std::string text) : log{target}, what{std::move(text)} {}
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() { log.push_back(what); }
};

struct ActorSystemTest : ::testing::Test {
    EventQueue events{kStart};
    Log log;
    ActorSystem actors{events};

    void run_for(Duration duration) { events.run_until(events.now() + duration); }
    ActorSystem::OnExit note_outcome(const std::string& name) {
        return [this, name](ActorOutcome outcome) {
            constexpr std::array kNames = {"completed", "cancelled", "failed"};
            log.push_back(name + " " + kNames.at(static_cast<std::size_t>(outcome)));
        };
    }
    /// An actor that writes `name` and the number of its round, sleeping in between.
    ActorId spawn_ticker(const std::string& name, Duration period, int rounds) {
        return actors.spawn(name, [this, name, period, rounds] {
            for (int round = 0; round < rounds; ++round) {
                log.push_back(name + std::to_string(round));
                actors.sleep_for(period);
            }
        });
    }
};

TEST_F(ActorSystemTest, RunsAnActorAtOnceUntilItSleeps) {
    const ActorId id = actors.spawn("pass", [&] {
        log.emplace_back("begin");
        actors.sleep_for(1s);
        log.emplace_back("end");
    });
    log.emplace_back("spawned");
    EXPECT_TRUE(actors.alive(id));
    EXPECT_EQ(actors.name(id), "pass");
    run_for(2s);
    EXPECT_THAT(log, ElementsAre("begin", "spawned", "end"));
    EXPECT_FALSE(actors.alive(id));
    EXPECT_EQ(actors.count(), 0U);
}

TEST_F(ActorSystemTest, IsDoneWithAnActorThatNeverSleepsWhenSpawnReturns) {
    const ActorId id = actors.spawn(
        "quick", [] {}, note_outcome("quick")
    );
    EXPECT_THAT(log, ElementsAre("quick completed"));
    EXPECT_FALSE(actors.alive(id));
    EXPECT_EQ(events.pending(), 0U);
}

TEST_F(ActorSystemTest, InterleavesActorsInTheOrderOfTheirSleeps) {
    spawn_ticker("a", 2s, 3);
    spawn_ticker("b", 3s, 3);
    run_for(10s);
    EXPECT_THAT(log, ElementsAre("a0", "b0", "a1", "b1", "a2", "b2"));
}

TEST_F(ActorSystemTest, WakesActorsOfOneInstantInTheOrderInWhichTheyFellAsleep) {
    for (const char* name : {"c", "a", "b"}) {
        spawn_ticker(name, 1s, 2);
    }
    run_for(1s);
    EXPECT_THAT(log, ElementsAre("c0", "a0", "b0", "c1", "a1", "b1"));
}

TEST_F(ActorSystemTest, KnowsWhichActorRuns) {
    EXPECT_FALSE(actors.in_actor());
    std::optional<ActorId> seen;
    std::optional<ActorId> seen_later;
    const ActorId id = actors.spawn("pass", [&] {
        seen = actors.current();
        actors.spawn("other", [&] { EXPECT_NE(actors.current(), *seen); });
        actors.sleep_for(1s);
        seen_later = actors.current();
    });
    EXPECT_FALSE(actors.in_actor());
    run_for(1s);
    EXPECT_EQ(seen, id);
    EXPECT_EQ(seen_later, id);
}

TEST_F(ActorSystemTest, UnwindsACancelledActorAtOnce) {
    const ActorId id = actors.spawn(
        "pass",
        [&] {
            const Guard outer{log, "outer"};
            const Guard inner{log, "inner"};
            actors.sleep_for(1h);
            log.emplace_back("never");
        },
        note_outcome("pass")
    );
    run_for(1min);
    EXPECT_TRUE(actors.cancel(id));
    EXPECT_THAT(log, ElementsAre("inner", "outer", "pass cancelled"));
    EXPECT_FALSE(actors.alive(id));
    EXPECT_FALSE(actors.cancel(id));
    EXPECT_EQ(events.pending(), 0U);
}

TEST_F(ActorSystemTest, EndsAPassHalfWayFromAnEvent) {
    const ActorId id = spawn_ticker("tick", 20s, 100);
    events.schedule_after(60s, [&] { actors.cancel(id); });
    run_for(5min);
    EXPECT_THAT(log, ElementsAre("tick0", "tick1", "tick2"));
}

TEST_F(ActorSystemTest, DoesNotLetACancelledActorSleepAgain) {
    int attempts = 0;
    const ActorId id = actors.spawn("stubborn", [&] {
        for (;;) {
            try {
                actors.sleep_for(1s);
            } catch (const ActorCancelled&) {
                if (++attempts == 3) {
                    throw;
                }
            }
        }
    });
    actors.cancel(id);
    EXPECT_EQ(attempts, 3);
    EXPECT_EQ(actors.count(), 0U);
}

TEST_F(ActorSystemTest, CancelsARunningActorWhenItNextSleeps) {
    actors.spawn(
        "self",
        [&] {
            EXPECT_TRUE(actors.cancel(actors.current()));
            log.emplace_back("goes on");
            actors.sleep_for(1s);
            log.emplace_back("never");
        },
        note_outcome("self")
    );
    EXPECT_THAT(log, ElementsAre("goes on", "self cancelled"));
}

TEST_F(ActorSystemTest, LetsAnActorCancelAnother) {
    const ActorId victim = actors.spawn("victim", [&] {
        const Guard guard{log, "unwound"};
        actors.sleep_for(1h);
    });
    actors.spawn("killer", [&] {
        actors.sleep_for(1s);
        log.emplace_back("before");
        actors.cancel(victim);
        log.emplace_back("after");
    });
    run_for(2s);
    EXPECT_THAT(log, ElementsAre("before", "unwound", "after"));
}

TEST_F(ActorSystemTest, CrashesTheActorThatExits) {
    actors.spawn(
        "crash",
        [&] {
            const Guard guard{log, "unwound"};
            actors.sleep_for(1s);
            actors.exit_current();
        },
        note_outcome("crash")
    );
    run_for(2s);
    EXPECT_THAT(log, ElementsAre("unwound", "crash cancelled"));
}

TEST_F(ActorSystemTest, ThrowsWhatLeavesAnActorAtWhoeverResumedIt) {
    const auto fail_now = [] { throw std::runtime_error{"at once"}; };
    EXPECT_THROW(actors.spawn("first", fail_now, note_outcome("first")), std::runtime_error);

    const auto fail_later = [&] {
        actors.sleep_for(1s);
        throw std::logic_error{"later"};
    };
    actors.spawn("second", fail_later, note_outcome("second"));
    EXPECT_THROW(run_for(2s), std::logic_error);

    const ActorId third = actors.spawn(
        "third",
        [&] {
            try {
                actors.sleep_for(1h);
            } catch (const ActorCancelled&) {
                throw std::out_of_range{"while unwinding"};
            }
        },
        note_outcome("third")
    );
    EXPECT_THROW(actors.cancel(third), std::out_of_range);
    EXPECT_THAT(log, ElementsAre("first failed", "second failed", "third failed"));
    EXPECT_EQ(actors.count(), 0U);
}

TEST_F(ActorSystemTest, PassesAnExceptionThroughNestedActors) {
    actors.spawn("outer", [&] {
        try {
            actors.spawn("inner", [] { throw std::runtime_error{"inner"}; });
        } catch (const std::runtime_error& error) {
            log.emplace_back(error.what());
        }
        actors.sleep_for(1s);
        log.emplace_back("outer goes on");
    });
    run_for(1s);
    EXPECT_THAT(log, ElementsAre("inner", "outer goes on"));
}

TEST_F(ActorSystemTest, SpawnsActorsFromActors) {
    std::function<void(int)> descend = [&](int depth) {
        log.push_back("down " + std::to_string(depth));
        if (depth < 3) {
            actors.spawn("child", [&, depth] { descend(depth + 1); });
        }
        actors.sleep_for(Duration{10 - depth});
        log.push_back("up " + std::to_string(depth));
    };
    actors.spawn("root", [&] { descend(0); });
    EXPECT_EQ(actors.count(), 4U);
    run_for(1s);
    EXPECT_THAT(
        log, ElementsAre("down 0", "down 1", "down 2", "down 3", "up 3", "up 2", "up 1", "up 0")
    );
}

TEST_F(ActorSystemTest, CancelsAllInTheOrderOfSpawning) {
    for (const char* name : {"first", "second", "third"}) {
        actors.spawn(name, [this, name] {
            const Guard guard{log, name};
            actors.sleep_for(1h);
        });
    }
    actors.cancel_all();
    EXPECT_THAT(log, ElementsAre("first", "second", "third"));
    EXPECT_EQ(actors.count(), 0U);
    EXPECT_EQ(events.pending(), 0U);
}

TEST_F(ActorSystemTest, UnwindsWhatSleepsWhenItIsDestroyed) {
    {
        ActorSystem doomed{events};
        for (const char* name : {"first", "second"}) {
            doomed.spawn(name, [this, &doomed, name] {
                const Guard guard{log, name};
                doomed.sleep_for(1h);
            });
        }
    }
    EXPECT_THAT(log, ElementsAre("first", "second"));
    EXPECT_EQ(events.pending(), 0U);
}

TEST_F(ActorSystemTest, UnwindsWhatSleepsWhenAnExceptionDestroysIt) {
    const auto run = [&] {
        ActorSystem doomed{events};
        doomed.spawn("sleeper", [&] {
            const Guard guard{log, "unwound"};
            doomed.sleep_for(1h);
        });
        throw std::runtime_error{"disk full"};
    };
    EXPECT_THROW(run(), std::runtime_error);
    EXPECT_THAT(log, ElementsAre("unwound"));
}

TEST_F(ActorSystemTest, CallsTheHookBeforeEachSuspensionOnly) {
    int calls = 0;
    actors.set_before_suspend([&] {
        ++calls;
        EXPECT_TRUE(actors.in_actor());
    });
    actors.spawn("pass", [&] {
        actors.sleep_for(0s);
        actors.sleep_for(1s);
        actors.sleep_for(1s);
    });
    run_for(10s);
    EXPECT_EQ(calls, 2);
}

/// Hundreds of actors that sleep, spawn, throw, are cancelled and unwind; the order of all they do.
std::uint64_t order_hash(std::uint64_t seed) {
    EventQueue events{kStart};
    ActorSystem actors{events};
    const Random root{seed};
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto note = [&](std::uint64_t what) {
        hash = (hash ^ what) * 0x100000001b3;
        hash =
            (hash ^ static_cast<std::uint64_t>(epoch_microseconds(events.now()))) * 0x100000001b3;
    };
    struct Unwound {
        const decltype(note)& noted;
        std::uint64_t number;
        ~Unwound() { noted(number); }
    };
    std::vector<ActorId> spawned;
    const auto wander = [&](std::uint64_t number) {
        Random random = root.fork(std::to_string(number));
        const Unwound guard{note, number};
        for (int step = 0; step < 20; ++step) {
            note(number * 100 + static_cast<std::uint64_t>(step));
            try {
                if (random.chance(0.1)) {
                    throw static_cast<int>(random.below(1000));
                }
            } catch (int thrown) {
                note(static_cast<std::uint64_t>(thrown));
            }
            if (random.chance(0.05)) {
                actors.cancel(spawned[random.below(spawned.size())]);
            }
            actors.sleep_for(Duration{static_cast<std::int64_t>(random.below(50))});
        }
    };
    for (std::uint64_t number = 0; number < 400; ++number) {
        spawned.push_back(ActorId{number + 1});
        actors.spawn("wanderer", [&wander, number] { wander(number); });
    }
    events.run_until(kStart + 1s);
    note(actors.count());
    return hash;
}

TEST(ActorSystem, GivesOneOrderToOneSeedInEveryBuild) {
    const std::uint64_t once = order_hash(7);
    EXPECT_EQ(once, order_hash(7));
    EXPECT_NE(once, order_hash(8));
    EXPECT_EQ(once, 7897331622161630294U);
}

TEST(ActorSystem, KeepsHundredsOfActorsApart) {
    EventQueue events{kStart};
    ActorSystem actors{events};
    constexpr int kActors = 500;
    std::vector<int> sums(kActors, 0);
    for (int i = 0; i < kActors; ++i) {
        actors.spawn("adder", [&, i] {
            int own = 0;
            for (int step = 0; step < 10; ++step) {
                own += i;
                actors.sleep_for(Duration{1 + (i + step) % 13});
            }
            sums[static_cast<std::size_t>(i)] = own;
        });
    }
    EXPECT_EQ(actors.count(), 500U);
    events.run_until(kStart + 1s);
    EXPECT_EQ(actors.count(), 0U);
    for (int i = 0; i < kActors; ++i) {
        ASSERT_EQ(sums[static_cast<std::size_t>(i)], 10 * i);
    }
}

using ActorSystemDeathTest = ActorSystemTest;

TEST_F(ActorSystemDeathTest, SleepingInACatchBlockIsABug) {
    const auto sleep_while_handling = [&] {
        try {
            throw 1;
        } catch (int) {
            actors.sleep_for(1s);
        }
    };
    EXPECT_DEATH(actors.spawn("handler", sleep_while_handling), "current_exception");
}

TEST_F(ActorSystemDeathTest, SleepingWhileUnwindingIsABug) {
    struct Sleeper {
        ActorSystem& system;
        ~Sleeper() { system.sleep_for(1s); }
    };
    const auto sleep_while_unwinding = [&] {
        const Sleeper sleeper{actors};
        throw std::runtime_error{"unwinds"};
    };
    EXPECT_DEATH(actors.spawn("unwinder", sleep_while_unwinding), "uncaught_exceptions");
}

}  // namespace
}  // namespace sosw::sim
