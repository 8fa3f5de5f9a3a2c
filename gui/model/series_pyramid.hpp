#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "gui/model/shared_rows.hpp"
#include "sim/report/courses.hpp"

/// A series of any length that can be drawn at any zoom in time proportional to the width.
///
/// Beside the points stand the extremes of every 8, 64, 512 … of them. A drawing of `columns`
/// columns walks down only where a summary is wider than a column, so that ten million points cost
/// little more than a thousand, and no peak is lost.

namespace sosw::gui {

using sim::Course;
using sim::CoursePoint;

/// Points of a run in order of time; several may share an instant. Immutable, shared by copies.
class SeriesPyramid {
public:
    SeriesPyramid() = default;
    /// The whole of a series at once. Requires that it is in order of time.
    static SeriesPyramid of(const Course& points);

    std::size_t size() const { return points_.size(); }
    bool empty() const { return points_.empty(); }
    const CoursePoint& operator[](std::size_t index) const { return points_[index]; }

    /// The points to draw from `from` to `to` in `columns` columns, in order of time: of each
    /// column the first, lowest, highest and last, and one more on either side so that lines and
    /// steps cross the edges. At most about four per column. Requires `columns > 0`.
    Course window(Duration from, Duration to, int columns) const;

    /// The lowest and the highest point from `from` to `to`, both included; nothing where there is
    /// none.
    struct Extremes {
        CoursePoint low{};
        CoursePoint high{};
    };
    std::optional<Extremes> extremes(Duration from, Duration to) const;

    /// The value of the last point at or before `at`, as a step holds it.
    std::optional<double> value_at(Duration at) const;
    /// The point nearest to `at`.
    std::optional<CoursePoint> nearest(Duration at) const;
    /// Index of the first point at or behind `at`, or the size.
    std::size_t first_from(Duration at) const;

private:
    friend class SeriesBuilder;
    friend class PyramidWalk;

    struct Node {
        CoursePoint first{};
        CoursePoint low{};
        CoursePoint high{};
        CoursePoint last{};
    };

    Rows<CoursePoint> points_;
    std::vector<Rows<Node>> levels_;  ///< Complete nodes only: of 8 points, of 64 …
};

/// Grows a series on the worker, point by point.
class SeriesBuilder {
public:
    /// Requires that `point` is not before the last one.
    void append(const CoursePoint& point);
    /// Appends where the value differs from the last one.
    void step(Duration at, double value);
    /// What there is so far.
    SeriesPyramid series();

    std::size_t size() const { return points_.size(); }
    std::optional<CoursePoint> back() const;

private:
    using Node = SeriesPyramid::Node;

    void add_node(std::size_t level, const Node& node);

    RowsBuilder<CoursePoint> points_;
    std::vector<RowsBuilder<Node>> levels_;
};

}  // namespace sosw::gui
