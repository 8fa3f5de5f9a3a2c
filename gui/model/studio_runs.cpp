#include <algorithm>
#include <fstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "gui/model/studio_parts.hpp"
#include "sim/report/open_record.hpp"

namespace sosw::gui {

namespace {

/// How every SQLite file begins (https://www.sqlite.org/fileformat.html).
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

bool is_record(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string begin(kMagic.size(), '\0');
    return file.read(begin.data(), static_cast<std::streamsize>(begin.size())) && begin == kMagic;
}

}  // namespace

void Studio::Parts::handle(const command::Open& wish) {
    if (is_record(wish.path)) {
        open_record(wish.path);
    } else {
        open_scenario(wish);
    }
}

void Studio::Parts::forget_all() {
    drag_base = drag_ghost = next_ghost = nullptr;
    runs.clear();
    source.reset();
    catch_up_to.reset();
    cursor.reset();
    wishes.range.reset();
    task.reset();
    moments = {};
    moment_run.reset();
    moment.reset();
    exported.reset();
    task_life.reset();
    diagnostics.clear();
    tuning_problems.clear();
    playing = stepping = false;
    moment_changed = true;
}

void Studio::Parts::open_record(const std::string& path) {
    auto record = sim::open_record(path);
    if (!record) {
        diagnostics = {{.file = path, .message = record.error()}};
        return;
    }
    forget_all();
    file = path;
    tuning = std::make_shared<const TuningView>();
    runs.begin(StoredRun::open(std::move(*record), {.id = runs.next_id(), .name = path}));
    runs.show_active(nullptr);
}

void Studio::Parts::open_scenario(const command::Open& wish) {
    Checked<Source> opened = Source::open(wish.path, wish.overrides);
    if (!opened) {
        diagnostics = std::move(opened.error());
        return;
    }
    forget_all();
    file = wish.path;
    source = std::move(*opened);
    tuning = std::make_shared<const TuningView>(source->tuning().view());
    if (std::unique_ptr<StoredRun> run = make_run()) {
        runs.begin(std::move(run));
        runs.show_active(nullptr);
        playing = wish.play;
        go_on_from_here();
    }
}

std::unique_ptr<StoredRun> Studio::Parts::make_run() {
    Checked<sim::Scenario> scenario = source->load();
    if (!scenario) {
        tuning_problems = std::move(scenario.error());
        complain("The scenario cannot be run: " + to_string(tuning_problems.front()));
        return nullptr;
    }
    const std::string changes = source->tuning().changes_text();
    Result<std::unique_ptr<StoredRun>> run = StoredRun::begin(
        std::move(*scenario),
        {.id = runs.next_id(),
         .name = changes.empty() ? "as written" : changes,
         .changes = changes,
         .version = options.version,
         .recipe = source->recipe()}
    );
    if (!run) {
        complain("The scenario cannot be run: " + to_string(run.error()));
        return nullptr;
    }
    return std::move(*run);
}

StoredRun* Studio::Parts::base_of_tuning() const {
    if (drag_base != nullptr) {
        return drag_base;
    }
    const bool hurries = catch_up_to && !runs.waits_to_be_shown();
    return hurries && runs.ghost() != nullptr ? runs.ghost() : runs.shown();
}

bool Studio::Parts::is_quick() const {
    const StoredRun* run = drag_base != nullptr ? drag_base : runs.shown();
    return run != nullptr && run->has_world() && run->now() > Duration::zero() &&
           run->real_time() < options.live_tuning_max;
}

void Studio::Parts::run_again(StoredRun* base) {
    std::unique_ptr<StoredRun> run = make_run();
    if (run == nullptr) {
        return;
    }
    stepping = false;
    next_ghost = base;
    catch_up_to = base->finished() ? base->length() : base->now();
    hurried_since = clock.now();
    runs.begin(std::move(run));
}

/// After a change that is settled: the run it asks for is there, under way, or is begun.
void Studio::Parts::tuned() {
    tuning_problems.clear();
    exported.reset();
    StoredRun* base = base_of_tuning();
    const RunRecipe recipe = source->recipe();
    if (base == nullptr) {
        return;
    }
    if (runs.active()->setup().recipe == recipe) {
        end_drag();
        return;  // dragging has brought it here
    }
    StoredRun* known = recipe == base->setup().recipe ? base : runs.find(recipe);
    if (known != nullptr) {
        StoredRun* ghost_before = drag_base != nullptr ? drag_ghost : runs.ghost();
        catch_up_to.reset();
        runs.show(known, known == base ? ghost_before : base);
        go_on_from_here();
        moment_changed = true;
    } else {
        run_again(base);
    }
    end_drag();
}

void Studio::Parts::end_drag() {
    drag_base = drag_ghost = nullptr;
    runs.hold({});
    runs.collect();
}

void Studio::Parts::value_tuned(bool was_changed) {
    if (was_changed) {
        tuned();
    } else {
        end_drag();
    }
}

void Studio::Parts::handle(const command::DragThreshold& wish) {
    if (!source || runs.shown() == nullptr || !source->tuning().drag(wish.id, wish.value)) {
        return;
    }
    if (drag_base == nullptr) {
        drag_base = base_of_tuning();
        drag_ghost = drag_base != runs.ghost() ? runs.ghost() : nullptr;
        runs.hold({drag_base, drag_ghost});
    }
    if (is_quick()) {
        run_again(drag_base);
    }
}

void Studio::Parts::handle(const command::SetThreshold& wish) {
    if (source) {
        const bool was_dragged = drag_base != nullptr;
        const bool is_step = source->tuning().set(wish.id, wish.value);
        value_tuned(is_step || was_dragged);
    }
}

void Studio::Parts::handle(const command::ResetThreshold& wish) {
    if (source) {
        value_tuned(source->tuning().reset(wish.id));
    }
}

void Studio::Parts::handle(const command::SetValue& wish) {
    if (!source) {
        return;
    }
    const auto wanted = source->tuning().overrides_with(wish.pointer, wish.value);
    if (!wanted) {
        complain(fmt::format("There is no value {} that could be set", wish.pointer));
        return;
    }
    if (Checked<sim::Scenario> scenario = source->load_with(*wanted); !scenario) {
        tuning_problems = std::move(scenario.error());
        refused_pointer = wish.pointer;
        return;
    }
    refused_pointer.clear();
    value_tuned(source->tuning().set_value(wish.pointer, wish.value));
}

void Studio::Parts::handle(const command::ResetValue& wish) {
    refused_pointer.clear();
    tuning_problems.clear();
    if (source) {
        value_tuned(source->tuning().reset_value(wish.pointer));
    }
}

void Studio::Parts::handle(const command::ResetAll& /*wish*/) {
    if (source) {
        value_tuned(source->tuning().reset_all());
    }
}

void Studio::Parts::handle(const command::Undo& /*wish*/) {
    if (source) {
        value_tuned(source->tuning().undo());
    }
}

void Studio::Parts::handle(const command::Redo& /*wish*/) {
    if (source) {
        value_tuned(source->tuning().redo());
    }
}

void Studio::Parts::handle(const command::SetSeed& wish) {
    if (source && runs.shown() != nullptr) {
        source->set_seed(wish.seed);
        tuned();
    }
}

void Studio::Parts::handle(const command::Restart& /*wish*/) {
    if (!source || runs.shown() == nullptr) {
        return;
    }
    end_drag();
    if (std::unique_ptr<StoredRun> run = make_run()) {
        catch_up_to.reset();
        runs.begin(std::move(run));
        runs.show_active(runs.ghost());
        playing = true;
        stepping = false;
        cursor.reset();
        go_on_from_here();
        moment_changed = true;
    }
}

void Studio::Parts::handle(const command::KeepRun& wish) {
    if (StoredRun* run = runs.shown()) {
        run->keep(true);
        if (!wish.name.empty()) {
            run->set_name(wish.name);
        }
    }
}

void Studio::Parts::handle(const command::RenameRun& wish) {
    if (StoredRun* run = runs.find(wish.id); run != nullptr && !wish.name.empty()) {
        run->set_name(wish.name);
    }
}

void Studio::Parts::handle(const command::DropRun& wish) {
    StoredRun* run = runs.find(wish.id);
    if (run == nullptr) {
        return;
    }
    run->keep(false);
    if (run == runs.ghost()) {
        runs.set_ghost(nullptr);
    }
    if (run == next_ghost) {
        next_ghost = nullptr;
    }
    runs.collect();
}

void Studio::Parts::handle(const command::CompareRuns& wish) {
    StoredRun* a = runs.find(wish.a);
    StoredRun* b = runs.find(wish.b);
    if (a == nullptr || b == nullptr || a == b) {
        complain("Two runs are needed to compare them");
        return;
    }
    end_drag();
    catch_up_to.reset();
    playing = stepping = false;
    runs.show(b, a);
    moment_changed = true;
}

}  // namespace sosw::gui
