#include "gui/model/series_pyramid.hpp"

#include <algorithm>
#include <array>

#include "core/base/ensure.hpp"

namespace sosw::gui {

namespace {

constexpr std::size_t kFanOut = 8;

constexpr std::size_t points_in_node(std::size_t level) {
    std::size_t points = kFanOut;
    for (; level > 0; --level) {
        points *= kFanOut;
    }
    return points;
}

}  // namespace

/// Walks a pyramid from left to right, down to where a node is narrow enough, and hands over each
/// point or node that is reached.
class PyramidWalk {
public:
    using Node = SeriesPyramid::Node;

    PyramidWalk(const SeriesPyramid& series, Duration narrow) : series_{series}, narrow_{narrow} {}

    /// The points with indexes from `begin` on and before `end`.
    template <typename Use>
    void points(std::size_t begin, std::size_t end, const Use& use) {
        std::size_t at = begin;
        while (at < end) {
            choose_level(at, end);
            if (level_ == 0) {
                const CoursePoint& point = series_[at++];
                use(Node{.first = point, .low = point, .high = point, .last = point});
            } else {
                use(series_.levels_[level_ - 1][at / points_in_node(level_ - 1)]);
                at += points_in_node(level_ - 1);
            }
        }
    }

private:
    /// Takes the highest level whose node begins at point `at`, ends before `end`, and is narrow
    /// enough; 0 is the point itself. The level of the node before is tried first: neighbours are
    /// alike, and looking at every level costs more than all the rest.
    void choose_level(std::size_t at, std::size_t end) {
        while (level_ > 0 && !fits(level_, at, end)) {
            --level_;
        }
        while (level_ < series_.levels_.size() && fits(level_ + 1, at, end)) {
            ++level_;
        }
    }

    bool fits(std::size_t level, std::size_t at, std::size_t end) const {
        const std::size_t width = points_in_node(level - 1);
        if (at % width != 0 || at + width > end) {
            return false;
        }
        const Rows<Node>& nodes = series_.levels_[level - 1];
        if (at / width >= nodes.size()) {
            return false;
        }
        const Node& node = nodes[at / width];
        return node.last.at - node.first.at <= narrow_;
    }

    std::size_t level_ = 0;
    const SeriesPyramid& series_;
    Duration narrow_;
};

namespace {

/// What is drawn of one column.
class ColumnPoints {
public:
    template <typename Node>
    void add(const Node& node) {
        if (empty_) {
            first_ = node.first;
            low_ = node.low;
            high_ = node.high;
            empty_ = false;
        }
        if (node.low.value < low_.value) {
            low_ = node.low;
        }
        if (node.high.value > high_.value) {
            high_ = node.high;
        }
        last_ = node.last;
    }
    void flush(Course& into) {
        if (empty_) {
            return;
        }
        const bool low_first = low_.at <= high_.at;
        for (const CoursePoint& point :
             {first_, low_first ? low_ : high_, low_first ? high_ : low_, last_}) {
            if (into.empty() || into.back() != point) {
                into.push_back(point);
            }
        }
        empty_ = true;
    }

private:
    bool empty_ = true;
    CoursePoint first_;
    CoursePoint low_;
    CoursePoint high_;
    CoursePoint last_;
};

}  // namespace

SeriesPyramid SeriesPyramid::of(const Course& points) {
    SeriesBuilder builder;
    for (const CoursePoint& point : points) {
        builder.append(point);
    }
    return builder.series();
}

std::size_t SeriesPyramid::first_from(Duration at) const {
    return first_not_below(points_, at, [](const CoursePoint& point) { return point.at; });
}

Course SeriesPyramid::window(Duration from, Duration to, int columns) const {
    ENSURE(columns > 0);
    const std::size_t inside = first_from(from);
    const std::size_t behind = first_from(to + Duration{1});
    const std::size_t begin = inside > 0 ? inside - 1 : 0;
    const std::size_t end = std::max(std::min(behind + 1, size()), begin);
    const Duration width = std::max((to - from) / columns, Duration{1});
    Course drawn;
    drawn.reserve(std::min(end - begin, 4 * static_cast<std::size_t>(columns) + 8));
    ColumnPoints column;
    std::int64_t current = 0;
    PyramidWalk{*this, width}.points(begin, end, [&](const auto& node) {
        const std::int64_t number = (node.first.at - from) / width;
        if (number != current) {
            column.flush(drawn);
            current = number;
        }
        column.add(node);
    });
    column.flush(drawn);
    return drawn;
}

std::optional<SeriesPyramid::Extremes> SeriesPyramid::extremes(Duration from, Duration to) const {
    std::optional<Extremes> found;
    PyramidWalk{*this, Duration::max()}
        .points(first_from(from), first_from(to + Duration{1}), [&](const auto& node) {
            if (!found) {
                found = Extremes{.low = node.low, .high = node.high};
            }
            if (node.low.value < found->low.value) {
                found->low = node.low;
            }
            if (node.high.value > found->high.value) {
                found->high = node.high;
            }
        });
    return found;
}

std::optional<double> SeriesPyramid::value_at(Duration at) const {
    const std::size_t behind = first_from(at + Duration{1});
    return behind > 0 ? std::optional{points_[behind - 1].value} : std::nullopt;
}

std::optional<CoursePoint> SeriesPyramid::nearest(Duration at) const {
    if (empty()) {
        return std::nullopt;
    }
    const std::size_t behind = first_from(at);
    if (behind == 0) {
        return points_[0];
    }
    if (behind == size()) {
        return points_.back();
    }
    const CoursePoint& before = points_[behind - 1];
    return at - before.at <= points_[behind].at - at ? before : points_[behind];
}

void SeriesBuilder::append(const CoursePoint& point) {
    ENSURE(points_.empty() || point.at >= points_.back().at);
    points_.append(point);
    if (points_.size() % kFanOut != 0) {
        return;
    }
    Node node{.first = points_[points_.size() - kFanOut], .last = point};
    node.low = node.high = node.first;
    for (std::size_t index = points_.size() - kFanOut; index < points_.size(); ++index) {
        const CoursePoint& one = points_[index];
        node.low = one.value < node.low.value ? one : node.low;
        node.high = one.value > node.high.value ? one : node.high;
    }
    add_node(0, node);
}

void SeriesBuilder::add_node(std::size_t level, const Node& node) {
    if (level == levels_.size()) {
        levels_.emplace_back();
    }
    RowsBuilder<Node>& nodes = levels_[level];
    nodes.append(node);
    if (nodes.size() % kFanOut != 0) {
        return;
    }
    Node parent = nodes[nodes.size() - kFanOut];
    for (std::size_t index = nodes.size() - kFanOut; index < nodes.size(); ++index) {
        const Node& child = nodes[index];
        parent.low = child.low.value < parent.low.value ? child.low : parent.low;
        parent.high = child.high.value > parent.high.value ? child.high : parent.high;
    }
    parent.last = node.last;
    add_node(level + 1, parent);
}

void SeriesBuilder::step(Duration at, double value) {
    if (points_.empty() || points_.back().value != value) {
        append({.at = at, .value = value});
    }
}

SeriesPyramid SeriesBuilder::series() {
    SeriesPyramid series;
    series.points_ = points_.rows();
    series.levels_.reserve(levels_.size());
    for (RowsBuilder<Node>& level : levels_) {
        series.levels_.push_back(level.rows());
    }
    return series;
}

std::optional<CoursePoint> SeriesBuilder::back() const {
    return points_.empty() ? std::nullopt : std::optional{points_.back()};
}

}  // namespace sosw::gui
