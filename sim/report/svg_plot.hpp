#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/courses.hpp"
#include "sim/report/markup.hpp"

/// A chart as SVG inside a page: one value axis, and the time axis that all charts of a page share.
///
/// Colours come from the page's style sheet by class names, so that dark, light and print need no
/// chart of their own.

namespace sosw::sim {

/// The horizontal axis, in units of the drawing.
struct PlotTime {
    Timestamp start{};
    Duration length{};
};

struct PlotOptions {
    std::string title{};        ///< For those who do not see it.
    std::string description{};  ///< The same, in a sentence.
    int height = 130;
    double low = 0;
    double high = 1;
    bool are_durations = false;  ///< Values are seconds.
    bool has_time_labels = false;
};

class SvgPlot {
public:
    static constexpr double kWidth = 1000;
    static constexpr double kLeft = 58;    ///< Of the time axis.
    static constexpr double kRight = 888;  ///< Its end; thresholds are named to the right of it.

    /// Opens the drawing, with its grid.
    SvgPlot(Markup& page, const PlotTime& time, const PlotOptions& options);
    SvgPlot(const SvgPlot&) = delete;
    SvgPlot& operator=(const SvgPlot&) = delete;
    /// Closes the drawing.
    ~SvgPlot();

    /// The ground from `low` to `high`, cut at the edges.
    void band(double low, double high, std::string_view style);
    /// A level over the whole time, named at its right end: `≤ 25 High`.
    void threshold(double value, std::string_view style, const std::string& name);
    /// Each value holds until the next.
    void steps(const Course& course, std::string_view style);
    /// The same, filled down to the lowest value.
    void area(const Course& course, std::string_view style);
    /// From point to point; broken where two are further apart than `gap`.
    void line(const Course& course, Duration gap, std::string_view style);
    void bars(const Course& course, std::string_view style);
    /// Steps that hold for `width` only, and nothing between them.
    void columns(const Course& course, Duration width, std::string_view style);
    /// A ribbon over the whole height, for strips.
    void ribbon(Duration from, Duration to, std::string_view style, const std::string& name);

    /// A mark over the whole height in each column that has any, darker where it has more.
    void marks(const std::vector<std::int64_t>& columns, std::string_view style);

    double x(Duration at) const;
    double y(double value) const;
    /// A text in the margin to the right.
    void note(double at_y, const std::string& text);

private:
    void grid();
    void time_grid();
    std::string stairs(const Course& course) const;

    Markup& page_;
    PlotTime time_;
    PlotOptions options_;
    double bottom_;
    std::vector<double> noted_{};  ///< Where texts stand to the right already.
};

/// The labels of the time axis alone.
void draw_time_axis(Markup& page, const PlotTime& time);

/// Round values from `low` to `high`, some three to five of them.
std::vector<double> round_ticks(double low, double high);
/// The next round number at or above `value`, for the end of an axis.
double round_above(double value);

}  // namespace sosw::sim
