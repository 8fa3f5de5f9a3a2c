#include "gui/model/workbench.hpp"

#include <chrono>
#include <utility>

namespace sosw::gui {

Workbench::Workbench(const Clock& clock, StudioOptions options, std::function<void()> on_published)
    : clock_{clock},
      options_{std::move(options)},
      on_published_{std::move(on_published)},
      published_{empty_snapshot()},
      thread_{[this](const std::stop_token& stop) { run(stop); }} {}

Workbench::~Workbench() {
    thread_.request_stop();
    changed_.notify_all();
}

void Workbench::post(Command command) {
    std::vector<Command> commands;
    commands.push_back(std::move(command));
    post(std::move(commands));
}

void Workbench::post(std::vector<Command> commands) {
    if (commands.empty()) {
        return;
    }
    {
        const std::lock_guard lock{mutex_};
        waiting_.insert(
            waiting_.end(),
            std::make_move_iterator(commands.begin()),
            std::make_move_iterator(commands.end())
        );
        idle_ = false;
    }
    changed_.notify_all();
}

std::shared_ptr<const Snapshot> Workbench::snapshot() const {
    const std::lock_guard lock{mutex_};
    return published_;
}

bool Workbench::wait_until_idle(Duration timeout) const {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] { return idle_; });
}

std::vector<Command> Workbench::take_commands(const std::stop_token& stop, const NextWork& next) {
    std::unique_lock lock{mutex_};
    const auto has_command = [&] { return !waiting_.empty(); };
    if (next.kind == NextWork::Kind::Idle) {
        idle_ = waiting_.empty();
        changed_.notify_all();
        changed_.wait(lock, stop, has_command);
    } else if (next.kind == NextWork::Kind::Later) {
        changed_.wait_for(lock, stop, next.wait, has_command);
    }
    return std::exchange(waiting_, {});
}

void Workbench::publish(std::shared_ptr<const Snapshot> snapshot) {
    {
        const std::lock_guard lock{mutex_};
        if (published_ == snapshot) {
            return;
        }
        published_ = std::move(snapshot);
    }
    if (on_published_) {
        on_published_();
    }
}

void Workbench::run(const std::stop_token& stop) {
    Studio studio{clock_, options_};
    NextWork next;
    while (!stop.stop_requested()) {
        studio.handle_all(take_commands(stop, next));
        next = studio.work();
        publish(studio.snapshot());
    }
}

}  // namespace sosw::gui
