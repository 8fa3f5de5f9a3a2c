#include "gui/panels/toolbar.hpp"

#include <array>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

struct Speed {
    const char* name = "";
    std::optional<double> factor;
};
const std::array<Speed, 7> kSpeeds{{
    {"1 ×", 1},
    {"10 ×", 10},
    {"60 ×", 60},
    {"600 ×", 600},
    {"3600 ×", 3600},
    {"86400 ×", 86'400},
    {"as fast as possible", {}},
}};

void choose_file(
    const Theme& theme, const Snapshot& snapshot, ToolbarView& view, Commands& commands
) {
    const std::string shown = snapshot.file.empty()
                                  ? "open a scenario or a record"
                                  : std::filesystem::path{snapshot.file}.filename().string();
    ImGui::SetNextItemWidth(theme.px(220));
    if (!ImGui::BeginCombo("##file", shown.c_str(), ImGuiComboFlags_HeightLargest)) {
        return;
    }
    for (const std::string& file : view.scenarios) {
        const std::string name = std::filesystem::path{file}.filename().string();
        if (ImGui::Selectable(name.c_str(), file == snapshot.file)) {
            commands.push(command::Open{.path = file});
        }
        hint(file);
    }
    ImGui::Separator();
    ImGui::SetNextItemWidth(theme.px(320));
    const bool entered = ImGui::InputTextWithHint(
        "##path", "another file", &view.path, ImGuiInputTextFlags_EnterReturnsTrue
    );
    ImGui::SameLine();
    if ((button("Open", !view.path.empty()) || entered) && !view.path.empty()) {
        commands.push(command::Open{.path = view.path});
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndCombo();
}

void choose_seed(
    const Theme& theme, const Snapshot& snapshot, ToolbarView& view, Commands& commands
) {
    if (!view.seed_edited) {
        view.seed = fmt::format("{}", snapshot.control.seed);
    }
    soft_text(theme, "seed");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(theme.px(70));
    ImGui::BeginDisabled(snapshot.control.is_record);
    const bool entered = ImGui::InputText(
        "##seed",
        &view.seed,
        ImGuiInputTextFlags_CharsDecimal | ImGuiInputTextFlags_EnterReturnsTrue
    );
    ImGui::EndDisabled();
    view.seed_edited = ImGui::IsItemActive();
    std::uint64_t seed = 0;
    const char* end = view.seed.data() + view.seed.size();
    const auto [stopped, error] = std::from_chars(view.seed.data(), end, seed);
    if (entered && error == std::errc{} && stopped == end) {
        commands.push(command::SetSeed{seed});
    }
}

void choose_speed(const Theme& theme, const Snapshot& snapshot, Commands& commands) {
    const std::optional<double> speed = snapshot.control.speed;
    const std::string shown =
        speed ? fmt::format("{} ×", short_number(*speed)) : "as fast as possible";
    ImGui::SetNextItemWidth(theme.px(160));
    ImGui::BeginDisabled(snapshot.control.is_record);
    if (ImGui::BeginCombo("##speed", shown.c_str())) {
        for (const Speed& choice : kSpeeds) {
            if (ImGui::Selectable(choice.name, choice.factor == speed)) {
                commands.push(command::SetSpeed{choice.factor});
            }
        }
        ImGui::EndCombo();
    }
    ImGui::EndDisabled();
}

void draw_transport(const Snapshot& snapshot, Commands& commands) {
    const RunControl& control = snapshot.control;
    const bool playable = snapshot.run != nullptr && !control.is_record;
    const bool plays = control.state == PlayState::Playing;
    const bool ended = control.state == PlayState::Finished;
    if (button(plays ? "Pause" : "Play", playable && !ended, "Space")) {
        toggle_play(snapshot, commands);
    }
    ImGui::SameLine();
    if (button("Step", playable && !ended, "One pass of the Orchestrator (P)")) {
        commands.push(command::StepPass{});
    }
    ImGui::SameLine();
    if (button("Restart", playable, "From the beginning, with the same seed")) {
        commands.push(command::Restart{});
    }
    ImGui::SameLine();
    const TuningView& tuning = *snapshot.tuning;
    if (button("Undo", tuning.can_undo, "Ctrl+Z  " + tuning.undo_text)) {
        commands.push(command::Undo{});
    }
    ImGui::SameLine();
    if (button("Redo", tuning.can_redo, "Ctrl+Y  " + tuning.redo_text)) {
        commands.push(command::Redo{});
    }
}

std::string state_text(const Snapshot& snapshot) {
    const RunControl& control = snapshot.control;
    if (control.is_record) {
        return "record";
    }
    switch (control.state) {
        case PlayState::Empty:
            return "";
        case PlayState::Playing:
            return control.rerunning ? "running again" : "running";
        case PlayState::Paused:
            return "paused";
        case PlayState::Finished:
            break;
    }
    return snapshot.run != nullptr && !snapshot.run->passed ? "finished, not as expected"
                                                            : "finished";
}

void draw_progress(const Theme& theme, const Snapshot& snapshot, float width) {
    if (snapshot.run == nullptr || width < theme.px(80)) {
        return;
    }
    const RunControl& control = snapshot.control;
    const std::string text = fmt::format(
        "{}  {} of {}",
        state_text(snapshot),
        short_time(snapshot.run->now),
        short_time(snapshot.run->duration)
    );
    ImGui::PushStyleColor(ImGuiCol_PlotHistogram, faded(theme.accent, 0.45F));
    ImGui::ProgressBar(static_cast<float>(control.fraction), {width, 0}, text.c_str());
    ImGui::PopStyleColor();
    hint(fmt::format(
        "{} of real time, {} tasks, {} events, {} tasks/s, {} events/s",
        short_seconds(to_seconds(control.real_time)),
        grouped(control.tasks),
        grouped(control.events),
        short_number(control.tasks_per_second),
        short_number(control.events_per_second)
    ));
}

std::string rates_text(const Snapshot& snapshot) {
    const RunControl& control = snapshot.control;
    if (snapshot.run == nullptr || control.is_record) {
        return {};
    }
    return control.state == PlayState::Playing
               ? fmt::format("{} tasks/s", short_number(control.tasks_per_second))
               : fmt::format(
                     "{} tasks in {}",
                     grouped(control.tasks),
                     short_seconds(to_seconds(control.real_time))
                 );
}

}  // namespace

void toggle_play(const Snapshot& snapshot, Commands& commands) {
    if (snapshot.run == nullptr || snapshot.control.is_record) {
        return;
    }
    if (snapshot.control.state == PlayState::Playing) {
        commands.push(command::Pause{});
    } else if (snapshot.control.state == PlayState::Paused) {
        commands.push(command::Play{});
    }
}

void draw_toolbar(
    const Theme& theme, const Snapshot& snapshot, ToolbarView& view, Commands& commands
) {
    choose_file(theme, snapshot, view, commands);
    ImGui::SameLine();
    choose_seed(theme, snapshot, view, commands);
    ImGui::SameLine();
    choose_speed(theme, snapshot, commands);
    ImGui::SameLine();
    draw_transport(snapshot, commands);
    ImGui::SameLine();
    const std::string rates = rates_text(snapshot);
    const float right = theme.px(178) + ImGui::CalcTextSize(rates.c_str()).x;
    draw_progress(theme, snapshot, ImGui::GetContentRegionAvail().x - right);
    ImGui::SameLine();
    soft_text(theme, rates);
    ImGui::SameLine();
    view.theme_wanted = button(theme.shade == Shade::Dark ? "Light" : "Dark", true, "Theme");
    ImGui::SameLine();
    view.help_wanted = button("Help F1");
}

}  // namespace sosw::gui
