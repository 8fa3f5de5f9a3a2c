#include "gui/app/dashboard_app.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <imgui.h>

#include "backends/system_clock.hpp"
#include "core/base/strings.hpp"
#include "gui/app/display.hpp"
#include "gui/app/event_pump.hpp"
#include "gui/app/settings.hpp"
#include "gui/model/workbench.hpp"
#include "gui/panels/dashboard.hpp"
#include "gui/widgets/fonts.hpp"

namespace sosw::gui {

namespace {

using namespace std::chrono_literals;

constexpr const char* kExample = "rds_cpu_spike.json";
constexpr const char* kHint =
    "Try this: drag a dashed line in the uppermost track up or down, let go, and read at the right "
    "what would have happened. F1 lists all keys.";
constexpr int kFramesToSettle =
    3;  // ImGui sizes what is new in one frame and places it in the next.

struct TabName {
    std::string_view name;
    std::optional<LowerTab> lower{};
    std::optional<SideTab> side{};
};
constexpr std::array<TabName, 9> kTabs{{
    {"labourers", LowerTab::Labourers, {}},
    {"greenfield", LowerTab::Greenfield, {}},
    {"tasks", LowerTab::Tasks, {}},
    {"log", LowerTab::Log, {}},
    {"future", {}, SideTab::Compare},
    {"decision", {}, SideTab::Decision},
    {"task", {}, SideTab::Task},
    {"scenario", {}, SideTab::Scenario},
    {"export", {}, SideTab::Export},
}};

/// The examples: those of the folder one works in, or of the sources this was built from.
std::string examples_folder() {
    std::error_code ignored;
    return std::filesystem::is_directory("scenarios", ignored) ? "scenarios" : SOSW_SCENARIOS;
}

std::string file_to_open(const AppOptions& options) {
    const std::string example = examples_folder() + "/" + kExample;
    std::error_code ignored;
    return !options.file.empty()                       ? options.file
           : std::filesystem::exists(example, ignored) ? example
                                                       : std::string{};
}

void add_scenarios(const std::string& folder, std::set<std::string>& files) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator{folder, ignored}) {
        const std::string extension = entry.path().extension().string();
        if (entry.is_regular_file(ignored) && (extension == ".json" || extension == ".db")) {
            files.insert(entry.path().lexically_normal().string());
        }
    }
}

/// What may be opened next: the examples, and what stands beside the file that was asked for.
std::vector<std::string> list_scenarios(const AppOptions& options) {
    std::set<std::string> files;
    add_scenarios(examples_folder(), files);
    if (!options.file.empty()) {
        const std::string folder = std::filesystem::path{options.file}.parent_path().string();
        add_scenarios(folder.empty() ? "." : folder, files);
    }
    return {files.begin(), files.end()};
}

Theme theme_for(Shade shade, float scale) {
    Theme theme = make_theme(shade, scale);
    load_fonts(theme);
    apply(theme);
    return theme;
}

/// The other colours with the same fonts.
void change_shade(Theme& theme) {
    Theme other = make_theme(theme.shade == Shade::Dark ? Shade::Light : Shade::Dark, theme.scale);
    other.regular = theme.regular;
    other.bold = theme.bold;
    other.mono = theme.mono;
    other.small = theme.small;
    theme = other;
    apply(theme);
}

/// Draws a frame, and saves it where `picture` names a file. What went wrong, or nothing.
std::string draw_frame(
    Display& display,
    const Theme& theme,
    const Snapshot& snapshot,
    DashboardView& view,
    Commands& commands,
    const std::string& picture
) {
    display.begin_frame();
    draw_dashboard(theme, snapshot, view, commands);
    display.end_frame(theme.page);
    std::string problem;
    if (!picture.empty()) {
        problem = write_png(display.picture(), picture);
    }
    display.present();
    return problem;
}

void bring_forward(const std::string& tab, DashboardView& view) {
    const auto found = std::ranges::find(kTabs, tab, &TabName::name);
    if (found != kTabs.end()) {
        view.lower_wanted = found->lower ? found->lower : view.lower_wanted;
        view.side_wanted = found->side ? found->side : view.side_wanted;
    }
}

