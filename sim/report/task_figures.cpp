#include "sim/report/task_figures.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/report/statistics.hpp"
#include "sim/report/task_counter.hpp"
#include "sim/report/task_events.hpp"

namespace sosw::sim {

namespace {

/// Folds the events of all tasks into the figures of their labourers.
class TaskFigures {
public:
    explicit TaskFigures(Summary& summary) : summary_{summary}, waits_(summary.labourers.size()) {
        for (LabourerSummary& labourer : summary_.labourers) {
            labourer.invoked_line.assign(static_cast<std::size_t>(summary_.axis.columns), 0.0);
        }
    }

    void add(const TaskEvent& event) {
        const auto labourer =
            std::ranges::find(summary_.labourers, event.labourer, &LabourerSummary::labourer);
        if (labourer == summary_.labourers.end()) {
            return;
        }
        const auto index = static_cast<std::size_t>(labourer - summary_.labourers.begin());
        counter_.count(event, labourer->tasks);
        if (event.event == TaskEventKind::Invoked) {
            draw_invocation(event, *labourer);
            if (event.wait) {
                waits_[index].push_back(to_seconds(*event.wait));
            }
        }
        follow(event, index);
    }

    void finish() {
        std::vector<double> all;
        for (std::size_t i = 0; i < waits_.size(); ++i) {
            all.insert(all.end(), waits_[i].begin(), waits_[i].end());
            summary_.labourers[i].queue_wait = statistics(std::move(waits_[i]));
        }
        summary_.queue_wait = statistics(std::move(all));
        for (const Course& course : tasks_) {
            if (course.waits) {
                std::optional<Duration>& oldest =
                    summary_.labourers[course.labourer].oldest_waiting;
                oldest = std::max(oldest.value_or(Duration{}), summary_.end - course.since);
            }
        }
    }

private:
    struct Course {
        std::size_t labourer = 0;
        Timestamp since{};
        bool waits = false;  ///< Its last change put it into the queue.
    };

    static std::optional<Statistics> statistics(std::vector<double> values) {
        return values.empty() ? std::nullopt : std::optional{statistics_of(std::move(values))};
    }

    void draw_invocation(const TaskEvent& event, LabourerSummary& labourer) const {
        const std::int64_t slot = (event.at - summary_.axis.start) / summary_.axis.column;
        const auto column =
            std::clamp<std::int64_t>(slot, 0, std::int64_t{summary_.axis.columns} - 1);
        std::optional<double>& invoked = labourer.invoked_line.at(static_cast<std::size_t>(column));
        invoked = *invoked + 1;
    }

    void follow(const TaskEvent& event, std::size_t labourer) {
        switch (event.event) {
            case TaskEventKind::Created:
            case TaskEventKind::Retried: {
                Course& course = course_of(event.task);
                course.labourer = labourer;
                course.since = event.at;
                course.waits = true;
                return;
            }
            case TaskEventKind::Invoked:
            case TaskEventKind::Stranded:
            case TaskEventKind::Completed:
            case TaskEventKind::Expired:
            case TaskEventKind::Closed:
                course_of(event.task).waits = false;
                return;
            default:
                return;
        }
    }

    Course& course_of(TaskNumber task) {
        const auto index = static_cast<std::size_t>(task);
        if (index >= tasks_.size()) {
            tasks_.resize(index + 1);
        }
        return tasks_[index];
    }

    Summary& summary_;
    TaskCounter counter_;
    std::vector<std::vector<double>> waits_;  ///< Seconds, by labourer.
    std::vector<Course> tasks_;               ///< By number.
};

}  // namespace

void add_task_figures(sqlite::Database& database, Summary& summary) {
    TaskFigures figures{summary};
    for_each_task_event(database, [&](const TaskEvent& event) { figures.add(event); });
    figures.finish();
}

}  // namespace sosw::sim
