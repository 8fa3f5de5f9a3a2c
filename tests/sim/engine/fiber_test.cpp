#include "sim/engine/fiber.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

using ::testing::ElementsAre;

/// Fills some stack at each level, then does `action` at the bottom and checks the stack on the way
/// back.
int at_depth(int depth, const std::function<void()>& action) {
    volatile int frame[64];
    frame[depth % 64] = depth;
    if (depth == 0) {
        action();
        return 0;
    }
    const int below = at_depth(depth - 1, action);
    return frame[depth % 64] == depth ? below + 1 : -1'000'000;
}

TEST(Fiber, RunsNothingBeforeItIsResumed) {
    StackPool stacks;
    bool ran = false;
    Fiber fiber{stacks, [&] { ran = true; }};
    EXPECT_FALSE(ran);
    EXPECT_EQ(fiber.resume(), nullptr);
    EXPECT_TRUE(ran);
    EXPECT_TRUE(fiber.finished());
}

TEST(Fiber, MayBeDestroyedBeforeItBegins) {
    StackPool stacks;
    const auto held = std::make_shared<int>(1);
    {
        const Fiber fiber{stacks, [held] {}};
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
}

TEST(Fiber, GoesOnWhereItWasSuspendedWithItsStackIntact) {
    StackPool stacks;
    std::vector<std::string> log;
    Fiber* self = nullptr;
    Fiber fiber{stacks, [&] {
                    log.emplace_back("begin");
                    const int depth = at_depth(50, [&] { self->suspend(); });
                    log.push_back("end " + std::to_string(depth));
                }};
    self = &fiber;
    EXPECT_EQ(fiber.resume(), nullptr);
    log.emplace_back("between");
    EXPECT_FALSE(fiber.finished());
    EXPECT_EQ(fiber.resume(), nullptr);
    EXPECT_TRUE(fiber.finished());
    EXPECT_THAT(log, ElementsAre("begin", "between", "end 50"));
}

TEST(Fiber, HandsOverTheExceptionThatEndsIt) {
    StackPool stacks;
    Fiber fiber{stacks, [] { at_depth(20, [] { throw std::runtime_error{"disk full"}; }); }};
    const std::exception_ptr failure = fiber.resume();
    EXPECT_TRUE(fiber.finished());
    EXPECT_THROW(std::rethrow_exception(failure), std::runtime_error);
}

TEST(Fiber, ThrowsAndCatchesOnItsOwnStackBeforeAndAfterASuspension) {
    StackPool stacks;
    int caught = 0;
    Fiber* self = nullptr;
    const auto throw_and_catch = [&] {
        try {
            at_depth(10, [] { throw 1; });
        } catch (int number) {
            caught += number;
        }
    };
    Fiber fiber{stacks, [&] {
                    throw_and_catch();
                    self->suspend();
                    throw_and_catch();
                }};
    self = &fiber;
    EXPECT_EQ(fiber.resume(), nullptr);
    throw_and_catch();
    EXPECT_EQ(fiber.resume(), nullptr);
    EXPECT_EQ(caught, 3);
}

TEST(Fiber, BeginsAndEndsOftenOnTheSameStack) {
    StackPool stacks;
    int ended = 0;
    for (int i = 0; i < 20'000; ++i) {
        Fiber* self = nullptr;
        Fiber fiber{stacks, [&] {
                        at_depth(i % 7, [&] { self->suspend(); });
                        if (i % 3 == 0) {
                            at_depth(i % 40, [] { throw std::runtime_error{"failed"}; });
                        }
                    }};
        self = &fiber;
        ASSERT_EQ(fiber.resume(), nullptr);
        ASSERT_EQ(fiber.resume() != nullptr, i % 3 == 0);
        ended += fiber.finished() ? 1 : 0;
    }
    EXPECT_EQ(ended, 20'000);
}

TEST(FiberDeathTest, LosingASuspendedFiberIsABug) {
    const auto lose = [] {
        StackPool stacks;
        Fiber* self = nullptr;
        Fiber fiber{stacks, [&] { self->suspend(); }};
        self = &fiber;
        static_cast<void>(fiber.resume());
    };
    EXPECT_DEATH(lose(), "State::Finished");
}

}  // namespace
}  // namespace sosw::sim