/// Selects what the options name; says what there is not.
Diagnostics select(const AppOptions& options, const Snapshot& snapshot, DashboardView& view) {
    if (options.labourer.empty() || snapshot.run == nullptr) {
        return {};
    }
    const auto& labourers = snapshot.run->labourers;
    const auto found = std::ranges::find(labourers, options.labourer, &LabourerInfo::name);
    if (found != labourers.end()) {
        view.selection.labourer = static_cast<LabourerIndex>(found - labourers.begin());
        return {};
    }
    std::vector<std::string_view> names;
    names.reserve(labourers.size());
    for (const LabourerInfo& labourer : labourers) {
        names.push_back(labourer.name);
    }
    return {
        {.file = snapshot.file,
         .message = fmt::format(
             "there is no labourer \"{}\".{}",
             options.labourer,
             did_you_mean(options.labourer, names)
         )}};
}

/// Waits for all that was asked of the worker. A run in a picture has no other end than its own.
void settle(const Workbench& workbench) {
    while (!workbench.wait_until_idle(1min)) {
    }
}

Diagnostics tune(const AppOptions& options, Workbench& workbench) {
    for (const std::string& text : options.tune) {
        const std::optional<TunedThreshold> tuned = parse_tuned(text);
        if (!tuned || workbench.snapshot()->tuning->find(tuned->id) == nullptr) {
            return {
                {.file = workbench.snapshot()->file,
                 .message = fmt::format(
                     "--tune {}: there is no such threshold; expected LABOURER/METRIC/STATUS=VALUE",
                     text
                 )}};
        }
        workbench.post(command::SetThreshold{tuned->id, tuned->value});
        settle(workbench);
    }
    return {};
}

/// Opens the file, runs it to the end, and puts everything where the options want it.
Diagnostics prepare(const AppOptions& options, Workbench& workbench, DashboardView& view) {
    workbench.post(command::Open{.path = file_to_open(options), .overrides = options.overrides});
    settle(workbench);
    if (!workbench.snapshot()->diagnostics.empty()) {
        return workbench.snapshot()->diagnostics;
    }
    if (const Diagnostics problems = tune(options, workbench); !problems.empty()) {
        return problems;
    }
    if (const Diagnostics problems = select(options, *workbench.snapshot(), view);
        !problems.empty()) {
        return problems;
    }
    if (options.at) {
        workbench.post(command::SetMoment{options.at});
        settle(workbench);
        select_decision(
            *workbench.snapshot(), view.selection.labourer, *options.at, view.selection
        );
    }
    return {};
}

Diagnostics save_picture(const AppOptions& options) {
    Display display{
        {.size = options.size.value_or(PictureSize{}), .visible = false, .scale = options.scale}};
    const SystemClock clock;
    Workbench workbench{clock, {.version = options.version}};
    DashboardView view;
    view.hint = kHint;
    view.toolbar.scenarios = list_scenarios(options);
    if (const Diagnostics problems = prepare(options, workbench, view); !problems.empty()) {
        return problems;
    }
    const Theme theme = theme_for(options.shade.value_or(Shade::Dark), display.scale());
    Commands commands;
    for (int frame = 0; frame < kFramesToSettle * 2; ++frame) {
        if (frame == kFramesToSettle) {
            bring_forward(options.tab, view);
        }
        draw_frame(display, theme, *workbench.snapshot(), view, commands, {});
        workbench.post(commands.take());
        settle(workbench);
    }
    const std::string problem =
        draw_frame(display, theme, *workbench.snapshot(), view, commands, options.picture);
    if (!problem.empty()) {
        throw std::runtime_error(problem);
    }
    return {};
}

/// The window while it is open.
class Session {
public:
    Session(const AppOptions& options, Settings settings)
        : options_{options},
          settings_{settings},
          display_{{.size = options.size.value_or(settings.size), .scale = options.scale}},
          workbench_{clock_, {.version = options.version}, [this] { pump_.wake(); }},
          theme_{theme_for(options.shade.value_or(settings.shade), display_.scale())} {
        view_.hint = kHint;
        view_.beside = settings.beside;
        view_.above = settings.above;
        view_.toolbar.scenarios = list_scenarios(options);
        bring_forward(options.tab, view_);
        if (const std::string file = file_to_open(options); !file.empty()) {
            workbench_.post(command::Open{.path = file, .overrides = options.overrides});
        }
    }

