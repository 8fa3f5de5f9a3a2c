#include "gui/model/task_states.hpp"

#include <algorithm>

#include "core/base/ensure.hpp"

namespace sosw::gui {

namespace {

using Kind = sim::TaskEventKind;

/// K4: a task counts as running until the last second of its slot is over.
constexpr double kLastSecond = 1;

TaskMark::End end_of(const sim::TaskEvent& event) {
    if (event.event != Kind::Closed) {
        return TaskMark::End::None;
    }
    return event.reason == "dead"      ? TaskMark::End::Dead
           : event.reason == "invalid" ? TaskMark::End::Invalid
                                       : TaskMark::End::Completed;
}

TaskState closed_state(TaskMark::End end) {
    switch (end) {
        case TaskMark::End::Dead:
            return TaskState::Dead;
        case TaskMark::End::Invalid:
            return TaskState::Invalid;
        case TaskMark::End::None:
        case TaskMark::End::Completed:
            break;
    }
    return TaskState::Completed;
}

std::size_t index_of(TaskState state) { return static_cast<std::size_t>(state); }

}  // namespace

std::vector<TaskSlot> slots_of(const RunView& view) {
    std::vector<TaskSlot> slots;
    slots.reserve(view.labourers.size());
    for (const LabourerInfo& labourer : view.labourers) {
        const auto seconds = [](Duration length) {
            return std::chrono::duration_cast<std::chrono::seconds>(length).count();
        };
        slots.push_back(
            {.duration_seconds = seconds(labourer.duration),
             .cooldown_seconds = seconds(labourer.cooldown)}
        );
    }
    return slots;
}

TaskStates::TaskStates(Timestamp start, std::vector<TaskSlot> slots) : start_{start} {
    labourers_.resize(slots.size());
    for (std::size_t index = 0; index < slots.size(); ++index) {
        labourers_[index].slot = slots[index];
    }
}

TaskMark TaskStates::mark_of(
    const sim::TaskEvent& event, LabourerIndex labourer, Timestamp marked, double step
) const {
    TaskMark mark{
        .at = event.at - start_,
        .task = event.task,
        .event = event.event,
        .labourer = labourer,
        .end = end_of(event),
        .attempt = static_cast<std::uint8_t>(std::clamp(event.attempt.value_or(0), 0.0, 255.0)),
    };
    const std::deque<Queued>& queue = labourers_[labourer].queue;
    switch (event.event) {
        case Kind::Created:
            mark.greenfield = queue.empty() ? 2 * step : queue.back().greenfield + step;
            break;
        case Kind::Retried:
            mark.greenfield = queue.empty() ? step - 1 : queue.front().greenfield - 1;
            break;
        case Kind::Invoked:
        case Kind::Stranded:
            mark.greenfield = static_cast<double>(epoch_seconds(marked));
            break;
        default:
            break;
    }
    if (event.event == Kind::Invoked && event.wait) {
        mark.wait_seconds = static_cast<float>(to_seconds(*event.wait));
    }
    return mark;
}

void TaskStates::add(const TaskMark& mark) {
    if (mark.event == Kind::Created) {
        create(mark);
        return;
    }
    if (mark.task < 1 || static_cast<std::size_t>(mark.task) > rows_.size()) {
        return;  // of a task that the record does not tell of
    }
    switch (mark.event) {
        case Kind::Retried:
            enter_queue(mark, mark.greenfield);
            break;
        case Kind::TakenBack:
            enter_queue(mark, row(mark.task).greenfield);
            break;
        case Kind::Invoked:
        case Kind::Stranded:
            invoke(mark);
            break;
        case Kind::Expired: {
            TaskRow& changed = rows_.change(static_cast<std::size_t>(mark.task) - 1);
            leave_flight(changed);
            move_to(changed, TaskState::Retry);
            break;
        }
        case Kind::Completed:
        case Kind::Closed:
            close(mark);
            break;
        default:
            break;
    }
    trim(labourers_[mark.labourer]);
}

void TaskStates::create(const TaskMark& mark) {
    ENSURE(static_cast<std::size_t>(mark.task) == rows_.size() + 1);
    rows_.append({
        .task = mark.task,
        .labourer = mark.labourer,
        .created = mark.at,
        .greenfield = mark.greenfield,
    });
    Labourer& labourer = labourers_[mark.labourer];
    ++labourer.counts[index_of(TaskState::Queued)];
    labourer.queue.push_back({.greenfield = mark.greenfield, .task = mark.task});
}

void TaskStates::enter_queue(const TaskMark& mark, double greenfield) {
    TaskRow& changed = rows_.change(static_cast<std::size_t>(mark.task) - 1);
    const bool was_there = changed.state == TaskState::Queued;
    leave_flight(changed);
    move_to(changed, TaskState::Queued);
    changed.attempts = mark.attempt;
    changed.greenfield = greenfield;
    if (was_there) {
        return;
    }
    // Near the front: what comes back was in front before.
    std::deque<Queued>& queue = labourers_[mark.labourer].queue;
    const auto place = std::ranges::find_if(queue, [&](const Queued& queued) {
        return queued.greenfield >= greenfield;
    });
    if (place == queue.end() || place->task != mark.task) {
        queue.insert(place, {.greenfield = greenfield, .task = mark.task});
    }
}

void TaskStates::invoke(const TaskMark& mark) {
    TaskRow& changed = rows_.change(static_cast<std::size_t>(mark.task) - 1);
    leave_flight(changed);
    changed.attempts = mark.attempt;
    changed.marked = mark.greenfield;
    changed.in_flight = true;
    Labourer& labourer = labourers_[mark.labourer];
    labourer.in_flight.emplace(changed.marked, changed.task);
    if (mark.event == Kind::Invoked) {
        changed.invoked = mark.at;
        changed.wait_seconds = mark.wait_seconds;
        if (mark.wait_seconds >= 0) {
            labourer.waits.push_back(static_cast<double>(mark.wait_seconds));
        }
    }
    move_to(changed, flight_state(changed, mark.at));
}

void TaskStates::close(const TaskMark& mark) {
    TaskRow& changed = rows_.change(static_cast<std::size_t>(mark.task) - 1);
    leave_flight(changed);
    if (mark.event == Kind::Closed) {
        changed.closed = mark.at;
        move_to(changed, closed_state(mark.end));
    } else if (changed.closed == Duration::min()) {
        move_to(changed, TaskState::Completed);
    }
}

void TaskStates::leave_flight(TaskRow& row) {
    if (row.in_flight) {
        labourers_[row.labourer].in_flight.erase({row.marked, row.task});
        row.in_flight = false;
    }
}

void TaskStates::move_to(TaskRow& row, TaskState state) {
    auto& counts = labourers_[row.labourer].counts;
    --counts[index_of(row.state)];
    ++counts[index_of(state)];
    row.state = state;
}

TaskState TaskStates::flight_state(const TaskRow& row, Duration at) const {
    const TaskSlot& slot = labourers_[row.labourer].slot;
    const double age = static_cast<double>(epoch_seconds(start_ + at)) - row.marked;
    const auto running = static_cast<double>(slot.duration_seconds);
    if (age < running + kLastSecond) {
        return TaskState::Running;
    }
    return age < running + static_cast<double>(slot.cooldown_seconds) + kLastSecond
               ? TaskState::Cooldown
               : TaskState::Expired;
}

void TaskStates::settle(Duration at) {
    settled_ = at;
    for (Labourer& labourer : labourers_) {
        for (const auto& [marked, task] : labourer.in_flight) {
            const TaskRow& known = row(task);
            const TaskState state = flight_state(known, at);
            if (state != known.state) {
                move_to(rows_.change(static_cast<std::size_t>(task) - 1), state);
            }
        }
    }
}

bool TaskStates::is_there(const Queued& queued) const {
    const TaskRow& known = row(queued.task);
    return known.state == TaskState::Queued && known.greenfield == queued.greenfield;
}

void TaskStates::trim(Labourer& labourer) {
    while (!labourer.queue.empty() && !is_there(labourer.queue.front())) {
        labourer.queue.pop_front();
    }
    while (!labourer.queue.empty() && !is_there(labourer.queue.back())) {
        labourer.queue.pop_back();
    }
}

GreenfieldAxis TaskStates::axis(LabourerIndex index) const {
    const Labourer& labourer = labourers_[index];
    GreenfieldAxis axis{.counts = labourer.counts};
    if (!labourer.queue.empty()) {
        axis.queue_low = labourer.queue.front().greenfield;
        axis.queue_high = labourer.queue.back().greenfield;
    }
    const std::size_t flight = std::min(labourer.in_flight.size(), kDotsMax / 2);
    const std::size_t room = kDotsMax - flight;
    const std::size_t stride = labourer.queue.size() / room + 1;
    for (std::size_t place = 0; place < labourer.queue.size(); place += stride) {
        const Queued& queued = labourer.queue[place];
        if (is_there(queued)) {
            axis.dots.push_back(
                {.task = queued.task, .state = TaskState::Queued, .place = queued.greenfield}
            );
        }
    }
    axis.omitted = labourer.counts[index_of(TaskState::Queued)] - std::ssize(axis.dots);
    const double now = static_cast<double>(epoch_microseconds(start_ + settled_)) / 1e6;
    std::size_t left = flight;
    for (const auto& [marked, task] : labourer.in_flight) {
        if (left-- == 0) {
            break;
        }
        axis.dots.push_back({.task = task, .state = row(task).state, .place = marked - now});
    }
    return axis;
}

}  // namespace sosw::gui
