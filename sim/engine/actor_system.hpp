#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/base/time.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/engine/fiber.hpp"

/// Straight-line code in simulated time: whatever may wait runs as an actor.
///
/// An actor is a function on a fiber. When it sleeps, the event queue goes on with other events and
/// resumes it when its time has come; between two sleeps nothing else runs. Orchestrator passes
/// that overlap interleave at their calls, exactly as two Lambdas would.
///
///     actors.spawn("orchestrator", [&] { orchestrator.run_once(); });
///     events.run_until(end);
///
/// `spawn` runs the body at once; an actor that never sleeps costs one switch there and back and is
/// gone when `spawn` returns. Where every latency is zero nothing sleeps, and the world may as well
/// call the function directly.
///
/// Never sleep in a destructor, a `catch` block or a `noexcept` function. Code that runs in actors
/// lets `ActorCancelled` pass: no `catch (...)` without rethrow.

namespace sosw::sim {

/// Thrown out of `sleep_for` to unwind an actor. Not a `std::exception`, so that code which handles
/// those does not take it for one.
class ActorCancelled {};

/// Names an actor for good; numbers are given in the order of spawning and never again.
struct ActorId {
    std::uint64_t number = 0;
    auto operator<=>(const ActorId&) const = default;
};

enum class ActorOutcome {
    Completed,  ///< The body returned.
    Cancelled,  ///< Unwound by `ActorCancelled`.
    Failed,     ///< Another exception left the body.
};

class ActorSystem {
public:
    using Body = std::function<void()>;
    /// Runs when an actor has ended, on the stack of whoever resumed it; must not throw or sleep.
    using OnExit = std::function<void(ActorOutcome)>;

    explicit ActorSystem(EventQueue& events);
    ActorSystem(const ActorSystem&) = delete;
    ActorSystem& operator=(const ActorSystem&) = delete;
    /// Cancels all actors, in the order of spawning. Exceptions that leave them are dropped: call
    /// `cancel_all()` before to see them. Requires that no actor runs.
    ~ActorSystem();

    /// Runs `body` at once until it sleeps or ends. An exception that leaves the body, other than
    /// `ActorCancelled`, is thrown by whoever resumed the actor: here, by the event queue, or by
    /// `cancel`.
    ActorId spawn(std::string name, Body body, OnExit on_exit = {});
    /// Unwinds a sleeping actor before it returns; one that runs is unwound when it next sleeps.
    /// False where the actor has ended.
    bool cancel(ActorId id);
    /// Cancels all sleeping actors, in the order of spawning, and those that they spawn meanwhile.
    void cancel_all();
    /// Unwinds the actor that runs, as if it were cancelled. Requires to be called in an actor.
    [[noreturn]] void exit_current();

    /// Suspends the actor that runs for `duration`. Zero or less returns at once, in an actor or
    /// not. Requires otherwise to be called in an actor, with no exception in flight. Throws
    /// `ActorCancelled` when the actor is cancelled.
    void sleep_for(Duration duration);

    /// Runs each time before an actor is suspended, to `ENSURE` that it holds nothing that others
    /// may touch meanwhile, such as an open SQLite statement or transaction.
    void set_before_suspend(std::function<void()> hook);

    bool in_actor() const { return current_ != nullptr; }
    /// The actor that runs. Requires to be called in one.
    ActorId current() const;
    bool alive(ActorId id) const;
    /// Requires that the actor has not ended.
    const std::string& name(ActorId id) const;
    /// Actors that have not ended.
    std::size_t count() const { return actors_.size(); }

private:
    struct Actor;

    /// Returns the exception that left the body, null where it sleeps or has ended otherwise.
    std::exception_ptr resume(Actor& actor);
    void resume_or_throw(Actor& actor);
    Actor* first_sleeping() const;

    EventQueue& events_;
    StackPool stacks_;
    std::function<void()> before_suspend_;
    std::uint64_t spawned_ = 0;
    Actor* current_ = nullptr;
    std::map<ActorId, std::unique_ptr<Actor>> actors_;
};

}  // namespace sosw::sim
