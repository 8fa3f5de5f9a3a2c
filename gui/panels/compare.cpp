#include "gui/panels/compare.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

bool is_shown(const CompareView& view, const sim::ComparedFigure& figure) {
    return !view.only_differences || figure.judgement != sim::Judgement::Same;
}

/// The figure's values; with all digits where they differ and would be written alike.
std::pair<std::string, std::string> texts_of(const sim::ComparedFigure& figure) {
    std::pair<std::string, std::string> texts{
        figure_text(figure.unit, figure.a), figure_text(figure.unit, figure.b)};
    if (texts.first != texts.second || figure.a == figure.b) {
        return texts;
    }
    const char* const unit = figure.unit == sim::FigureUnit::Seconds ? " s" : "";
    return {
        fmt::format("{:.6g}{}", figure.a.value_or(0), unit),
        fmt::format("{:.6g}{}", figure.b.value_or(0), unit)};
}

void draw_figure(const Theme& theme, const sim::ComparedFigure& figure) {
    const auto [before, after] = texts_of(figure);
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(figure.name.c_str());
    hint(figure.name);
    ImGui::TableNextColumn();
    soft_text(theme, before);
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(after.c_str());
    ImGui::TableNextColumn();
    judgement_mark(theme, figure.judgement);
}

void draw_figures(const Theme& theme, const Comparison& comparison, CompareView& view) {
    const auto flags = ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersInnerH |
                       ImGuiTableFlags_Resizable | ImGuiTableFlags_ScrollY;
    const float room = ImGui::GetContentRegionAvail().y - theme.px(190);
    if (!ImGui::BeginTable("figures", 4, flags, {0, std::max(room, theme.px(120))})) {
        return;
    }
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("figure", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableSetupColumn("before", ImGuiTableColumnFlags_WidthFixed, theme.px(74));
    ImGui::TableSetupColumn("after", ImGuiTableColumnFlags_WidthFixed, theme.px(74));
    ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, theme.px(18));
    ImGui::TableHeadersRow();
    for (const sim::ComparedFigure& figure : comparison.difference.figures) {
        if (is_shown(view, figure)) {
            draw_figure(theme, figure);
        }
    }
    ImGui::EndTable();
}

/// What came out, as long as there is nothing to compare it with.
void draw_run_figures(const Theme& theme, const RunView& run) {
    for (const std::string& text : run.expectations_failed) {
        ImGui::PushStyleColor(ImGuiCol_Text, theme.bad);
        ImGui::TextWrapped("not as expected: %s", text.c_str());
        ImGui::PopStyleColor();
    }
    const auto flags =
        ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_ScrollY;
    const float room = ImGui::GetContentRegionAvail().y - theme.px(120);
    if (run.figures.empty() ||
        !ImGui::BeginTable("run figures", 2, flags, {0, std::max(room, theme.px(120))})) {
        return;
    }
    ImGui::TableSetupColumn("figure", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableSetupColumn("this run", ImGuiTableColumnFlags_WidthFixed, theme.px(110));
    ImGui::TableHeadersRow();
    for (const RunFigure& figure : run.figures) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(figure.name.c_str());
        hint(figure.name);
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(figure.text.c_str());
    }
    ImGui::EndTable();
}

std::int64_t count(const Comparison& comparison, sim::Judgement judgement) {
    return std::ranges::count(
        comparison.difference.figures, judgement, &sim::ComparedFigure::judgement
    );
}

void draw_verdict(const Theme& theme, const Comparison& comparison) {
    judgement_mark(theme, sim::Judgement::Better);
    ImGui::SameLine();
    ImGui::Text("%lld better", static_cast<long long>(count(comparison, sim::Judgement::Better)));
    ImGui::SameLine();
    judgement_mark(theme, sim::Judgement::Worse);
    ImGui::SameLine();
    ImGui::Text("%lld worse", static_cast<long long>(count(comparison, sim::Judgement::Worse)));
    ImGui::SameLine();
    soft_text(
        theme,
        fmt::format(
            "{} of {} decisions differ",
            grouped(comparison.difference.decisions_that_differ),
            grouped(comparison.difference.decisions)
        )
    );
}

void draw_settings(const Theme& theme, const Comparison& comparison) {
    constexpr std::size_t kMost = 4;
    const auto& settings = comparison.difference.settings;
    for (std::size_t index = 0; index < std::min(settings.size(), kMost); ++index) {
        const sim::ComparedSetting& setting = settings[index];
        soft_text(
            theme,
            fmt::format(
                "{}: {} \u2192 {}",
                setting.name,
                setting.a.value_or("none"),
                setting.b.value_or("none")
            )
        );
    }
    if (settings.size() > kMost) {
        soft_text(theme, fmt::format("and {} more", settings.size() - kMost));
    }
}

