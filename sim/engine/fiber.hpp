#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

/// A function on a stack of its own that can stop in the middle and go on later: what actors are
/// made of.
///
/// The one place that knows Boost.Context and the sanitizers' notes about stacks. Fibers are
/// created, run and destroyed by one thread. Use `ActorSystem` rather than this.

namespace sosw::sim {

class FiberStack;

/// Stacks with a guard page, kept for the next fiber when one ends. Must outlive its fibers.
class StackPool {
public:
    /// Room for SQLite, JSON and formatting; only the pages that are touched cost memory.
    static constexpr std::size_t kStackBytes = std::size_t{512} * 1024;

    StackPool();
    StackPool(const StackPool&) = delete;
    StackPool& operator=(const StackPool&) = delete;
    ~StackPool();

    /// Throws `std::bad_alloc`.
    std::unique_ptr<FiberStack> take();
    void give_back(std::unique_ptr<FiberStack> stack);

private:
    std::size_t taken_ = 0;
    std::vector<std::unique_ptr<FiberStack>> free_;
};

class Fiber {
public:
    /// Takes a stack; nothing runs before `resume()`. Throws `std::bad_alloc`.
    Fiber(StackPool& stacks, std::function<void()> body);
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;
    /// Requires that the body has not begun or has ended: nobody else can unwind its stack.
    ~Fiber();

    /// Runs the body until it suspends or ends. Returns the exception that ended it, null
    /// otherwise; none ever crosses stacks by itself. Requires that the body has not ended and does
    /// not run.
    [[nodiscard]] std::exception_ptr resume();
    /// Called by the body: goes back to who resumed it, and returns at the next `resume()`. Never
    /// inside a `catch` block, a destructor or a `noexcept` function: exceptions in flight belong
    /// to the thread.
    void suspend();
    bool finished() const;

private:
    class Context;
    std::unique_ptr<Context> context_;
};

}  // namespace sosw::sim
