#include "gui/widgets/plot.hpp"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

constexpr std::size_t kPiece = 4096;
constexpr float kFar = 20'000;  // Beyond it, single-precision corners lose their places.

int columns_of(const Plot& plot) { return std::max(1, static_cast<int>(plot.box.width())); }

/// At most about four points in two pixels: more cannot be told apart.
Course visible(const Plot& plot, const SeriesPyramid& series) {
    return series.window(plot.axis.from(), plot.axis.to(), std::max(1, columns_of(plot) / 2));
}

/// Draws within the plot's box only, as long as it lives.
class Clip {
public:
    explicit Clip(const Box& box) {
        ImGui::PushClipRect({box.left, box.top}, {box.right, box.bottom}, true);
    }
    Clip(const Clip&) = delete;
    Clip& operator=(const Clip&) = delete;
    ~Clip() { ImGui::PopClipRect(); }
};

void draw_path(const std::vector<ImVec2>& path, Stroke stroke) {
    for (std::size_t begin = 0; begin + 1 < path.size(); begin += kPiece - 1) {
        const std::size_t count = std::min(kPiece, path.size() - begin);
        ImGui::GetWindowDrawList()->AddPolyline(
            path.data() + begin, static_cast<int>(count), stroke.colour, 0, stroke.width
        );
    }
}

int feeling_of(std::span<const FeelingLine> lines, const std::string& comparison, double value) {
    for (const FeelingLine& line : lines) {
        if (feels_like(value, comparison, line.target)) {
            return line.status;
        }
    }
    return 0;
}

/// Where a step of `points[index]` ends.
float step_end(const Plot& plot, const Course& points, std::size_t index, Duration end) {
    return index + 1 < points.size() ? plot.x(points[index + 1].at)
                                     : plot.x(std::max(end, points[index].at));
}

/// Calls `draw(left, right, value)` for each step that is seen, where equal neighbours are one.
template <typename Draw>
void for_each_step(const Plot& plot, const SeriesPyramid& series, Duration end, const Draw& draw) {
    const Course points = visible(plot, series);
    for (std::size_t index = 0; index < points.size();) {
        std::size_t last = index;
        while (last + 1 < points.size() && points[last + 1].value == points[index].value) {
            ++last;
        }
        draw(plot.x(points[index].at), step_end(plot, points, last, end), points[index].value);
        index = last + 1;
    }
}

}  // namespace

float Plot::x(Duration at) const {
    const double place = box.left + axis.fraction(at) * static_cast<double>(box.width());
    return static_cast<float>(std::clamp(
        place, static_cast<double>(box.left - kFar), static_cast<double>(box.right + kFar)
    ));
}

float Plot::y(double value) const {
    const double place = box.bottom - values.fraction(value) * static_cast<double>(box.height());
    return static_cast<float>(std::clamp(
        place, static_cast<double>(box.top - kFar), static_cast<double>(box.bottom + kFar)
    ));
}

Duration Plot::time_at(float x) const {
    return axis.at(static_cast<double>(x - box.left) / static_cast<double>(box.width()));
}

double Plot::value_at(float y) const {
    return values.at(static_cast<double>(box.bottom - y) / static_cast<double>(box.height()));
}

void draw_ground(const Theme& theme, const Plot& plot, int value_lines) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Box& box = plot.box;
    list.AddRectFilled({box.left, box.top}, {box.right, box.bottom}, theme.plot);
    for (const Duration at : plot.axis.ticks(columns_of(plot) / static_cast<int>(theme.px(90)))) {
        const float x = std::floor(plot.x(at)) + 0.5F;
        list.AddLine({x, box.top}, {x, box.bottom}, theme.grid);
    }
    if (value_lines > 0) {
        for (const double value : plot.values.ticks(value_lines)) {
            const float y = std::floor(plot.y(value)) + 0.5F;
            list.AddLine({box.left, y}, {box.right, y}, theme.grid);
        }
    }
}

void draw_value_labels(const Theme& theme, const Plot& plot, int value_lines) {
    ImGui::PushFont(theme.small);
    const float height = ImGui::GetFontSize();
    for (const double value : plot.values.ticks(value_lines)) {
        const float y = plot.y(value) - height / 2;
        if (y < plot.box.top - 1 || y + height > plot.box.bottom + 1) {
            continue;
        }
        const std::string text = short_number(value);
        const float width = ImGui::CalcTextSize(text.c_str()).x;
        ImGui::GetWindowDrawList()->AddText(
            {plot.box.left - width - theme.px(5), y}, theme.soft, text.c_str()
        );
    }
    ImGui::PopFont();
}

