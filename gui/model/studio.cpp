#include "gui/model/studio.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "gui/model/studio_parts.hpp"
#include "gui/model/task_life.hpp"

namespace sosw::gui {

namespace {

/// A run that takes longer is shown while it hurries to where the one before was.
constexpr Duration kShowAfter = std::chrono::milliseconds{250};
/// While a run goes on, the table of tasks is sorted again no more often.
constexpr Duration kOrderEvery = std::chrono::milliseconds{500};
constexpr Duration kRatesEvery = std::chrono::milliseconds{500};
constexpr std::size_t kNoticesMax = 20;

/// Whether `later` makes `earlier` pointless.
bool replaces(const Command& later, const Command& earlier) {
    if (const auto* dragged = std::get_if<command::DragThreshold>(&earlier)) {
        const auto* again = std::get_if<command::DragThreshold>(&later);
        const auto* set = std::get_if<command::SetThreshold>(&later);
        return (again != nullptr && again->id == dragged->id) ||
               (set != nullptr && set->id == dragged->id);
    }
    return later.index() == earlier.index() &&
           (std::holds_alternative<command::SetMoment>(earlier) ||
            std::holds_alternative<command::SelectRange>(earlier) ||
            std::holds_alternative<command::FilterTasks>(earlier));
}

/// Whether the order in which it stands among others does not matter to them.
bool only_looks(const Command& command) {
    return std::holds_alternative<command::SetMoment>(command) ||
           std::holds_alternative<command::SelectRange>(command) ||
           std::holds_alternative<command::FilterTasks>(command) ||
           std::holds_alternative<command::DragThreshold>(command);
}

bool is_pointless(std::span<const Command> commands, std::size_t index) {
    for (std::size_t later = index + 1; later < commands.size(); ++later) {
        if (replaces(commands[later], commands[index])) {
            return true;
        }
        if (!only_looks(commands[later])) {
            return false;
        }
    }
    return false;
}

}  // namespace

Studio::Studio(const Clock& clock, StudioOptions options)
    : parts_{std::make_unique<Parts>(clock, std::move(options))} {}

Studio::~Studio() = default;

void Studio::handle(const Command& command) {
    Parts& parts = *parts_;
    try {
        std::visit([&](const auto& wish) { parts.handle(wish); }, command);
    } catch (const std::exception& failure) {
        parts.complain(failure.what());
    }
    if (parts.source) {
        TuningView view = parts.source->tuning().view();
        view.problems = parts.tuning_problems;
        for (EditableView& editable : view.editables) {
            if (editable.pointer == parts.refused_pointer && !view.problems.empty()) {
                editable.problem = view.problems.front().message;
            }
        }
        parts.tuning = std::make_shared<const TuningView>(std::move(view));
    }
    parts.changed = true;
}

void Studio::handle_all(std::span<const Command> commands) {
    for (std::size_t index = 0; index < commands.size(); ++index) {
        if (!is_pointless(commands, index)) {
            handle(commands[index]);
        }
    }
}

NextWork Studio::work() {
    try {
        return parts_->work();
    } catch (const std::exception& failure) {
        parts_->playing = parts_->stepping = false;
        parts_->catch_up_to.reset();
        parts_->changed = true;
        parts_->complain(failure.what());
        return {};
    }
}

void Studio::work_until_idle(const std::function<bool()>& go_on) {
    while ((!go_on || go_on()) && work().kind == NextWork::Kind::AtOnce) {
    }
}

std::shared_ptr<const Snapshot> Studio::snapshot() { return parts_->snapshot(); }

NextWork Studio::Parts::work() {
    const StoredRun* run = runs.active();
    if (run == nullptr || run->finished() || !run->has_world()) {
        return {};
    }
    if (catch_up_to) {
        return catch_up();
    }
    if (stepping) {
        return step_pass();
    }
    return playing ? play() : NextWork{};
}

NextWork Studio::Parts::catch_up() {
    StoredRun& run = *runs.active();
    const Timestamp begun = clock.now();
    const bool goes_on = run.run(options.events_per_slice, *catch_up_to);
    const Timestamp now = clock.now();
    run.add_real_time(now - begun);
    if (!goes_on) {
        const bool ends = *catch_up_to >= run.length();
        catch_up_to.reset();
        if (ends) {
            finish_active();
        }
        promote();
    } else if (now - hurried_since >= kShowAfter && drag_base == nullptr) {
        promote();
    }
    changed = changed || now - published_at >= options.publish_every;
    return {.kind = NextWork::Kind::AtOnce};
}

/// The active run is shown, if it is not yet.
void Studio::Parts::promote() {
    if (runs.waits_to_be_shown()) {
        if (next_ghost != nullptr) {
            next_ghost->refresh();
        }
        runs.show_active(std::exchange(next_ghost, nullptr));
    }
    go_on_from_here();
    moment_changed = true;
    changed = true;
}

void Studio::Parts::finish_active() {
    StoredRun& run = *runs.active();
    const Timestamp begun = clock.now();
    run.finish();
    run.add_real_time(clock.now() - begun);
    playing = stepping = false;
    moment_changed = true;
    changed = true;
}

NextWork Studio::Parts::step_pass() {
    StoredRun& run = *runs.active();
    const Timestamp begun = clock.now();
    if (run.run_to_next_pass(options.events_per_slice)) {
        stepping = false;
    }
    const Timestamp now = clock.now();
    run.add_real_time(now - begun);
    if (run.now() >= run.length()) {
        finish_active();
    }
    changed = changed || !stepping || now - published_at >= options.publish_every;
    return {.kind = stepping ? NextWork::Kind::AtOnce : NextWork::Kind::Idle};
}

NextWork Studio::Parts::play() {
    StoredRun& run = *runs.active();
    const Timestamp begun = clock.now();
    const Duration target = pace.target(begun, run.length());
    const bool goes_on = run.run(options.events_per_slice, target);
    const Timestamp now = clock.now();
    run.add_real_time(now - begun);
    changed = changed || now - published_at >= options.publish_every;
    if (goes_on) {
        return {.kind = NextWork::Kind::AtOnce};
    }
    if (target >= run.length()) {
        finish_active();
        return {};
    }
    return {.kind = NextWork::Kind::Later, .wait = options.publish_every};
}

void Studio::Parts::go_on_from_here() {
    if (const StoredRun* run = runs.active()) {
        pace.anchor(clock.now(), run->now());
    }
}

void Studio::Parts::handle(const command::SetSpeed& wish) {
    if (wish.speed && !(*wish.speed > 0)) {
        complain("A speed is above 0");
        return;
    }
    pace.set_speed(wish.speed);
    go_on_from_here();
}

void Studio::Parts::handle(const command::Play& /*wish*/) {
    const StoredRun* run = runs.active();
    playing = run != nullptr && run->has_world() && !run->finished();
    stepping = false;
    go_on_from_here();
}

void Studio::Parts::handle(const command::Pause& /*wish*/) { playing = stepping = false; }

void Studio::Parts::handle(const command::StepPass& /*wish*/) {
    playing = false;
    stepping = true;
}

void Studio::Parts::handle(const command::SetMoment& wish) {
    cursor = wish.at;
    moment_changed = true;
}

void Studio::Parts::handle(const command::SelectRange& wish) {
    wishes.range = wish.range;
    moment_changed = true;
}

void Studio::Parts::handle(const command::FilterTasks& wish) {
    wishes.filter = wish.filter;
    moment_changed = true;
}

void Studio::Parts::handle(const command::ShowTask& wish) {
    task = wish.task;
    task_life.reset();
    moment_changed = true;
}

void Studio::Parts::refresh_moment() {
    StoredRun* run = runs.shown();
    if (run == nullptr) {
        return;
    }
    if (!run->finished()) {
        run->refresh();
    }
    const std::shared_ptr<const RunView>& view = run->view();
    const bool other_run = moment_run == nullptr || moment_run->id != view->id;
    if (other_run) {
        moments = {};
    }
    if (task && (other_run || moment_changed || !playing)) {
        const auto life = read_task_life(run->record(), *task, view->start);
        task_life = life ? std::make_shared<const TaskLife>(*life) : nullptr;
    }
    if (cursor && *cursor < view->now) {
        if (moment_changed || other_run || moment == nullptr || moment->follows) {
            moment = moments.past(*view, *cursor, wishes);
        }
    } else if (moment_changed || view != moment_run) {
        const Timestamp now = clock.now();
        const bool keep_order =
            playing && !moment_changed && !other_run && now - ordered_at < kOrderEvery;
        ordered_at = keep_order ? ordered_at : now;
        moment = moments.now(*view, run->tasks(), wishes, keep_order);
    }
    moment_run = view;
    moment_changed = false;
}

RunControl Studio::Parts::control() {
    RunControl control{.speed = pace.speed(), .live_tuning = is_quick()};
    const StoredRun* run = runs.shown();
    if (run == nullptr) {
        return control;
    }
    measure_rates();
    control.state = run->finished()                      ? PlayState::Finished
                    : playing || stepping || catch_up_to ? PlayState::Playing
                                                         : PlayState::Paused;
    control.is_record = !run->has_world();
    control.rerunning = catch_up_to.has_value();
    control.seed = run->view()->seed;
    const StoredRun& active = *runs.active();
    control.fraction = active.length() > Duration::zero()
                           ? to_seconds(active.now()) / to_seconds(active.length())
                           : 1;
    control.real_time = run->real_time();
    control.tasks_per_second = tasks_per_second;
    control.events_per_second = events_per_second;
    control.events = run->events();
    control.tasks = static_cast<std::int64_t>(run->view()->task_ids.size());
    return control;
}

/// Over the last half second or more; nothing while nothing is run.
void Studio::Parts::measure_rates() {
    const StoredRun& run = *runs.active();
    const Timestamp now = clock.now();
    const Duration passed = now - rates_since;
    if (run.finished() || passed >= kRatesEvery) {
        const auto tasks = static_cast<std::int64_t>(run.view()->task_ids.size());
        const std::int64_t events = run.events();
        const bool goes_on = passed < 4 * kRatesEvery && events >= rates_events;
        const double seconds = to_seconds(passed);
        const bool counts = goes_on && !run.finished();
        tasks_per_second = counts ? static_cast<double>(tasks - rates_tasks) / seconds : 0;
        events_per_second = counts ? static_cast<double>(events - rates_events) / seconds : 0;
        if (run.finished() && run.real_time() > Duration::zero()) {
            tasks_per_second = static_cast<double>(tasks) / to_seconds(run.real_time());
            events_per_second = static_cast<double>(events) / to_seconds(run.real_time());
        }
        rates_since = now;
        rates_tasks = tasks;
        rates_events = events;
    }
}

void Studio::Parts::tell(Notice::Kind kind, std::string text) {
    notices.push_back({.kind = kind, .text = std::move(text), .number = ++last_notice});
    if (notices.size() > kNoticesMax) {
        notices.erase(notices.begin());
    }
    changed = true;
}

std::shared_ptr<const Snapshot> Studio::Parts::snapshot() {
    if (!changed) {
        return published;
    }
    changed = false;
    refresh_moment();
    published_at = clock.now();
    const StoredRun* shown = runs.shown();
    const StoredRun* ghost = runs.ghost();
    published = std::make_shared<const Snapshot>(Snapshot{
        .number = published->number + 1,
        .file = file,
        .control = control(),
        .run = shown != nullptr ? shown->view() : nullptr,
        .ghost = ghost != nullptr ? ghost->view() : nullptr,
        .moment = moment,
        .tuning = tuning,
        .comparison = runs.comparison(),
        .exported = exported,
        .task = task_life,
        .runs = runs.entries(),
        .filter = wishes.filter,
        .range = wishes.range,
        .diagnostics = diagnostics,
        .notices = notices,
    });
    return published;
}

}  // namespace sosw::gui
