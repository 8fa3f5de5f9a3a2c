#include "sim/engine/event_queue.hpp"

#include <algorithm>

namespace sosw::sim {
namespace {

/// A heap keeps its greatest in front: the greatest is whatever runs first.
constexpr auto kRunsLater = [](const auto& left, const auto& right) {
    return left.time != right.time ? left.time > right.time : left.sequence > right.sequence;
};

/// Below this many entries, cancelled ones are not worth a cleaning.
constexpr std::size_t kEntriesKept = 1024;

}  // namespace

EventQueue::EventQueue(Timestamp start) : now_{start} {}

EventQueue::~EventQueue() {
    for (const Entry& entry : heap_) {
        if (slot_at(entry.slot).sequence == entry.sequence) {
            release(entry.slot);
        }
    }
}

void EventQueue::add_chunk() {
    const auto first = static_cast<std::uint32_t>(chunks_.size() << kChunkBits);
    const std::uint32_t size = 1U << kChunkBits;
    free_slots_.reserve(std::size_t{first} + size);  // So that `release` never allocates.
    chunks_.push_back(std::make_unique<Chunk>());
    for (std::uint32_t index = first + size; index > first; --index) {
        free_slots_.push_back(index - 1);
    }
}

EventToken EventQueue::push(Timestamp at, const Operations& operations) {
    const Entry entry{.time = at, .sequence = ++sequence_, .slot = free_slots_.back()};
    heap_.push_back(entry);
    std::push_heap(heap_.begin(), heap_.end(), kRunsLater);
    free_slots_.pop_back();
    Slot& slot = slot_at(entry.slot);
    slot.sequence = entry.sequence;
    slot.operations = &operations;
    ++pending_;
    return {.slot = entry.slot, .sequence = entry.sequence};
}

void EventQueue::release(std::uint32_t index) {
    Slot& slot = slot_at(index);
    slot.sequence = 0;
    if (slot.operations->destroy != nullptr) {
        slot.operations->destroy(slot.capture.data());
    }
    free_slots_.push_back(index);
}

bool EventQueue::cancel(EventToken token) {
    if (token.sequence == 0 || slot_at(token.slot).sequence != token.sequence) {
        return false;
    }
    --pending_;
    release(token.slot);
    if (heap_.size() > kEntriesKept && heap_.size() / 2 > pending_) {
        std::erase_if(heap_, [this](const Entry& entry) {
            return slot_at(entry.slot).sequence != entry.sequence;
        });
        std::make_heap(heap_.begin(), heap_.end(), kRunsLater);
    }
    return true;
}

void EventQueue::pop_entry() {
    std::pop_heap(heap_.begin(), heap_.end(), kRunsLater);
    heap_.pop_back();
}

void EventQueue::drop_cancelled_entries() {
    while (!heap_.empty() && slot_at(heap_.front().slot).sequence != heap_.front().sequence) {
        pop_entry();
    }
}

std::optional<Timestamp> EventQueue::next_time() {
    drop_cancelled_entries();
    return heap_.empty() ? std::nullopt : std::optional{heap_.front().time};
}

bool EventQueue::run_next(Timestamp limit) {
    ENSURE(!running_);
    while (!heap_.empty() && heap_.front().time <= limit) {
        const Entry entry = heap_.front();
        // The slot is fetched from memory while the heap is put in order.
        __builtin_prefetch(&slot_at(entry.slot));
        pop_entry();
        if (slot_at(entry.slot).sequence == entry.sequence) {
            run(entry);
            return true;
        }
    }
    return false;
}

void EventQueue::run(Entry entry) {
    /// Frees the slot when the handler has returned or thrown.
    struct Running {
        EventQueue& events;
        std::uint32_t slot;
        ~Running() {
            events.running_ = false;
            events.release(slot);
        }
    };
    Slot& slot = slot_at(entry.slot);
    slot.sequence = 0;
    now_ = entry.time;
    --pending_;
    running_ = true;
    const Running running{*this, entry.slot};
    slot.operations->invoke(slot.capture.data());
}

void EventQueue::run_until(Timestamp end) {
    ENSURE(end >= now_);
    while (run_next(end)) {
    }
    now_ = end;
}

}  // namespace sosw::sim
