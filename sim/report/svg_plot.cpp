#include "sim/report/svg_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/text_style.hpp"

namespace sosw::sim {

namespace {

constexpr double kTop = 8;
constexpr double kTimeLabels = 18;
constexpr double kTextHeight = 12;

/// Tenths are enough; what needs no fraction has none.
std::string number(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) {
        text.resize(text.size() - 2);
    }
    return text;
}

/// The distance of labels: at most some nine fit.
Duration tick_distance(Duration length) {
    using std::chrono::minutes;
    constexpr std::array<int, 14> kMinutes{
        1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080};
    for (const int distance : kMinutes) {
        if (length / 9 <= minutes{distance}) {
            return minutes{distance};
        }
    }
    const std::int64_t weeks = length / 9 / minutes{10080} + 1;
    return weeks * Duration{minutes{10080}};
}

/// Round lengths of time, in seconds.
std::vector<double> duration_ticks(double low, double high) {
    constexpr std::array<double, 18> kSteps{
        0.1,
        0.5,
        1,
        5,
        10,
        15,
        30,
        60,
        120,
        300,
        600,
        900,
        1800,
        3600,
        7200,
        14'400,
        43'200,
        86'400};
    const double raw = (high - low) / 4;
    const auto* const step = std::ranges::find_if(kSteps, [&](double s) { return s >= raw; });
    if (step == kSteps.end() || high - low < 0.3) {
        return round_ticks(low, high);
    }
    std::vector<double> ticks;
    for (double value = std::ceil(low / *step) * *step; value <= high; value += *step) {
        ticks.push_back(value);
    }
    return ticks;
}

struct Tick {
    Duration at{};
    std::string label{};
};

/// `08:30`, or `03-02 08:30` at the first one and where a day begins.
std::string tick_label(Timestamp at, bool with_date, bool only_dates) {
    const std::string text = format_timestamp(at);
    std::string date = text.substr(5, 5);
    if (only_dates) {
        return date;
    }
    const std::string time = text.substr(11, 5);
    return with_date ? date + " " + time : time;
}

std::vector<Tick> time_ticks(const PlotTime& time) {
    const Duration distance = tick_distance(time.length);
    const bool only_dates = distance >= std::chrono::days{1};
    const bool has_days = time.length > std::chrono::hours{20};
    std::vector<Tick> ticks;
    const std::int64_t first = (epoch_microseconds(time.start) + distance.count() - 1) /
                               distance.count() * distance.count();
    for (Timestamp at = from_epoch_microseconds(first); at <= time.start + time.length;
         at += distance) {
        const bool new_day = epoch_seconds(at) % 86'400 == 0;
        const bool with_date = has_days && (ticks.empty() || new_day);
        ticks.push_back({.at = at - time.start, .label = tick_label(at, with_date, only_dates)});
    }
    return ticks;
}

std::string value_label(double value, bool is_duration) {
    return is_duration ? format_duration(from_seconds(value)) : short_number(value);
}

double x_of(const PlotTime& time, Duration at) {
    const double share = to_seconds(at) / std::max(to_seconds(time.length), 1e-6);
    return SvgPlot::kLeft + std::clamp(share, 0.0, 1.0) * (SvgPlot::kRight - SvgPlot::kLeft);
}

void draw_labels(Markup& page, const PlotTime& time, double at_y) {
    for (const Tick& tick : time_ticks(time)) {
        page.leaf(
            "text",
            tick.label,
            {{"x", number(x_of(time, tick.at))},
             {"y", number(at_y)},
             {"class", "tick"},
             {"text-anchor", "middle"}}
        );
    }
}

Attributes drawing(double height) {
    return {
        {"viewBox", fmt::format("0 0 {} {}", SvgPlot::kWidth, number(height))},
        {"class", "plot"},
        {"role", "img"},
    };
}

}  // namespace

SvgPlot::SvgPlot(Markup& page, const PlotTime& time, const PlotOptions& options)
    : page_{page}, time_{time}, options_{options}, bottom_{kTop + options.height} {
    const double height = bottom_ + (options_.has_time_labels ? kTimeLabels : 3);
    page_.open("svg", drawing(height));
    page_.leaf("title", options_.title).leaf("desc", options_.description);
    page_.empty(
        "rect",
        {{"x", number(kLeft)},
         {"y", number(kTop)},
         {"width", number(kRight - kLeft)},
         {"height", number(bottom_ - kTop)},
         {"class", "ground"}}
    );
    grid();
}

SvgPlot::~SvgPlot() {
    if (options_.has_time_labels) {
        draw_labels(page_, time_, bottom_ + 13);
    }
    page_.close().line_break();
}

double SvgPlot::x(Duration at) const { return x_of(time_, at); }

double SvgPlot::y(double value) const {
    const double range = std::max(options_.high - options_.low, 1e-9);
    const double share = std::clamp((value - options_.low) / range, 0.0, 1.0);
    return bottom_ - share * (bottom_ - kTop);
}

void SvgPlot::grid() {
    time_grid();
    const std::vector<double> ticks = options_.are_durations
                                          ? duration_ticks(options_.low, options_.high)
                                          : round_ticks(options_.low, options_.high);
    for (const double value : ticks) {
        const std::string at = number(y(value));
        page_.empty(
            "path", {{"d", fmt::format("M{} {}H{}", kLeft, at, kRight)}, {"class", "grid"}}
        );
        page_.leaf(
            "text",
            value_label(value, options_.are_durations),
            {{"x", number(kLeft - 6)},
             {"y", number(y(value) + 4)},
             {"class", "tick"},
             {"text-anchor", "end"}}
        );
    }
}

void SvgPlot::time_grid() {
    std::string path;
    for (const Tick& tick : time_ticks(time_)) {
        path += fmt::format("M{} {}V{}", number(x(tick.at)), kTop, number(bottom_));
    }
    page_.empty("path", {{"d", path}, {"class", "grid"}});
}

void SvgPlot::band(double low, double high, std::string_view style) {
    const double upper = y(high);
    const double lower = y(low);
    if (lower - upper < 0.1) {
        return;
    }
    page_.empty(
        "rect",
        {{"x", number(kLeft)},
         {"y", number(upper)},
         {"width", number(kRight - kLeft)},
         {"height", number(lower - upper)},
         {"class", "band " + std::string{style}}}
    );
}

void SvgPlot::threshold(double value, std::string_view style, const std::string& name) {
    if (value < options_.low || value > options_.high) {
        return;
    }
    page_.empty(
        "path",
        {{"d", fmt::format("M{} {}H{}", kLeft, number(y(value)), kRight)},
         {"class", std::string{style}}}
    );
    note(y(value), name);
}

void SvgPlot::note(double at_y, const std::string& text) {
    double at = at_y;
    for (const double other : noted_) {  // Texts that would overlap go below each other.
        if (std::abs(other - at) < kTextHeight) {
            at = other + kTextHeight;
        }
    }
    noted_.push_back(at);
    std::ranges::sort(noted_);
    page_.leaf("text", text, {{"x", number(kRight + 6)}, {"y", number(at + 4)}, {"class", "note"}});
}

std::string SvgPlot::stairs(const Course& course) const {
    std::string path;
    for (const CoursePoint& point : course) {
        path += path.empty() ? fmt::format("M{} {}", number(x(point.at)), number(y(point.value)))
                             : fmt::format("H{}V{}", number(x(point.at)), number(y(point.value)));
    }
    return path.empty() ? path : path + fmt::format("H{}", kRight);
}

void SvgPlot::steps(const Course& course, std::string_view style) {
    if (!course.empty()) {
        page_.empty("path", {{"d", stairs(course)}, {"class", "line " + std::string{style}}});
    }
}

void SvgPlot::area(const Course& course, std::string_view style) {
    if (!course.empty()) {
        const std::string base = number(bottom_);
        const std::string path =
            fmt::format("{}V{}H{}Z", stairs(course), base, number(x(course.front().at)));
        page_.empty("path", {{"d", path}, {"class", "area " + std::string{style}}});
    }
}

void SvgPlot::line(const Course& course, Duration gap, std::string_view style) {
    std::string path;
    std::optional<Duration> before;
    for (const CoursePoint& point : course) {
        const bool connected = before && point.at - *before <= gap;
        path += fmt::format(
            "{}{} {}", connected ? "L" : "M", number(x(point.at)), number(y(point.value))
        );
        path += connected ? "" : "h.1";  // A point of its own is seen too.
        before = point.at;
    }
    if (!path.empty()) {
        page_.empty("path", {{"d", path}, {"class", "line " + std::string{style}}});
    }
}

void SvgPlot::bars(const Course& course, std::string_view style) {
    std::string path;
    for (const CoursePoint& point : course) {
        if (point.value > options_.low) {
            path += fmt::format(
                "M{} {}V{}", number(x(point.at)), number(bottom_), number(y(point.value))
            );
        }
    }
    if (!path.empty()) {
        page_.empty("path", {{"d", path}, {"class", "bar " + std::string{style}}});
    }
}

void SvgPlot::columns(const Course& course, Duration width, std::string_view style) {
    std::string path;
    for (const CoursePoint& point : course) {
        path += fmt::format(
            "M{} {}H{}",
            number(x(point.at)),
            number(y(point.value)),
            number(std::max(x(point.at + width), x(point.at) + 1))
        );
    }
    if (!path.empty()) {
        page_.empty("path", {{"d", path}, {"class", "line " + std::string{style}}});
    }
}

void SvgPlot::ribbon(Duration from, Duration to, std::string_view style, const std::string& name) {
    const double width = x(to) - x(from);
    page_.open(
        "rect",
        {{"x", number(x(from))},
         {"y", number(kTop)},
         {"width", fmt::format("{:.2f}", std::max(width, 0.3))},
         {"height", number(bottom_ - kTop)},
         {"class", std::string{style}}}
    );
    page_.leaf("title", name).close();
    if (const double letters = static_cast<double>(display_width(name)) * 7; letters < width) {
        page_.leaf(
            "text",
            name,
            {{"x", number(x(from) + width / 2)},
             {"y", number((kTop + bottom_) / 2 + 4)},
             {"class", "on " + std::string{style}},
             {"text-anchor", "middle"}}
        );
    }
}

void SvgPlot::marks(const std::vector<std::int64_t>& columns, std::string_view style) {
    const auto most = static_cast<double>(std::ranges::max(columns));
    const double width = (kRight - kLeft) / static_cast<double>(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i] == 0) {
            continue;
        }
        const double share = static_cast<double>(columns[i]) / most;
        page_.empty(
            "rect",
            {{"x", number(kLeft + static_cast<double>(i) * width)},
             {"y", number(kTop)},
             {"width", number(width)},
             {"height", number(bottom_ - kTop)},
             {"opacity", fmt::format("{:.2f}", 0.35 + 0.65 * share)},
             {"class", std::string{style}}}
        );
    }
}

void draw_time_axis(Markup& page, const PlotTime& time) {
    page.open("svg", drawing(kTimeLabels)).leaf("title", "Time axis, UTC");
    draw_labels(page, time, 13);
    page.close().line_break();
}

double round_above(double value) {
    if (value <= 0) {
        return 1;
    }
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0}) {
        if (value <= step * power * (1 + 1e-9)) {
            return step * power;
        }
    }
    return 10 * power;
}

std::vector<double> round_ticks(double low, double high) {
    std::vector<double> ticks;
    if (high <= low) {
        return ticks;
    }
    const double raw = (high - low) / 4;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double candidate : {1.0, 2.0, 5.0}) {
        if (raw <= candidate * power) {
            step = candidate * power;
            break;
        }
    }
    for (double value = std::ceil(low / step - 1e-9) * step; value <= high + step * 1e-9;
         value += step) {
        ticks.push_back(std::abs(value) < step * 1e-9 ? 0 : value);
    }
    return ticks;
}

}  // namespace sosw::sim
