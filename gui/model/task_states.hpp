#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "gui/model/moment.hpp"
#include "sim/report/task_events.hpp"

/// Where every task is, followed from mark to mark: of a run that goes on, or again from its
/// beginning for a moment in the past.

namespace sosw::gui {

/// How long a labourer's tasks count as running.
struct TaskSlot {
    std::int64_t duration_seconds = 0;
    std::int64_t cooldown_seconds = 0;
};

/// Those of a run's labourers.
std::vector<TaskSlot> slots_of(const RunView& view);

class TaskStates {
public:
    /// `start` is the run's; one slot per labourer.
    TaskStates(Timestamp start, std::vector<TaskSlot> slots);

    /// The mark that `event`, the next one of the record, leaves: with the greenfield that sosw
    /// gives the task. `marked` is when its invocation was marked.
    TaskMark mark_of(
        const sim::TaskEvent& event, LabourerIndex labourer, Timestamp marked, double step
    ) const;
    /// Requires marks in the order of the record.
    void add(const TaskMark& mark);
    /// Brings the tasks in flight to their states at `at`.
    void settle(Duration at);

    std::size_t size() const { return rows_.size(); }
    const TaskRow& row(sim::TaskNumber task) const {
        return rows_[static_cast<std::size_t>(task) - 1];
    }
    Rows<TaskRow> rows() { return rows_.rows(); }
    const std::array<std::int64_t, kTaskStates>& counts(LabourerIndex labourer) const {
        return labourers_[labourer].counts;
    }
    /// Seconds in the queue of all invocations so far.
    const std::vector<double>& waits(LabourerIndex labourer) const {
        return labourers_[labourer].waits;
    }
    /// As it is at the time of the last `settle`.
    GreenfieldAxis axis(LabourerIndex index) const;

private:
    struct Queued {
        double greenfield = 0;
        sim::TaskNumber task = 0;
    };
    struct Labourer {
        TaskSlot slot{};
        std::array<std::int64_t, kTaskStates> counts{};
        std::vector<double> waits{};
        /// In order of greenfield. Whoever has left stays here until it is at an end.
        std::deque<Queued> queue{};
        std::set<std::pair<double, sim::TaskNumber>> in_flight{};  ///< By mark.
    };

    bool is_there(const Queued& queued) const;
    void create(const TaskMark& mark);
    void enter_queue(const TaskMark& mark, double greenfield);
    void invoke(const TaskMark& mark);
    void close(const TaskMark& mark);
    void leave_flight(TaskRow& row);
    void move_to(TaskRow& row, TaskState state);
    TaskState flight_state(const TaskRow& row, Duration at) const;
    void trim(Labourer& labourer);

    Timestamp start_;
    Duration settled_{};
    std::vector<Labourer> labourers_;
    RowsBuilder<TaskRow> rows_;
};

}  // namespace sosw::gui
