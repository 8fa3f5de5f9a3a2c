#include "sim/report/level_changes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "tests/sim/report/record_writer.hpp"

// The walk over all tasks at once, with a queue of slots, is compared with the naive way: each task
// by itself, from event to event.

namespace sosw::sim {
namespace {

constexpr int kTasks = 12;
constexpr int kEvents = 150;
constexpr int kSequences = 200;
constexpr std::array<std::string_view, 2> kLabourers{"slow", "quick"};
constexpr std::array<double, 2> kSlots{60, 7};

/// By time, labourer and level.
using Changes = std::map<std::tuple<Timestamp, std::string, Level>, std::int64_t>;

struct Event {
    TaskEventKind kind = TaskEventKind::Created;
    double at = 0;
    double pass_started = 0;  ///< Of an invocation by a pass; else `at`.
};

struct History {
    std::size_t labourer = 0;
    std::vector<Event> events{};
};

/// Any kinds of events in any order, many of them at the same instant.
std::vector<History> write_random(RecordWriter& writer, Random random) {
    for (std::size_t i = 0; i < kLabourers.size(); ++i) {
        writer.labourer(kLabourers.at(i), 1, kSlots.at(i));
    }
    std::vector<History> histories;
    double now = 0;
    PassNumber passes = 0;
    for (int i = 0; i < kEvents; ++i) {
        now += static_cast<double>(random.below(4)) * 0.75;
        if (histories.size() < kTasks && random.chance(0.2)) {
            histories.push_back({.labourer = random.below(kLabourers.size())});
            histories.back().events.push_back({.at = now});
            writer.create(kLabourers.at(histories.back().labourer), now);
            continue;
        }
        if (histories.empty()) {
            continue;
        }
        const std::size_t task = random.below(histories.size());
        const auto kinds = static_cast<std::uint64_t>(TaskEventKind::Closed);
        Event event{.at = now, .pass_started = now};
        event.kind = static_cast<TaskEventKind>(1 + random.below(kinds));
        EventFields fields;
        if (event.kind == TaskEventKind::Invoked && random.chance(0.5)) {
            event.pass_started = std::max(0.0, now - static_cast<double>(random.below(20)));
            writer.pass("sosw_orchestrator", event.pass_started, now);
            fields.pass = ++passes;
        }
        writer.event(static_cast<TaskNumber>(task + 1), event.kind, now, fields);
        histories[task].events.push_back(event);
    }
    return histories;
}

std::optional<Level> level_after(TaskEventKind kind) {
    switch (kind) {
        case TaskEventKind::Created:
        case TaskEventKind::Retried:
            return Level::Queue;
        case TaskEventKind::Invoked:
            return Level::Running;
        case TaskEventKind::Expired:
            return Level::Retry;
        default:
            return std::nullopt;
    }
}

bool moves(TaskEventKind kind) {
    return level_after(kind) || kind == TaskEventKind::Stranded ||
           kind == TaskEventKind::Completed || kind == TaskEventKind::Closed;
}

/// The last second of the slot is counted whole.
Timestamp slot_end(const Event& event, std::size_t labourer) {
    const auto second = std::chrono::floor<std::chrono::seconds>(at_second(event.pass_started));
    return second + from_seconds(kSlots.at(labourer)) + std::chrono::seconds{1};
}

Changes naive_changes(const std::vector<History>& histories, Timestamp end) {
    Changes changes;
    for (const History& history : histories) {
        std::vector<Event> stays;
        std::ranges::copy_if(history.events, std::back_inserter(stays), moves, &Event::kind);
        for (std::size_t i = 0; i < stays.size(); ++i) {
            const std::optional<Level> level = level_after(stays[i].kind);
            if (!level) {
                continue;
            }
            const Timestamp from = at_second(stays[i].at);
            Timestamp to = i + 1 < stays.size() ? at_second(stays[i + 1].at) : end;
            if (level == Level::Running) {
                to = std::max(from, std::min(to, slot_end(stays[i], history.labourer)));
            }
            const std::string labourer{kLabourers.at(history.labourer)};
            ++changes[{from, labourer, *level}];
            --changes[{to, labourer, *level}];
        }
    }
    std::erase_if(changes, [](const auto& change) { return change.second == 0; });
    return changes;
}

TEST(LevelChanges, AreThoseOfEachTaskByItself) {
    for (std::uint64_t seed = 1; seed <= kSequences; ++seed) {
        RecordWriter writer;
        const std::vector<History> histories = write_random(writer, Random{seed});
        const Timestamp end = at_second(400);
        Changes changes;
        for_each_level_change(writer.database(), end, [&](const LevelChange& change) {
            changes[{change.at, std::string{change.labourer}, change.level}] += change.change;
        });
        ASSERT_EQ(changes, naive_changes(histories, end)) << "seed " << seed;
    }
}

TEST(LevelChanges, ComeInOrderOfTimeAndOncePerInstant) {
    for (std::uint64_t seed = 1; seed <= kSequences; ++seed) {
        RecordWriter writer;
        write_random(writer, Random{seed});
        std::vector<std::tuple<Timestamp, std::string, Level>> seen;
        for_each_level_change(writer.database(), at_second(400), [&](const LevelChange& change) {
            EXPECT_NE(change.change, 0);
            EXPECT_TRUE(seen.empty() || std::get<0>(seen.back()) <= change.at);
            seen.emplace_back(change.at, change.labourer, change.level);
        });
        std::ranges::sort(seen);
        ASSERT_EQ(std::ranges::adjacent_find(seen), seen.end()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace sosw::sim
