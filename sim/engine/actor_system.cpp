#include "sim/engine/actor_system.hpp"

#include <utility>

#include "core/base/ensure.hpp"

namespace sosw::sim {

struct ActorSystem::Actor {
    Actor(ActorId actor_id, std::string actor_name, OnExit callback, StackPool& stacks, Body body)
        : id{actor_id},
          name{std::move(actor_name)},
          on_exit{std::move(callback)},
          fiber{stacks, [this, run = std::move(body)] { run_until_cancelled(run); }} {}

    /// The fiber's entry, where a cancellation ends.
    void run_until_cancelled(const Body& body) {
        try {
            body();
        } catch (const ActorCancelled&) {
            outcome = ActorOutcome::Cancelled;
        }
    }

    ActorId id;
    std::string name;
    OnExit on_exit;
    ActorOutcome outcome = ActorOutcome::Completed;
    bool cancelled = false;
    bool sleeping = false;
    EventToken wake{};
    Fiber fiber;
};

ActorSystem::ActorSystem(EventQueue& events) : events_{events} {}

ActorSystem::~ActorSystem() {
    ENSURE(current_ == nullptr);
    while (Actor* const actor = first_sleeping()) {
        actor->cancelled = true;
        events_.cancel(actor->wake);
        static_cast<void>(resume(*actor));
    }
}

ActorId ActorSystem::spawn(std::string name, Body body, OnExit on_exit) {
    const ActorId id{++spawned_};
    auto actor =
        std::make_unique<Actor>(id, std::move(name), std::move(on_exit), stacks_, std::move(body));
    Actor& spawned = *actors_.emplace(id, std::move(actor)).first->second;
    resume_or_throw(spawned);
    return id;
}

bool ActorSystem::cancel(ActorId id) {
    const auto found = actors_.find(id);
    if (found == actors_.end()) {
        return false;
    }
    Actor& actor = *found->second;
    actor.cancelled = true;
    if (actor.sleeping) {
        events_.cancel(actor.wake);
        resume_or_throw(actor);
    }
    return true;
}

void ActorSystem::cancel_all() {
    while (const Actor* const actor = first_sleeping()) {
        cancel(actor->id);
    }
}

void ActorSystem::exit_current() {
    ENSURE(current_ != nullptr);
    throw ActorCancelled{};
}

void ActorSystem::sleep_for(Duration duration) {
    if (duration <= Duration::zero()) {
        return;
    }
    ENSURE(current_ != nullptr);
    ENSURE(std::uncaught_exceptions() == 0);
    ENSURE(std::current_exception() == nullptr);
    Actor& actor = *current_;
    if (!actor.cancelled) {
        if (before_suspend_) {
            before_suspend_();
        }
        actor.wake = events_.schedule_after(duration, [this, &actor] { resume_or_throw(actor); });
        actor.sleeping = true;
        actor.fiber.suspend();
    }
    if (actor.cancelled) {
        throw ActorCancelled{};
    }
}

void ActorSystem::set_before_suspend(std::function<void()> hook) {
    before_suspend_ = std::move(hook);
}

ActorId ActorSystem::current() const {
    ENSURE(current_ != nullptr);
    return current_->id;
}

bool ActorSystem::alive(ActorId id) const { return actors_.contains(id); }

const std::string& ActorSystem::name(ActorId id) const {
    const auto found = actors_.find(id);
    ENSURE(found != actors_.end());
    return found->second->name;
}

std::exception_ptr ActorSystem::resume(Actor& actor) {
    actor.sleeping = false;
    Actor* const resumer = std::exchange(current_, &actor);
    std::exception_ptr failure = actor.fiber.resume();
    current_ = resumer;
    if (actor.fiber.finished()) {
        const auto ended = actors_.extract(actor.id);
        if (actor.on_exit) {
            actor.on_exit(failure ? ActorOutcome::Failed : actor.outcome);
        }
    }
    return failure;
}

void ActorSystem::resume_or_throw(Actor& actor) {
    if (const std::exception_ptr failure = resume(actor)) {
        std::rethrow_exception(failure);
    }
}

ActorSystem::Actor* ActorSystem::first_sleeping() const {
    for (const auto& [id, actor] : actors_) {
        if (actor->sleeping) {
            return actor.get();
        }
    }
    return nullptr;
}

}  // namespace sosw::sim
