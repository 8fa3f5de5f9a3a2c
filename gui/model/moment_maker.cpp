#include "gui/model/moment_maker.hpp"

#include <algorithm>
#include <utility>

#include "gui/model/task_order.hpp"
#include "sim/report/statistics.hpp"

namespace sosw::gui {

namespace {

/// A percentile is taken again when there are so many more waits, as a share of those before.
constexpr std::size_t kWaitsShare = 50;

std::int64_t count_at(const SeriesPyramid& steps, Duration at) {
    return static_cast<std::int64_t>(steps.value_at(at).value_or(0));
}

LabourerLine line_of(
    const RunView& view, LabourerIndex labourer, Duration at, const TaskStates& tasks
) {
    const LabourerTracks& tracks = view.tracks[labourer];
    const auto& counts = tasks.counts(labourer);
    const auto count = [&](TaskState state) { return counts.at(static_cast<std::size_t>(state)); };
    LabourerLine line{
        .running = count_at(tracks.running, at),
        .max_simultaneous = view.labourers[labourer].max_simultaneous,
        .allowed = tracks.allowed.value_at(at),
        .queue = count(TaskState::Queued),
        .retry = count(TaskState::Retry),
        .completed = count(TaskState::Completed),
        .dead = count(TaskState::Dead),
        .decision = view.decision_at(labourer, at),
    };
    for (const std::int64_t each : counts) {
        line.created += each;
    }
    if (const auto status = tracks.status.value_at(at)) {
        line.status = static_cast<int>(*status);
    }
    if (const auto desired = tracks.desired.value_at(at)) {
        line.desired = static_cast<std::int64_t>(*desired);
    }
    return line;
}

}  // namespace

std::shared_ptr<const Moment> MomentMaker::now(
    const RunView& view, TaskStates& tasks, const TaskWishes& wishes, bool keep_order
) {
    keep_order_ = keep_order;
    return make(view, tasks, {.at = view.now, .follows = true}, wishes);
}

std::shared_ptr<const Moment> MomentMaker::past(
    const RunView& view, Duration at, const TaskWishes& wishes
) {
    at = std::clamp(at, Duration::zero(), view.now);
    TaskStates tasks{view.start, slots_of(view)};
    for (std::size_t index = 0; index < view.marks.size() && view.marks[index].at <= at; ++index) {
        tasks.add(view.marks[index]);
    }
    tasks.settle(at);
    keep_order_ = false;
    waits_.clear();
    auto moment = make(view, tasks, {.at = at, .follows = false}, wishes);
    waits_.clear();
    return moment;
}

std::shared_ptr<const Moment> MomentMaker::make(
    const RunView& view, TaskStates& tasks, Moment moment, const TaskWishes& wishes
) {
    waits_.resize(view.labourers.size());
    for (std::size_t index = 0; index < view.labourers.size(); ++index) {
        const auto labourer = static_cast<LabourerIndex>(index);
        moment.labourers.push_back(line_of(view, labourer, moment.at, tasks));
        moment.labourers.back().wait_p95 = wait_p95(labourer, tasks.waits(labourer));
        moment.greenfield.push_back(tasks.axis(labourer));
    }
    moment.tasks.rows = tasks.rows();
    if (!keep_order_ || !order_) {
        order_ = task_order(moment.tasks.rows, view, wishes.filter, wishes.range);
    }
    moment.tasks.order = order_;
    return std::make_shared<const Moment>(std::move(moment));
}

std::optional<double> MomentMaker::wait_p95(
    LabourerIndex labourer, const std::vector<double>& waits
) {
    if (waits.empty()) {
        return std::nullopt;
    }
    KnownWait& known = waits_[labourer];
    if (known.count > waits.size() || waits.size() > known.count + known.count / kWaitsShare) {
        known = {.count = waits.size(), .p95 = sim::statistics_of(waits).p95};
    }
    return known.p95;
}

}  // namespace sosw::gui
