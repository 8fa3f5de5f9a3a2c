#include "sim/report/task_counter.hpp"

#include <cstddef>

namespace sosw::sim {

void TaskCounter::count(const TaskEvent& event, TaskCounts& counts) {
    switch (event.event) {
        case TaskEventKind::Created:
            ++counts.created;
            return;
        case TaskEventKind::Invoked:
            ++counts.invoked;
            return;
        case TaskEventKind::Refused:
            ++counts.refused;
            return;
        case TaskEventKind::TakenBack:
            ++counts.taken_back;
            return;
        case TaskEventKind::Stranded:
            ++counts.stranded;
            return;
        case TaskEventKind::Skipped:
            ++counts.skipped;
            return;
        case TaskEventKind::Started:
            ++counts.started;
            return;
        case TaskEventKind::Failed:
            ++counts.failed;
            ++(event.reason == "timeout" ? counts.timeouts : counts.errors);
            return;
        case TaskEventKind::Completed:
            counts.completed += is_first_completion(event) ? 1 : 0;
            return;
        case TaskEventKind::ReportLost:
            ++counts.reports_lost;
            return;
        case TaskEventKind::Expired:
            ++counts.expired;
            return;
        case TaskEventKind::Retried:
            ++counts.retried;
            return;
        case TaskEventKind::Closed:
            counts.dead += event.reason == "dead" ? 1 : 0;
            counts.invalid += event.reason == "invalid" ? 1 : 0;
            return;
    }
}

bool TaskCounter::is_first_completion(const TaskEvent& event) {
    if (event.reason == "already_closed") {
        return false;
    }
    const auto index = static_cast<std::size_t>(event.task);
    if (index >= completed_.size()) {
        completed_.resize(index + 1);
    }
    const bool is_first = !completed_[index];
    completed_[index] = true;
    return is_first;
}

}  // namespace sosw::sim
