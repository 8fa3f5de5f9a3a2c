#include "sim/engine/fiber.hpp"

#include <utility>

// Boost's jump itself rather than boost::context::fiber, whose frames around each jump the thread
// sanitizer cannot follow (docs/decisions.md).
#include <boost/context/detail/fcontext.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>

#include "core/base/ensure.hpp"
#include "sim/engine/fiber_annotations.hpp"

namespace sosw::sim {
namespace {

namespace context = boost::context;

enum class State { New, Suspended, Running, Finished };

}  // namespace

class FiberStack {
public:
    FiberStack()
        : stack_{allocator_.allocate()},
          annotations_{
              static_cast<const std::byte*>(stack_.sp) - StackPool::kStackBytes,
              StackPool::kStackBytes} {}
    FiberStack(const FiberStack&) = delete;
    FiberStack& operator=(const FiberStack&) = delete;
    ~FiberStack() { allocator_.deallocate(stack_); }

    /// The upper end: stacks grow downwards.
    void* top() const { return stack_.sp; }
    FiberAnnotations& annotations() { return annotations_; }

private:
    context::protected_fixedsize_stack allocator_{StackPool::kStackBytes};
    context::stack_context stack_;
    FiberAnnotations annotations_;
};

StackPool::StackPool() = default;

StackPool::~StackPool() { ENSURE(taken_ == 0); }

std::unique_ptr<FiberStack> StackPool::take() {
    if (free_.empty()) {
        free_.reserve(taken_ + 1);  // So that `give_back` never allocates.
        free_.push_back(std::make_unique<FiberStack>());
    }
    std::unique_ptr<FiberStack> stack = std::move(free_.back());
    free_.pop_back();
    ++taken_;
    return stack;
}

void StackPool::give_back(std::unique_ptr<FiberStack> stack) {
    --taken_;
    free_.push_back(std::move(stack));
}

class Fiber::Context {
public:
    Context(StackPool& stacks, std::function<void()> body)
        : stacks_{stacks}, body_{std::move(body)}, stack_{stacks.take()} {
        fiber_ =
            context::detail::make_fcontext(stack_->top(), StackPool::kStackBytes, &Context::enter);
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() {
        ENSURE(state_ == State::New || state_ == State::Finished);
        if (state_ == State::New) {
            stacks_.give_back(std::move(stack_));
        }
    }

    std::exception_ptr resume() {
        ENSURE(state_ == State::New || state_ == State::Suspended);
        state_ = State::Running;
        jump_in();
        if (state_ == State::Finished) {
            stack_->annotations().after_exit();
            stacks_.give_back(std::move(stack_));
        }
        return std::exchange(failure_, nullptr);
    }

    void suspend() {
        ENSURE(state_ == State::Running);
        state_ = State::Suspended;
        FiberAnnotations& annotations = stack_->annotations();
        annotations.before_suspend();
        resumer_ = context::detail::jump_fcontext(resumer_, nullptr).fctx;
        annotations.after_suspend();
    }

    State state() const { return state_; }

private:
    void jump_in() {
        FiberAnnotations& annotations = stack_->annotations();
        annotations.before_resume();
        fiber_ = context::detail::jump_fcontext(fiber_, this).fctx;
        annotations.after_resume();
    }

    /// The lowest frame of a fiber. It is left by a jump and never returns.
    [[gnu::no_sanitize("thread")]] static void enter(context::detail::transfer_t from) {
        auto& self = *static_cast<Context*>(from.data);
        self.stack_->annotations().after_suspend();
        self.resumer_ = from.fctx;
        self.run_body();
        self.state_ = State::Finished;
        self.stack_->annotations().before_exit();
        context::detail::jump_fcontext(self.resumer_, nullptr);
        ENSURE(false);
    }

    void run_body() {
        try {
            body_();
        } catch (...) {
            failure_ = std::current_exception();
        }
    }

    StackPool& stacks_;
    std::function<void()> body_;
    std::unique_ptr<FiberStack> stack_;
    State state_ = State::New;
    context::detail::fcontext_t fiber_ = nullptr;
    context::detail::fcontext_t resumer_ = nullptr;
    std::exception_ptr failure_;
};

Fiber::Fiber(StackPool& stacks, std::function<void()> body)
    : context_{std::make_unique<Context>(stacks, std::move(body))} {}

Fiber::~Fiber() = default;

std::exception_ptr Fiber::resume() { return context_->resume(); }

void Fiber::suspend() { context_->suspend(); }

bool Fiber::finished() const { return context_->state() == State::Finished; }

}  // namespace sosw::sim
