#include "gui/model/run_store.hpp"

#include <algorithm>

#include "core/base/ensure.hpp"
#include "gui/model/record_heads.hpp"

namespace sosw::gui {

namespace {

/// The decision of `run` that `difference` is about.
std::optional<std::size_t> find_decision(
    const RunView& run, const sim::DecisionDifference& difference
) {
    const auto labourer = find_labourer(run, difference.labourer);
    const auto index = labourer ? run.decision_at(*labourer, difference.at) : std::nullopt;
    return index && run.decisions[*index].at == difference.at ? index : std::nullopt;
}

}  // namespace

void RunStore::clear() {
    shown_ = ghost_ = active_ = nullptr;
    held_.clear();
    comparison_.reset();
    runs_.clear();
}

void RunStore::begin(std::unique_ptr<StoredRun> run) {
    ENSURE(run != nullptr);
    active_ = run.get();
    runs_.push_back(std::move(run));
    collect();
}

void RunStore::show_active(StoredRun* ghost) { show(active_, ghost); }

void RunStore::show(StoredRun* run, StoredRun* ghost) {
    shown_ = active_ = run;
    ghost_ = ghost != run ? ghost : nullptr;
    collect();
}

StoredRun* RunStore::find(RunId id) const {
    const auto found =
        std::ranges::find_if(runs_, [&](const auto& run) { return run->setup().id == id; });
    return found != runs_.end() ? found->get() : nullptr;
}

StoredRun* RunStore::find(const RunRecipe& recipe) const {
    const auto found = std::ranges::find_if(runs_, [&](const auto& run) {
        return run->finished() && run->has_world() && run->setup().recipe == recipe;
    });
    return found != runs_.end() ? found->get() : nullptr;
}

void RunStore::collect() {
    std::erase_if(runs_, [&](const auto& run) {
        const StoredRun* one = run.get();
        const bool is_used = one == shown_ || one == ghost_ || one == active_ || one->is_kept();
        return !is_used && std::ranges::find(held_, one) == held_.end();
    });
}

std::vector<RunEntry> RunStore::entries() const {
    std::vector<RunEntry> entries;
    for (const auto& run : runs_) {
        if (run.get() == active_ && active_ != shown_) {
            continue;
        }
        entries.push_back({
            .id = run->setup().id,
            .name = run->setup().name,
            .changes = run->setup().changes,
            .seed = run->view()->seed,
            .kept = run->is_kept(),
            .current = run.get() == shown_,
            .ghost = run.get() == ghost_,
            .finished = run->finished(),
        });
    }
    return entries;
}

std::shared_ptr<const Comparison> RunStore::comparison() {
    if (shown_ == nullptr || ghost_ == nullptr || !shown_->finished() || !ghost_->finished()) {
        return nullptr;
    }
    const RunId a = ghost_->setup().id;
    const RunId b = shown_->setup().id;
    if (comparison_ == nullptr || comparison_->a != a || comparison_->b != b) {
        Comparison comparison{
            .a = a,
            .b = b,
            .difference = sim::compare_runs(
                {.record = ghost_->record(), .summary = ghost_->summary()},
                {.record = shown_->record(), .summary = shown_->summary()}
            )};
        if (comparison.difference.first_decision) {
            comparison.decision_b =
                find_decision(*shown_->view(), *comparison.difference.first_decision);
        }
        comparison_ = std::make_shared<const Comparison>(std::move(comparison));
    }
    if (comparison_->name_a != ghost_->setup().name ||
        comparison_->name_b != shown_->setup().name) {
        Comparison named = *comparison_;
        named.name_a = ghost_->setup().name;
        named.name_b = shown_->setup().name;
        comparison_ = std::make_shared<const Comparison>(std::move(named));
    }
    return comparison_;
}

}  // namespace sosw::gui