    /// Until the window is closed.
    Settings run() {
        while (true) {
            const EventPump::Portion portion = pump_.next(patience());
            if (portion.quit) {
                break;
            }
            for (const std::string& file : portion.dropped) {
                workbench_.post(command::Open{.path = file});
            }
            const std::shared_ptr<const Snapshot> snapshot = workbench_.snapshot();
            if (portion.any || snapshot->number != shown_) {
                frames_left_ = kFramesToSettle;
            }
            if (frames_left_ > 0 || keeps_moving()) {
                frames_left_ = std::max(frames_left_ - 1, 0);
                shown_ = snapshot->number;
                frame(*snapshot);
            }
        }
        settings_.size = display_.size();
        settings_.shade = theme_.shade;
        settings_.beside = view_.beside;
        settings_.above = view_.above;
        return settings_;
    }

private:
    /// Keys and buttons that move things while they are held, and the blinking caret of a field. A
    /// captured mouse may move without an event.
    bool keeps_moving() const {
        const ImGuiIO& io = ImGui::GetIO();
        const auto is_down = [](bool down) { return down; };
        return io.WantTextInput || std::ranges::any_of(io.KeysDown, is_down) ||
               std::ranges::any_of(io.MouseDown, is_down);
    }

    /// How long to wait for an event: nothing moves by itself, so an idle window costs nothing.
    Duration patience() const {
        return pump_.waiting()                      ? Duration::zero()
               : frames_left_ > 0 || keeps_moving() ? Duration{10ms}
                                                    : Duration{1s};
    }

    void frame(const Snapshot& snapshot) {
        Commands commands;
        apply_options(snapshot, commands);
        std::string picture;
        if (view_.exporter.picture_wanted) {
            picture = std::exchange(view_.exporter.picture_wanted, {}).value_or("");
        }
        const std::string problem =
            draw_frame(display_, theme_, snapshot, view_, commands, picture);
        if (!picture.empty()) {
            say(snapshot, problem.empty() ? fmt::format("The picture is {}", picture) : problem);
        }
        if (view_.toolbar.theme_wanted) {
            change_shade(theme_);
        }
        workbench_.post(commands.take());
    }

    /// Selects and puts the cursor as soon as the run is there.
    void apply_options(const Snapshot& snapshot, Commands& commands) {
        if (snapshot.run == nullptr || applied_) {
            return;
        }
        const Duration at = options_.at.value_or(Duration::zero());
        if (snapshot.run->now < at && !snapshot.run->finished) {
            return;
        }
        applied_ = true;
        for (const Diagnostic& problem : select(options_, snapshot, view_)) {
            say(snapshot, problem.message);
        }
        if (options_.at) {
            commands.push(command::SetMoment{at});
        }
    }

    void say(const Snapshot& snapshot, const std::string& text) {
        view_.said = text;
        view_.said_after = snapshot.notices.empty() ? 0 : snapshot.notices.back().number;
        frames_left_ = kFramesToSettle;
    }

    const AppOptions& options_;
    Settings settings_;
    SystemClock clock_;
    Display display_;
    EventPump pump_;
    Workbench workbench_;
    Theme theme_;
    DashboardView view_;
    std::int64_t shown_ = -1;
    int frames_left_ = kFramesToSettle;
    bool applied_ = false;
};

}  // namespace

std::optional<TunedThreshold> parse_tuned(const std::string& text) {
    const auto equals = text.rfind('=');
    const auto last = equals == text.npos ? text.npos : text.rfind('/', equals);
    const auto first = last == text.npos || last == 0 ? text.npos : text.rfind('/', last - 1);
    if (first == text.npos) {
        return std::nullopt;
    }
    TunedThreshold tuned;
    tuned.id.labourer = text.substr(0, first);
    tuned.id.metric = text.substr(first + 1, last - first - 1);
    const auto read = [&](std::size_t begin, std::size_t end, auto& number) {
        const auto [stopped, error] =
            std::from_chars(text.data() + begin, text.data() + end, number);
        return error == std::errc{} && stopped == text.data() + end;
    };
    const bool good =
        read(last + 1, equals, tuned.id.status) && read(equals + 1, text.size(), tuned.value);
    return good ? std::optional{tuned} : std::nullopt;
}

Diagnostics run_dashboard(const AppOptions& options) {
    if (!options.picture.empty()) {
        return save_picture(options);
    }
    const std::string path = settings_path();
    Session session{options, load_settings(path)};
    save_settings(session.run(), path);
    return {};
}

}  // namespace sosw::gui
