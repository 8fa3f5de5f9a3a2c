#include "sim/engine/event_queue.hpp"

#include <algorithm>
#include <tuple>

namespace sosw::sim {
namespace {

/// A heap keeps its greatest in front: the greatest is whatever runs first. Written without a
/// branch, which would be mispredicted every other time.
constexpr auto kRunsLater = [](const auto& left, const auto& right) {
    const bool later = left.time > right.time;
    const bool same = left.time == right.time;
    return (later | (same & (left.key > right.key))) != 0;
};

/// Below this many entries, cancelled ones are not worth a cleaning.
constexpr std::size_t kEntriesKept = 1024;

}  // namespace

EventQueue::EventQueue(Timestamp start) : now_{start} {}

EventQueue::~EventQueue() {
    for (const Entry& entry : heap_) {
        if (!cancelled(entry)) {
            release(slot_of(entry.key));
        }
    }
}

void EventQueue::add_chunk() {
    constexpr std::size_t kSlots = std::tuple_size_v<Chunk>;
    const std::size_t first = chunks_.size() * kSlots;
    ENSURE(first + kSlots <= kSlotsMax);
    free_slots_.reserve(first + kSlots);  // So that `release` never allocates.
    chunks_.push_back(std::make_unique<Chunk>());
    for (std::size_t index = first + kSlots; index > first; --index) {
        free_slots_.push_back(static_cast<std::uint32_t>(index - 1));
    }
}

EventToken EventQueue::push(Timestamp at, const Operations& operations) {
    ENSURE(sequence_ < kSequenceMax);
    const std::size_t index = free_slots_.back();
    const Entry entry{.time = at, .key = ++sequence_ << kSlotBits | index};
    heap_.push_back(entry);
    std::push_heap(heap_.begin(), heap_.end(), kRunsLater);
    free_slots_.pop_back();
    Slot& slot = slot_at(index);
    slot.key = entry.key;
    slot.operations = &operations;
    ++pending_;
    return {.key = entry.key};
}

void EventQueue::release(std::size_t index) {
    Slot& slot = slot_at(index);
    slot.key = 0;
    if (slot.operations->destroy != nullptr) {
        slot.operations->destroy(slot.capture.data());
    }
    free_slots_.push_back(static_cast<std::uint32_t>(index));
}

bool EventQueue::cancel(EventToken token) {
    const std::size_t index = slot_of(token.key);
    if (token.key == 0 || slot_at(index).key != token.key) {
        return false;
    }
    --pending_;
    release(index);
    if (heap_.size() > kEntriesKept && heap_.size() / 2 > pending_) {
        std::erase_if(heap_, [this](const Entry& entry) { return cancelled(entry); });
        std::make_heap(heap_.begin(), heap_.end(), kRunsLater);
    }
    return true;
}

void EventQueue::pop_entry() {
    std::pop_heap(heap_.begin(), heap_.end(), kRunsLater);
    heap_.pop_back();
}

void EventQueue::drop_cancelled_entries() {
    while (!heap_.empty() && cancelled(heap_.front())) {
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
        __builtin_prefetch(&slot_at(slot_of(entry.key)));
        pop_entry();
        if (!cancelled(entry)) {
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
        std::size_t slot;
        ~Running() {
            events.running_ = false;
            events.release(slot);
        }
    };
    const std::size_t index = slot_of(entry.key);
    Slot& slot = slot_at(index);
    slot.key = 0;
    now_ = entry.time;
    --pending_;
    running_ = true;
    const Running running{*this, index};
    slot.operations->invoke(slot.capture.data());
}

void EventQueue::run_until(Timestamp end) {
    ENSURE(end >= now_);
    while (run_next(end)) {
    }
    now_ = end;
}

}  // namespace sosw::sim
