#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/ensure.hpp"
#include "gui/model/studio.hpp"
#include "gui/panels/dashboard.hpp"
#include "tests/gui/support/headless.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::gui::test {

/// The whole dashboard on a scenario, without a window and without a thread: after each frame the
/// worker does all that was asked.
class TuningDesk {
public:
    explicit TuningDesk(const std::string& file = SOSW_SCENARIOS "/rds_cpu_spike.json") {
        gui.draw = [this] { draw(); };
        studio.handle(command::Open{.path = file});
        studio.work_until_idle();
        gui.frames(3);
    }

    sosw::test::ManualClock clock{};
    Studio studio{clock};
    Headless gui{};
    DashboardView view{};
    std::vector<Command> wished{};  ///< All commands so far.

    const Snapshot& snapshot() {
        shown_ = studio.snapshot();
        return *shown_;
    }
    double threshold(int status) {
        const auto* found = snapshot().tuning->find({"some_function", "SomeDBCPU", status});
        ENSURE(found != nullptr);
        return found->value;
    }
    /// Where `value` is in the first metric track, a third of its width from the left.
    Spot on_metric(double value) const {
        const TimelineView::Place& place = view.timeline.metric_places.front();
        const auto part = static_cast<float>(place.values.fraction(value));
        return {
            place.box.left + place.box.width() / 3, place.box.bottom - part * place.box.height()};
    }
    template <typename Kind>
    std::size_t count() const {
        return static_cast<std::size_t>(std::ranges::count_if(wished, [](const Command& command) {
            return std::holds_alternative<Kind>(command);
        }));
    }

private:
    void draw() {
        Commands commands;
        const std::shared_ptr<const Snapshot> now = studio.snapshot();
        draw_dashboard(gui.theme, *now, view, commands);
        const std::vector<Command> all = commands.take();
        wished.insert(wished.end(), all.begin(), all.end());
        studio.handle_all(all);
        studio.work_until_idle();
    }

    std::shared_ptr<const Snapshot> shown_{};
};

}  // namespace sosw::gui::test
