#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/ensure.hpp"
#include "core/base/time.hpp"

/// What happens next in a simulated world, and the only thing that moves its time.
///
/// Events run in the order of their time, at one instant in the order of scheduling, so that one
/// seed gives one order. A handler is any callable without arguments; up to `kCaptureBytes` of
/// captures are kept in place without an allocation. Time stands still while a handler runs.
/// About sixteen million events may be pending, and a million million be scheduled in all
/// (`ENSURE`).
///
///     EventQueue events{start};
///     events.schedule_after(5s, [&] { world.complete(task); });
///     events.run_until(start + 1h);

namespace sosw::sim {

/// Names one scheduled event, to cancel it. A default token names none.
struct EventToken {
    std::uint64_t key = 0;
};

class EventQueue {
public:
    static constexpr std::size_t kCaptureBytes = 48;

    explicit EventQueue(Timestamp start = Timestamp{});
    EventQueue(const EventQueue&) = delete;
    EventQueue& operator=(const EventQueue&) = delete;
    /// Drops what is pending without running it.
    ~EventQueue();

    Timestamp now() const { return now_; }
    /// Runs `handler` at `at`, after everything that was scheduled for `at` before. Requires
    /// `at >= now()`. A handler may schedule and cancel, but not run, events.
    template <typename Handler>
    EventToken schedule_at(Timestamp at, Handler handler);
    /// As `schedule_at(now() + delay, handler)`. Requires `delay >= 0`.
    template <typename Handler>
    EventToken schedule_after(Duration delay, Handler handler) {
        return schedule_at(now_ + delay, std::move(handler));
    }
    /// Destroys the handler unrun; false where the event has run, runs, or was cancelled before.
    bool cancel(EventToken token);

    /// Moves time to the next event and runs it, unless there is none at or before `limit`; true if
    /// one was run. An exception of the handler passes through and leaves the queue usable.
    bool run_next(Timestamp limit = Timestamp::max());
    /// Runs all events up to and including `end`, then moves time to `end`. Requires `end >=
    /// now()`.
    void run_until(Timestamp end);

    /// When the next event runs; nothing where none is pending.
    std::optional<Timestamp> next_time();
    std::size_t pending() const { return pending_; }

private:
    /// The part of an event that the heap moves about: the smaller, the faster. The key is the
    /// number of the event in the order of scheduling, and in its lowest bits the slot.
    struct Entry {
        Timestamp time{};
        std::uint64_t key = 0;
    };
    static constexpr unsigned kSlotBits = 24;
    static constexpr std::uint64_t kSlotsMax = std::uint64_t{1} << kSlotBits;
    static constexpr std::uint64_t kSequenceMax = ~std::uint64_t{0} >> kSlotBits;
    static std::size_t slot_of(std::uint64_t key) { return key & (kSlotsMax - 1); }

    struct Operations {
        void (*invoke)(void*);
        void (*destroy)(void*);  ///< Null where there is nothing to do.
    };
    /// The part that stays where it is, one cache line. `key` is 0 unless its event is pending, so
    /// that an entry whose key differs is known to be cancelled.
    struct alignas(64) Slot {
        std::uint64_t key = 0;
        const Operations* operations = nullptr;
        alignas(std::max_align_t) std::array<std::byte, kCaptureBytes> capture{};
    };
    static constexpr unsigned kChunkBits = 10;
    using Chunk = std::array<Slot, std::size_t{1} << kChunkBits>;

    template <typename Handler>
    static constexpr Operations kOperationsOf{
        .invoke = [](void* capture) { (*static_cast<Handler*>(capture))(); },
        .destroy = std::is_trivially_destructible_v<Handler>
                       ? nullptr
                       : +[](void* capture) { static_cast<Handler*>(capture)->~Handler(); },
    };
    template <typename Handler>
    static constexpr bool kFits = sizeof(Handler) <= kCaptureBytes &&
                                  alignof(Handler) <= alignof(std::max_align_t);

    Slot& slot_at(std::size_t index) {
        return (*chunks_[index >> kChunkBits])[index & ((std::size_t{1} << kChunkBits) - 1)];
    }
    /// A free slot, which stays free until `push` takes it.
    std::size_t next_free_slot() {
        if (free_slots_.empty()) {
            add_chunk();
        }
        return free_slots_.back();
    }
    bool cancelled(const Entry& entry) { return slot_at(slot_of(entry.key)).key != entry.key; }
    void add_chunk();
    EventToken push(Timestamp at, const Operations& operations);
    void release(std::size_t index);
    void pop_entry();
    void drop_cancelled_entries();
    void run(Entry entry);

    Timestamp now_;
    std::uint64_t sequence_ = 0;
    std::size_t pending_ = 0;
    bool running_ = false;
    std::vector<Entry> heap_;
    std::vector<std::unique_ptr<Chunk>>
        chunks_;  ///< Slots keep their address while a handler runs.
    std::vector<std::uint32_t> free_slots_;
};

template <typename Handler>
EventToken EventQueue::schedule_at(Timestamp at, Handler handler) {
    static_assert(std::is_invocable_v<Handler&>, "an event's handler takes no arguments");
    if constexpr (kFits<Handler>) {
        ENSURE(at >= now_);
        Slot& slot = slot_at(next_free_slot());
        ::new (static_cast<void*>(slot.capture.data())) Handler(std::move(handler));
        return push(at, kOperationsOf<Handler>);
    } else {
        return schedule_at(at, [boxed = std::make_unique<Handler>(std::move(handler))] {
            (*boxed)();
        });
    }
}

}  // namespace sosw::sim
