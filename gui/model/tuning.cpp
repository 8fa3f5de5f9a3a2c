#include "gui/model/tuning.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "core/config/config_reader.hpp"
#include "core/ecology/eco_status.hpp"
#include "core/ecology/feelings.hpp"
#include "gui/model/editables.hpp"
#include "gui/model/json_places.hpp"
#include "gui/model/text_diff.hpp"
#include "sim/scenario/scenario_override.hpp"

namespace sosw::gui {

namespace {

/// Highest precedence first.
constexpr std::array<std::string_view, 2> kConfigDocuments{
    "sosw_orchestrator_config", "sosw_essential_config"};

/// The value that `path` leads to from `from`, and its pointer.
struct Found {
    const ConfigValue* value = nullptr;
    std::string pointer{};
};

Found find_below(const ConfigValue& root, const std::vector<std::string>& path) {
    Found found{.value = &root};
    for (const std::string& part : path) {
        found.value = found.value->find(part);
        if (found.value == nullptr) {
            return {};
        }
        found.pointer += "/" + sim::pointer_part(part);
    }
    return found;
}

/// The target of `status` where the document of the highest precedence has it.
Found find_feeling(
    const ConfigValue& root, const std::string& labourer, const std::string& metric, int status
) {
    for (const std::string_view document : kConfigDocuments) {
        const Found feelings = find_below(
            root,
            {"config",
             std::string{document},
             "task_config",
             "labourers",
             labourer,
             "health_metrics",
             metric,
             "feelings"}
        );
        if (feelings.value == nullptr) {
            continue;
        }
        for (const ConfigMember& member : feelings.value->members) {
            if (number_of_key(member.name) == status) {
                return {
                    .value = &member.value,
                    .pointer = feelings.pointer + "/" + sim::pointer_part(member.name)};
            }
        }
    }
    return {};
}

/// The smallest step that still looks like one beside `value`: 0.1 beside 50.
double step_beside(double value) {
    const double size = std::max(std::abs(value), 1.0);
    return std::pow(10.0, std::floor(std::log10(size)) - 2);
}

std::string number_text(double value) { return fmt::format("{}", value); }

}  // namespace

Tuning::Tuning(
    const std::string& file,
    const std::string& text,
    std::vector<std::string> overrides,
    const sim::Scenario& scenario
)
    : base_overrides_{std::move(overrides)}, tree_{sim::read_tree(file, text, base_overrides_)} {
    find_thresholds(scenario);
    for (auto& [view, value] : find_editables(*tree_.root)) {
        editables_.push_back(
            {.view = std::move(view),
             .origin = {.document = value->document, .pointer = value->pointer}}
        );
    }
}

void Tuning::find_thresholds(const sim::Scenario& scenario) {
    for (const LabourerConfig& labourer : scenario.config.orchestrator.task_manager.labourers) {
        for (const HealthMetric& metric : labourer.health_metrics) {
            for (const Feeling& feeling : metric.feelings) {
                const int status = to_number(feeling.status);
                const Found found = find_feeling(*tree_.root, labourer.id, metric.name, status);
                if (found.value != nullptr) {
                    thresholds_.push_back({
                        .id = {.labourer = labourer.id, .metric = metric.name, .status = status},
                        .comparison = std::string{symbol(metric.comparison)},
                        .pointer = found.pointer,
                        .original = feeling.target,
                        .origin =
                            {.document = found.value->document, .pointer = found.value->pointer},
                    });
                }
            }
        }
    }
}

const Tuning::Threshold* Tuning::find(const ThresholdId& id) const {
    const auto found = std::ranges::find(thresholds_, id, &Threshold::id);
    return found != thresholds_.end() ? &*found : nullptr;
}

double Tuning::value_of(const Threshold& threshold, const Values& values) const {
    const auto found = values.find(threshold.pointer);
    if (found == values.end()) {
        return threshold.original;
    }
    double value = threshold.original;
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

ThresholdView Tuning::view_of(const Threshold& threshold) const {
    ThresholdView view{
        .id = threshold.id,
        .comparison = threshold.comparison,
        .value = value_of(threshold, values_),
        .original = threshold.original,
    };
    const bool falls = threshold.comparison.starts_with('<');
    if (!falls && !threshold.comparison.starts_with('>')) {
        return view;
    }
    const bool strict = threshold.comparison.ends_with('=');
    for (const Threshold& other : thresholds_) {
        if (other.id.labourer != threshold.id.labourer || other.id.metric != threshold.id.metric ||
            other.id.status == threshold.id.status) {
            continue;
        }
        const double target = value_of(other, values_);
        const double step = strict ? step_beside(target) : 0;
        const bool is_below = (other.id.status > threshold.id.status) == falls;
        if (is_below) {
            view.low = std::max(view.low.value_or(target + step), target + step);
        } else {
            view.high = std::min(view.high.value_or(target - step), target - step);
        }
    }
    return view;
}

std::string Tuning::text_of(const Threshold& threshold, double from, double to) const {
    return fmt::format(
        "{} {} {}: {} → {}",
        threshold.id.metric,
        threshold.id.status,
        to_string(*eco_status(threshold.id.status)),
        from,
        to
    );
}

bool Tuning::drag(const ThresholdId& id, double value) {
    const Threshold* threshold = find(id);
    if (threshold == nullptr || !std::isfinite(value)) {
        return false;
    }
    const double wanted = view_of(*threshold).clamped(value);
    if (wanted == value_of(*threshold, values_)) {
        return false;
    }
    if (wanted == threshold->original) {
        values_.erase(threshold->pointer);
    } else {
        values_[threshold->pointer] = number_text(wanted);
    }
    return true;
}

bool Tuning::set(const ThresholdId& id, double value) {
    drag(id, value);
    const Threshold* threshold = find(id);
    if (threshold == nullptr) {
        return false;
    }
    const double from = value_of(*threshold, settled_);
    const double to = value_of(*threshold, values_);
    return commit(values_, text_of(*threshold, from, to));
}

bool Tuning::reset(const ThresholdId& id) {
    const Threshold* threshold = find(id);
    return threshold != nullptr && set(id, threshold->original);
}

bool Tuning::commit(Values after, std::string text) {
    values_ = after;
    if (after == settled_) {
        return false;
    }
    steps_.resize(done_);
    steps_.push_back({.before = settled_, .after = after, .text = std::move(text)});
    ++done_;
    settled_ = std::move(after);
    return true;
}

bool Tuning::undo() {
    if (done_ == 0) {
        return false;
    }
    --done_;
    values_ = settled_ = steps_[done_].before;
    return true;
}

bool Tuning::redo() {
    if (done_ == steps_.size()) {
        return false;
    }
    values_ = settled_ = steps_[done_].after;
    ++done_;
    return true;
}

std::string Tuning::json_of(const Editable& editable, const std::string& value) const {
    switch (editable.view.kind) {
        case EditKind::Number:
        case EditKind::Whole:
        case EditKind::Boolean:
            return value;
        case EditKind::Duration:
        case EditKind::Rate:
        case EditKind::Text:
            break;
    }
    return json_string(value);
}

std::optional<std::vector<std::string>> Tuning::overrides_with(
    const std::string& pointer, const std::string& value
) const {
    const auto found = std::ranges::find(editables_, pointer, [](const Editable& editable) {
        return editable.view.pointer;
    });
    if (found == editables_.end()) {
        return std::nullopt;
    }
    std::vector<std::string> all = overrides();
    all.push_back(pointer + "=" + json_of(*found, value));
    return all;
}

bool Tuning::set_value(const std::string& pointer, const std::string& value) {
    const auto found = std::ranges::find(editables_, pointer, [](const Editable& editable) {
        return editable.view.pointer;
    });
    if (found == editables_.end()) {
        return false;
    }
    Values after = settled_;
    if (value == found->view.original) {
        after.erase(pointer);
    } else {
        after[pointer] = json_of(*found, value);
    }
    return commit(std::move(after), fmt::format("{}: {}", found->view.label, value));
}

bool Tuning::reset_value(const std::string& pointer) {
    Values after = settled_;
    after.erase(pointer);
    return commit(std::move(after), "back to the file's value");
}

bool Tuning::reset_all() { return commit({}, "back to the files' values"); }

std::vector<std::string> Tuning::overrides() const {
    std::vector<std::string> all = base_overrides_;
    for (const auto& [pointer, value] : values_) {
        all.push_back(fmt::format("{}={}", pointer, value));
    }
    return all;
}

std::string Tuning::changes_text() const {
    std::string text;
    const auto add = [&](const std::string& change) {
        text += (text.empty() ? "" : ", ") + change;
    };
    for (const Threshold& threshold : thresholds_) {
        if (const double value = value_of(threshold, values_); value != threshold.original) {
            add(text_of(threshold, threshold.original, value));
        }
    }
    for (const Editable& editable : editables_) {
        if (const auto found = values_.find(editable.view.pointer); found != values_.end()) {
            add(fmt::format("{}: {}", editable.view.label, found->second));
        }
    }
    return text;
}

TuningView Tuning::view() const {
    TuningView view{
        .available = true,
        .can_undo = done_ > 0,
        .can_redo =
            done_<steps_.size(), .undo_text = done_> 0 ? steps_[done_ - 1].text : std::string{},
        .redo_text = done_ < steps_.size() ? steps_[done_].text : std::string{},
        .changes = static_cast<int>(values_.size()),
    };
    for (const Threshold& threshold : thresholds_) {
        view.thresholds.push_back(view_of(threshold));
    }
    for (const Editable& editable : editables_) {
        view.editables.push_back(editable.view);
        if (const auto found = values_.find(editable.view.pointer); found != values_.end()) {
            std::string_view text = found->second;
            if (text.starts_with('"') && text.size() > 1) {
                text = text.substr(1, text.size() - 2);
            }
            view.editables.back().value = text;
        }
    }
    return view;
}

const ValueOrigin* Tuning::origin_of(const std::string& pointer) const {
    for (const Threshold& threshold : thresholds_) {
        if (threshold.pointer == pointer) {
            return &threshold.origin;
        }
    }
    for (const Editable& editable : editables_) {
        if (editable.view.pointer == pointer) {
            return &editable.origin;
        }
    }
    return nullptr;
}

/// The documents of the tree are the scenario, what was given by hand, and the configuration's.
bool Tuning::was_given_by_hand(const ValueOrigin& origin) const {
    return origin.document > 0 && origin.document <= base_overrides_.size();
}

ExportView Tuning::exported() const {
    ExportView view;
    std::map<std::size_t, Values> by_document;
    for (const auto& [pointer, value] : values_) {
        const ValueOrigin* origin = origin_of(pointer);
        if (origin == nullptr || was_given_by_hand(*origin)) {
            view.notes.push_back(fmt::format(
                "{} was given by hand and stands in no file; give it by hand again, as {}",
                pointer,
                value
            ));
        } else {
            by_document[origin->document][origin->pointer] = value;
        }
    }
    for (const auto& [index, values] : by_document) {
        const ConfigDocument& document = tree_.documents[index];
        ChangedDocument changed{
            .file = document.file,
            .is_scenario = index == 0,
            .before = document.text,
            .after = with_values(document.text, values)};
        changed.diff = unified_diff(changed.file, changed.before, changed.after);
        view.documents.push_back(std::move(changed));
    }
    add_config(view);
    return view;
}

void Tuning::add_config(ExportView& view) const {
    const auto changed = [&](std::size_t index) {
        const auto found =
            std::ranges::find(view.documents, tree_.documents[index].file, &ChangedDocument::file);
        return found != view.documents.end() ? found->after : tree_.documents[index].text;
    };
    view.scenario = changed(0);
    view.scenario_diff =
        unified_diff(tree_.documents[0].file, tree_.documents[0].text, view.scenario);
    for (const std::string_view name : kConfigDocuments) {
        const Found found = find_below(*tree_.root, {"config", std::string{name}});
        if (found.value == nullptr) {
            continue;
        }
        const bool is_file = found.value->document != 0 && found.value->pointer.empty();
        const std::string before =
            is_file ? tree_.documents[found.value->document].text
                    : value_text(tree_.documents[0].text, found.pointer).value_or("");
        const std::string after = is_file ? changed(found.value->document)
                                          : value_text(view.scenario, found.pointer).value_or("");
        const bool is_better = view.config.empty() || (before != after && view.config_diff.empty());
        if (is_better) {
            view.config = after;
            view.config_diff = unified_diff(
                is_file ? tree_.documents[found.value->document].file : std::string{name} + ".json",
                before,
                after
            );
        }
        if (is_file && before != after) {
            view.notes.push_back(fmt::format(
                "The scenario names {}; write the configuration there, or the scenario stays as it"
                " is",
                tree_.documents[found.value->document].file
            ));
        }
    }
}

}  // namespace sosw::gui
