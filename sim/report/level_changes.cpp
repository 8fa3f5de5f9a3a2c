#include "sim/report/level_changes.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/report/task_events.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kSlots =
    "SELECT labourer, (duration_us + cooldown_us) / 1000000 FROM labourer ORDER BY position";
constexpr std::string_view kPassStarts = "SELECT pass, started_us FROM pass";
constexpr std::string_view kExecutions = R"sql(
WITH step AS (
    SELECT labourer, started_us AS at_us, 1 AS change FROM invocation
    WHERE started_us IS NOT NULL AND labourer IS NOT NULL
    UNION ALL
    SELECT labourer, MIN(COALESCE(finished_us, ?1), ?1), -1 FROM invocation
    WHERE started_us IS NOT NULL AND labourer IS NOT NULL
)
SELECT labourer, at_us, SUM(change) FROM step
GROUP BY labourer, at_us ORDER BY labourer, at_us)sql";

constexpr Timestamp kNever = Timestamp::max();

}  // namespace

/// Tells how many come and go, once per instant.
///
/// A task runs, as the Orchestrator counts (K4), until the last second of its slot is over; slots
/// end in between the events, in the order of a queue of their own.
class LevelFollower::Tasks {
public:
    Tasks(sqlite::Database& database, const Use& use) : use_{use} {
        sqlite::Statement slots{database, kSlots};
        while (slots.step()) {
            labourers_.push_back(
                {.id = std::string{slots.column_text(0)}, .slot_seconds = slots.column_int64(1)}
            );
        }
    }

    void add_pass(PassNumber pass, Timestamp started) { pass_starts_[pass] = started; }

    void add(const TaskEvent& event) {
        const std::optional<Level> level = level_after(event.event);
        if (!level && !ends_a_stay(event.event)) {
            return;
        }
        const std::optional<std::size_t> labourer = labourer_of(event.labourer);
        if (!labourer) {
            return;
        }
        pass_to(event.at);
        Stay& stay = stay_of(event.task);
        leave(stay);
        if (level) {
            stay = {.labourer = *labourer, .level = level};
            change(stay, 1);
        }
        if (level == Level::Running) {
            stay.slot_end = slot_end(event, labourers_[*labourer]);
            slots_.emplace(stay.slot_end, event.task);
        }
    }

    /// Ends the slots up to `at`.
    void pass_to(Timestamp at) {
        while (!slots_.empty() && slots_.top().first <= at) {
            const auto [slot_end, task] = slots_.top();
            slots_.pop();
            Stay& stay = stay_of(task);
            if (stay.slot_end == slot_end) {
                move_to(slot_end);
                leave(stay);
            }
        }
        move_to(at);
    }

    void finish(Timestamp end) {
        pass_to(end);
        for (Stay& stay : stays_) {
            leave(stay);
        }
        flush();
    }

private:
    struct Labourer {
        std::string id;
        std::int64_t slot_seconds = 0;
        std::array<std::int64_t, kLevels> changes{};  ///< At this instant.
    };
    struct Stay {
        std::size_t labourer = 0;
        std::optional<Level> level{};
        Timestamp slot_end = kNever;  ///< Of one that runs.
    };
    using Slot = std::pair<Timestamp, TaskNumber>;

    static std::optional<Level> level_after(TaskEventKind event) {
        switch (event) {
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
    static bool ends_a_stay(TaskEventKind event) {
        return event == TaskEventKind::Stranded || event == TaskEventKind::Completed ||
               event == TaskEventKind::Closed;
    }

    std::optional<std::size_t> labourer_of(std::string_view id) const {
        const auto found = std::ranges::find(labourers_, id, &Labourer::id);
        return found != labourers_.end() ? std::optional{found - labourers_.begin()} : std::nullopt;
    }

    Stay& stay_of(TaskNumber task) {
        const auto index = static_cast<std::size_t>(task);
        if (index >= stays_.size()) {
            stays_.resize(index + 1);
        }
        return stays_[index];
    }

    Timestamp slot_end(const TaskEvent& event, const Labourer& labourer) const {
        const auto pass = event.pass ? pass_starts_.find(*event.pass) : pass_starts_.end();
        const Timestamp marked = pass != pass_starts_.end() ? pass->second : event.at;
        const std::int64_t second = epoch_seconds(marked) + labourer.slot_seconds + 1;
        return Timestamp{std::chrono::seconds{second}};
    }

    void change(const Stay& stay, std::int64_t step) {
        labourers_[stay.labourer].changes.at(static_cast<std::size_t>(*stay.level)) += step;
    }

    void leave(Stay& stay) {
        if (stay.level) {
            change(stay, -1);
            stay = {};
        }
    }

    void move_to(Timestamp at) {
        if (at > now_) {
            flush();
            now_ = at;
        }
    }

    void flush() {
        for (Labourer& labourer : labourers_) {
            for (std::size_t level = 0; level < labourer.changes.size(); ++level) {
                if (const std::int64_t step = std::exchange(labourer.changes.at(level), 0)) {
                    use_({
                        .labourer = labourer.id,
                        .level = static_cast<Level>(level),
                        .at = now_,
                        .change = step,
                    });
                }
            }
        }
    }

    const Use& use_;
    std::vector<Labourer> labourers_;
    std::unordered_map<PassNumber, Timestamp> pass_starts_;
    std::vector<Stay> stays_;  ///< By task.
    std::priority_queue<Slot, std::vector<Slot>, std::greater<>> slots_;
    Timestamp now_ = Timestamp::min();
};

LevelFollower::LevelFollower(sqlite::Database& database, const Use& use)
    : tasks_{std::make_unique<Tasks>(database, use)} {}

LevelFollower::~LevelFollower() = default;

void LevelFollower::add_pass(PassNumber pass, Timestamp started) {
    tasks_->add_pass(pass, started);
}

void LevelFollower::add(const TaskEvent& event) { tasks_->add(event); }

void LevelFollower::advance(Timestamp at) { tasks_->pass_to(at); }

void LevelFollower::finish(Timestamp end) { tasks_->finish(end); }

void for_each_level_change(
    sqlite::Database& database, Timestamp end, const std::function<void(const LevelChange&)>& use
) {
    LevelFollower levels{database, use};
    sqlite::Statement passes{database, kPassStarts};
    while (passes.step()) {
        levels.add_pass(passes.column_int64(0), from_epoch_microseconds(passes.column_int64(1)));
    }
    for_each_task_event(database, [&](const TaskEvent& event) { levels.add(event); });
    levels.finish(end);
}

void for_each_execution_change(
    sqlite::Database& database, Timestamp end, const std::function<void(const LevelChange&)>& use
) {
    sqlite::Statement rows{database, kExecutions};
    rows.bind(1, epoch_microseconds(end));
    while (rows.step()) {
        use({
            .labourer = rows.column_text(0),
            .level = Level::Executing,
            .at = from_epoch_microseconds(rows.column_int64(1)),
            .change = rows.column_int64(2),
        });
    }
}

}  // namespace sosw::sim