void draw_line(const Plot& plot, const SeriesPyramid& series, Stroke stroke, Duration gap) {
    const Clip clip{plot.box};
    std::vector<ImVec2> path;
    Duration before{};
    for (const CoursePoint& point : visible(plot, series)) {
        if (gap > Duration::zero() && !path.empty() && point.at - before > gap) {
            draw_path(path, stroke);
            path.clear();
        }
        path.emplace_back(plot.x(point.at), plot.y(point.value));
        before = point.at;
    }
    draw_path(path, stroke);
}

void draw_steps(const Plot& plot, const SeriesPyramid& series, Stroke stroke, Duration end) {
    const Clip clip{plot.box};
    std::vector<ImVec2> path;
    for_each_step(plot, series, end, [&](float left, float right, double value) {
        const float y = plot.y(value);
        path.emplace_back(left, y);
        path.emplace_back(right, y);
    });
    draw_path(path, stroke);
}

void draw_filled_steps(const Plot& plot, const SeriesPyramid& series, Colour colour, Duration end) {
    const Clip clip{plot.box};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float ground = plot.y(0);
    float left_edge = plot.box.left;  // Of what is not filled yet; nothing is filled twice.
    float top = ground;               // Of the pixel that is under way.
    for_each_step(plot, series, end, [&](float left, float right, double value) {
        const float from = std::max(std::floor(left), left_edge);
        if (from > left_edge) {
            list.AddRectFilled({left_edge, top}, {from, ground}, colour);
            left_edge = from;
            top = ground;
        }
        top = std::min(top, plot.y(value));
        const float to = std::floor(right);
        if (to > left_edge) {
            list.AddRectFilled({left_edge, top}, {left_edge + 1, ground}, colour);
            list.AddRectFilled({left_edge + 1, plot.y(value)}, {to, ground}, colour);
            left_edge = to;
            top = plot.y(value);
        }
    });
    list.AddRectFilled({left_edge, top}, {left_edge + 1, ground}, colour);
}

void draw_bars(const Plot& plot, const SeriesPyramid& series, Stroke stroke) {
    const Clip clip{plot.box};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float ground = plot.y(0);
    for (const CoursePoint& point : visible(plot, series)) {
        if (point.value > 0) {
            const float x = plot.x(point.at);
            list.AddRectFilled(
                {x - stroke.width / 2, plot.y(point.value)},
                {x + stroke.width / 2, ground},
                stroke.colour
            );
        }
    }
}

std::vector<FeelingBand> feeling_bands(
    std::span<const FeelingLine> lines, const std::string& comparison, const ValueRange& values
) {
    std::vector<double> edges{values.low, values.high};
    for (const FeelingLine& line : lines) {
        if (line.target > values.low && line.target < values.high) {
            edges.push_back(line.target);
        }
    }
    std::ranges::sort(edges);
    std::vector<FeelingBand> bands;
    for (std::size_t index = 0; index + 1 < edges.size(); ++index) {
        bands.push_back(
            {.low = edges[index],
             .high = edges[index + 1],
             .status = feeling_of(lines, comparison, (edges[index] + edges[index + 1]) / 2)}
        );
    }
    return bands;
}

void draw_bands(const Theme& theme, const Plot& plot, const std::vector<FeelingBand>& bands) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Box& box = plot.box;
    for (const FeelingBand& band : bands) {
        const float top = plot.y(band.high);
        const float bottom = plot.y(band.low);
        const Colour colour = status_colour(band.status);
        list.AddRectFilled({box.left, top}, {box.right, bottom}, faded(colour, theme.band));
        list.AddRectFilled({box.left, top}, {box.left + theme.px(4), bottom}, colour);
    }
}

void draw_status_strip(
    const Theme& theme, const Plot& plot, const SeriesPyramid& status, Duration end, Names names
) {
    const Clip clip{plot.box};
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const Box& box = plot.box;
    ImGui::PushFont(theme.small);
    for_each_step(plot, status, end, [&](float left, float right, double value) {
        const int number = static_cast<int>(value);
        list.AddRectFilled(
            {left, box.top}, {std::max(right, left + 1), box.bottom}, status_colour(number)
        );
        const float from = std::max(left, box.left);
        const float room = std::min(right, box.right) - from;
        const ImVec2 size = ImGui::CalcTextSize(status_name(number));
        if (names == Names::Yes && room > size.x + theme.px(8)) {
            list.AddText(
                {from + theme.px(4), box.middle() - size.y / 2},
                on_status_colour(number),
                status_name(number)
            );
        }
    });
    ImGui::PopFont();
}

}  // namespace sosw::gui
