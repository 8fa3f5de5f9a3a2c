#include "tests/support/interleaving.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/ensure.hpp"
#include "tests/support/watched_dynamo_db.hpp"

namespace sosw::test {

namespace {

/// A point at which somebody had to be chosen to go on.
struct Choice {
    std::size_t taken = 0;         ///< Index into those who could go on.
    std::size_t alternatives = 1;  ///< Their number.
};

/// Passes the right to run from actor to actor as `choices` say, and adds to them where they end.
class Baton {
public:
    Baton(std::size_t actors, std::vector<Choice>& choices)
        : running_(actors, true), choices_{choices} {}

    void start() {
        const std::lock_guard lock{mutex_};
        choose();
    }
    void wait_for_turn(std::size_t actor) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return turn_ == actor; });
    }
    void hand_over(std::size_t actor) {
        std::unique_lock lock{mutex_};
        choose();
        changed_.wait(lock, [&] { return turn_ == actor; });
    }
    void finish(std::size_t actor) {
        const std::lock_guard lock{mutex_};
        running_[actor] = false;
        choose();
    }
    void note_call(std::size_t actor) { order_ += std::to_string(actor); }
    const std::string& order() const { return order_; }

private:
    void choose() {
        std::vector<std::size_t> candidates;
        for (std::size_t actor = 0; actor < running_.size(); ++actor) {
            if (running_[actor]) {
                candidates.push_back(actor);
            }
        }
        if (!candidates.empty()) {
            if (made_ == choices_.size()) {
                choices_.push_back({});
            }
            Choice& choice = choices_[made_++];
            choice.alternatives = candidates.size();
            ENSURE(choice.taken < candidates.size());  // else the actors are not the same each time
            turn_ = candidates[choice.taken];
        }
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<std::size_t> turn_;
    std::vector<bool> running_;
    std::vector<Choice>& choices_;
    std::size_t made_ = 0;
    std::string order_;
};

/// Hands over before each call but the first, which the start of the actor stands for.
class HandingDynamoDb final : public WatchedDynamoDb {
public:
    HandingDynamoDb(DynamoDb& next, Baton& baton, std::size_t actor)
        : WatchedDynamoDb{next}, baton_{baton}, actor_{actor} {}

private:
    std::optional<Error> before(const TableCall& call) override {
        if (call.number > 1) {
            baton_.hand_over(actor_);
        }
        baton_.note_call(actor_);
        return std::nullopt;
    }
    std::optional<Error> after(const TableCall& /*call*/) override { return std::nullopt; }

    Baton& baton_;
    std::size_t actor_;
};

/// Runs the actors once and returns the order of their calls.
std::string run_once(const InterleavedRun& run, std::vector<Choice>& choices) {
    Baton baton{run.actors.size(), choices};
    {
        std::vector<std::jthread> threads;
        threads.reserve(run.actors.size());
        for (std::size_t actor = 0; actor < run.actors.size(); ++actor) {
            threads.emplace_back([&run, &baton, actor] {
                HandingDynamoDb dynamo_db{*run.dynamo_db, baton, actor};
                baton.wait_for_turn(actor);
                run.actors[actor](dynamo_db);
                baton.finish(actor);
            });
        }
        baton.start();
    }
    return baton.order();
}

/// The next order to try: the last choice that has an alternative takes it. False: all were tried.
bool next_choices(std::vector<Choice>& choices) {
    while (!choices.empty() && choices.back().taken + 1 == choices.back().alternatives) {
        choices.pop_back();
    }
    if (choices.empty()) {
        return false;
    }
    ++choices.back().taken;
    return true;
}

}  // namespace

std::size_t for_each_interleaving(
    const std::function<InterleavedRun()>& start,
    const std::function<void(const std::string& order)>& check
) {
    std::vector<Choice> choices;
    std::size_t orders = 0;
    do {
        const InterleavedRun run = start();
        check(run_once(run, choices));
        ++orders;
    } while (next_choices(choices));
    return orders;
}

}  // namespace sosw::test