void draw_first_difference(
    const Theme& theme,
    const Snapshot& snapshot,
    const Comparison& comparison,
    Selection& selection,
    Commands& commands
) {
    const auto& first = comparison.difference.first_decision;
    if (!first) {
        return;
    }
    const std::string label = fmt::format("First different decision, {}", short_time(first->at));
    if (button(label, true, "Puts the cursor there and selects it")) {
        const auto& labourers = snapshot.run->labourers;
        const auto found = std::ranges::find(labourers, first->labourer, &LabourerInfo::name);
        if (found != labourers.end()) {
            const auto labourer = static_cast<LabourerIndex>(found - labourers.begin());
            select_decision(snapshot, labourer, first->at, selection);
        }
        commands.push(command::SetMoment{first->at});
    }
    ImGui::PushFont(theme.small);
    soft_text(theme, "before:");
    ImGui::SameLine();
    ImGui::TextWrapped("%s", first->a.value_or("no decision").c_str());
    soft_text(theme, "after:");
    ImGui::SameLine();
    ImGui::TextWrapped("%s", first->b.value_or("no decision").c_str());
    ImGui::PopFont();
}

void draw_name(const RunEntry& run, CompareView& view, Commands& commands) {
    if (view.renamed != run.id) {
        ImGui::TextUnformatted(run.name.c_str());
        hint(run.changes.empty() ? "as in the files" : run.changes);
        return;
    }
    ImGui::SetNextItemWidth(-1);
    if (ImGui::InputText("##name", &view.new_name, ImGuiInputTextFlags_EnterReturnsTrue)) {
        if (!view.new_name.empty()) {
            commands.push(command::RenameRun{run.id, view.new_name});
        }
        view.renamed = 0;
    }
}

void draw_run(
    const Theme& theme,
    const Snapshot& snapshot,
    const RunEntry& run,
    CompareView& view,
    Commands& commands
) {
    ImGui::PushID(static_cast<int>(run.id));
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    draw_name(run, view, commands);
    ImGui::TableNextColumn();
    soft_text(theme, run.current ? "shown" : run.ghost ? "grey" : run.finished ? "" : "unfinished");
    ImGui::TableNextColumn();
    const auto current = std::ranges::find(snapshot.runs, true, &RunEntry::current);
    const bool comparable = !run.current && run.finished && current != snapshot.runs.end();
    if (ImGui::SmallButton("rename")) {
        view.renamed = run.id;
        view.new_name = run.name;
    }
    if (comparable) {
        ImGui::SameLine();
        if (ImGui::SmallButton("before")) {
            commands.push(command::CompareRuns{run.id, current->id});
        }
        hint("Compare the run shown with this one");
        ImGui::SameLine();
        if (ImGui::SmallButton("show")) {
            commands.push(command::CompareRuns{current->id, run.id});
        }
        hint("Show this one, and the run shown now in grey");
        ImGui::SameLine();
        if (ImGui::SmallButton("drop")) {
            commands.push(command::DropRun{run.id});
        }
    }
    ImGui::PopID();
}

void draw_runs(
    const Theme& theme, const Snapshot& snapshot, CompareView& view, Commands& commands
) {
    ImGui::AlignTextToFramePadding();
    heading(theme, "Runs");
    ImGui::SameLine();
    if (button("Keep this one", snapshot.run != nullptr, "Keeps the run shown (K)")) {
        commands.push(command::KeepRun{});
    }
    const auto flags =
        ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_ScrollY;
    if (!ImGui::BeginTable("runs", 3, flags)) {
        return;
    }
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableSetupColumn("role", ImGuiTableColumnFlags_WidthFixed, theme.px(64));
    ImGui::TableSetupColumn("do", ImGuiTableColumnFlags_WidthFixed, theme.px(236));
    for (const RunEntry& run : snapshot.runs) {
        draw_run(theme, snapshot, run, view, commands);
    }
    ImGui::EndTable();
}

}  // namespace

void draw_compare(
    const Theme& theme,
    const Snapshot& snapshot,
    CompareView& view,
    Selection& selection,
    Commands& commands
) {
    if (snapshot.run == nullptr) {
        soft_text(theme, "No run is open.");
        return;
    }
    if (snapshot.comparison == nullptr) {
        heading(theme, "The other future");
        ImGui::TextWrapped(
            "Drag a threshold in the timeline: the scenario is run again with the same seed, and "
            "this panel says what came out better or worse."
        );
        ImGui::Spacing();
        draw_run_figures(theme, *snapshot.run);
        draw_runs(theme, snapshot, view, commands);
        return;
    }
    const Comparison& comparison = *snapshot.comparison;
    heading(theme, fmt::format("{} \u2192 {}", comparison.name_a, comparison.name_b));
    draw_verdict(theme, comparison);
    draw_settings(theme, comparison);
    draw_first_difference(theme, snapshot, comparison, selection, commands);
    ImGui::Checkbox("only what differs", &view.only_differences);
    draw_figures(theme, comparison, view);
    draw_runs(theme, snapshot, view, commands);
}

}  // namespace sosw::gui
