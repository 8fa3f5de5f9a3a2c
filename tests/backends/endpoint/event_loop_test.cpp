#include "backends/endpoint/event_loop.hpp"

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sosw::endpoint {
namespace {

/// Two ends, closed at the end of the test.
class Pipe {
public:
    Pipe() { EXPECT_EQ(pipe(ends_.data()), 0); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close(ends_[0]);
        close_writer();
    }
    int reader() const { return ends_[0]; }
    int writer() const { return ends_[1]; }
    void put(const std::string& text) const {
        EXPECT_EQ(write(ends_[1], text.data(), text.size()), std::ssize(text));
    }
    std::string take() const {
        std::array<char, 64> bytes{};
        const auto count = read(ends_[0], bytes.data(), bytes.size());
        return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
    }
    void close_writer() {
        if (ends_[1] >= 0) {
            close(ends_[1]);
            ends_[1] = -1;
        }
    }

private:
    std::array<int, 2> ends_{};
};

TEST(EventLoop, TellsWhatCanBeRead) {
    EventLoop loop;
    const Pipe pipe;
    std::string got;
    const Watch watch = loop.watch_readable(pipe.reader(), [&] { got += pipe.take(); });
    loop.turn_if_ready();
    EXPECT_EQ(got, "");
    pipe.put("hello");
    loop.turn();
    EXPECT_EQ(got, "hello");
}

TEST(EventLoop, TheEndOfAStreamIsReadable) {
    EventLoop loop;
    Pipe pipe;
    bool ended = false;
    const Watch watch = loop.watch_readable(pipe.reader(), [&] { ended = pipe.take().empty(); });
    pipe.close_writer();
    loop.turn();
    EXPECT_TRUE(ended);
}

TEST(EventLoop, AskedForNothingItTellsNothing) {
    EventLoop loop;
    const Pipe pipe;
    int calls = 0;
    Watch watch = loop.watch_readable(pipe.reader(), [&] { ++calls; });
    pipe.put("x");
    watch.set(Interest::None);
    loop.turn_if_ready();
    EXPECT_EQ(calls, 0);
    watch.set(Interest::Read);
    loop.turn();
    EXPECT_EQ(calls, 1);
}

TEST(EventLoop, TellsWhatCanBeWritten) {
    EventLoop loop;
    const Pipe pipe;
    Ready seen;
    const Watch watch =
        loop.watch(pipe.writer(), Interest::Write, [&](Ready ready) { seen = ready; });
    loop.turn();
    EXPECT_TRUE(seen.writable);
    EXPECT_FALSE(seen.hung_up);
}

TEST(EventLoop, AWatchMayEndItselfAndOthersInTheSameTurn) {
    EventLoop loop;
    const Pipe a;
    const Pipe b;
    int calls = 0;
    Watch watch_a;
    Watch watch_b;
    const auto end_both = [&] {
        ++calls;
        watch_a.reset();
        watch_b.reset();
    };
    watch_a = loop.watch_readable(a.reader(), end_both);
    watch_b = loop.watch_readable(b.reader(), end_both);
    a.put("x");
    b.put("x");
    loop.turn();
    loop.turn_if_ready();
    EXPECT_EQ(calls, 1);
    EXPECT_FALSE(watch_a);
}

TEST(EventLoop, TheEndOfATurnComesAfterAllThatWasReady) {
    EventLoop loop;
    const Pipe a;
    const Pipe b;
    std::string events;
    const Watch watch_a = loop.watch_readable(a.reader(), [&] { events += a.take(); });
    const Watch watch_b = loop.watch_readable(b.reader(), [&] { events += b.take(); });
    Watch first = loop.at_end_of_turn([&] { events += "."; });
    const Watch second = loop.at_end_of_turn([&] { events += ";"; });
    a.put("x");
    b.put("x");
    loop.turn();
    EXPECT_EQ(events, "xx.;");
    first.reset();
    loop.turn_if_ready();
    EXPECT_EQ(events, "xx.;;");
}

TEST(EventLoop, PostedTasksRunInTheirOrder) {
    EventLoop loop;
    std::string events;
    loop.post([&] {
        events += "a";
        loop.post([&] { events += "c"; });
    });
    loop.post([&] { events += "b"; });
    loop.turn();
    EXPECT_EQ(events, "ab");
    loop.turn();
    EXPECT_EQ(events, "abc");
}

TEST(EventLoop, AnotherThreadPostsAndStops) {
    EventLoop loop;
    std::thread other{[&] { loop.post([&] { loop.stop(); }); }};
    loop.run();
    other.join();
}

TEST(EventLoop, AStopBeforeTheRunCounts) {
    EventLoop loop;
    loop.stop();
    loop.run();
    SUCCEED();
}

TEST(EventLoop, AnExceptionLeavesTheRunAndTheLoopGoesOn) {
    EventLoop loop;
    loop.post([] { throw std::runtime_error{"broken"}; });
    EXPECT_THROW(loop.run(), std::runtime_error);
    loop.post([&] { loop.stop(); });
    loop.run();
}

TEST(EventLoop, ATimerComesOnce) {
    EventLoop loop;
    int calls = 0;
    Timer timer = loop.timer([&] { ++calls; });
    loop.turn_if_ready();
    EXPECT_EQ(calls, 0);
    timer.start(Duration::zero());
    while (calls == 0) {
        loop.turn();
    }
    loop.turn_if_ready();
    EXPECT_EQ(calls, 1);
}

TEST(EventLoop, AStoppedTimerDoesNotCome) {
    EventLoop loop;
    bool came = false;
    Timer timer = loop.timer([&] { came = true; });
    timer.start(std::chrono::hours{1});
    timer.stop();
    loop.turn_if_ready();
    EXPECT_FALSE(came);
}

TEST(EventLoop, TellsOfASignal) {
    EventLoop loop;
    int calls = 0;
    const Watch watch = loop.watch_signal(SIGUSR2, [&] { ++calls; });
    raise(SIGUSR2);
    raise(SIGUSR2);
    loop.turn();
    EXPECT_EQ(calls, 1);
}

TEST(EventLoop, TellsThatAChildHasEnded) {
    EventLoop loop;
    pid_t child = -1;
    int status = 0;
    const Watch watch = loop.watch_signal(SIGCHLD, [&] {
        if (waitpid(child, &status, WNOHANG) == child) {
            loop.stop();
        }
    });
    child = fork();
    if (child == 0) {
        _exit(7);
    }
    loop.run();
    EXPECT_EQ(WEXITSTATUS(status), 7);
}

}  // namespace
}  // namespace sosw::endpoint
