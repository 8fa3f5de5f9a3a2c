#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

/// Tells the address and thread sanitizers about switches between stacks; nothing in other builds.
///
/// Each switch is announced immediately before the jump and confirmed immediately after it. The
/// thread sanitizer notes each function's entry and return on a stack of its own, one per fiber. No
/// function may be entered on one and left on the other, hence those that switch are not
/// instrumented.

namespace sosw::sim {

class FiberAnnotations {
public:
    /// Of the stack `[bottom, bottom + size)`, which serves one fiber after the other.
    FiberAnnotations([[maybe_unused]] const void* bottom, [[maybe_unused]] std::size_t size) {
#if defined(__SANITIZE_ADDRESS__)
        bottom_ = bottom;
        size_ = size;
#endif
#if defined(__SANITIZE_THREAD__)
        fiber_ = __tsan_create_fiber(0);
#endif
    }
    FiberAnnotations(const FiberAnnotations&) = delete;
    FiberAnnotations& operator=(const FiberAnnotations&) = delete;
#if defined(__SANITIZE_THREAD__)
    ~FiberAnnotations() { __tsan_destroy_fiber(fiber_); }
#else
    ~FiberAnnotations() = default;
#endif

    [[gnu::no_sanitize("thread")]] void before_resume() {
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_start_switch_fiber(&resumer_frames_, bottom_, size_);
#endif
#if defined(__SANITIZE_THREAD__)
        resumer_ = __tsan_get_current_fiber();
        __tsan_switch_to_fiber(fiber_, 0);
#endif
    }
    void after_resume() {
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_finish_switch_fiber(resumer_frames_, nullptr, nullptr);
#endif
    }
    [[gnu::no_sanitize("thread")]] void before_suspend() {
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_start_switch_fiber(&frames_, resumer_bottom_, resumer_size_);
#endif
#if defined(__SANITIZE_THREAD__)
        __tsan_switch_to_fiber(resumer_, 0);
#endif
    }
    /// Where a fiber begins and where it goes on after a suspension.
    void after_suspend() {
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_finish_switch_fiber(frames_, &resumer_bottom_, &resumer_size_);
#endif
    }
    /// Instead of `before_suspend()` when the fiber never comes back: its frames are given up.
    [[gnu::no_sanitize("thread")]] void before_exit() {
#if defined(__SANITIZE_ADDRESS__)
        __sanitizer_start_switch_fiber(nullptr, resumer_bottom_, resumer_size_);
#endif
#if defined(__SANITIZE_THREAD__)
        __tsan_switch_to_fiber(resumer_, 0);
#endif
    }
    /// After the exit: heals what the given-up frames left poisoned.
    void after_exit() {
#if defined(__SANITIZE_ADDRESS__)
        __asan_unpoison_memory_region(bottom_, size_);
        frames_ = nullptr;
#endif
    }

private:
#if defined(__SANITIZE_ADDRESS__)
    const void* bottom_ = nullptr;
    std::size_t size_ = 0;
    const void* resumer_bottom_ = nullptr;
    std::size_t resumer_size_ = 0;
    void* frames_ = nullptr;
    void* resumer_frames_ = nullptr;
#endif
#if defined(__SANITIZE_THREAD__)
    void* fiber_ = nullptr;
    void* resumer_ = nullptr;
#endif
};

}  // namespace sosw::sim
