#include "sim/scenario/expectation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "core/base/time.hpp"
#include "core/ecology/eco_status.hpp"

namespace sosw::sim {
namespace {

using Words = std::span<const std::string_view>;
using Problem = tl::unexpected<std::string>;

constexpr std::array<std::string_view, 9> kCounts{
    "created", "invoked", "completed", "failed", "dead", "retried", "expired", "queued", "running"};
constexpr std::array<std::string_view, 6> kStatistics{"max", "mean", "min", "p50", "p95", "p99"};
constexpr std::array<std::string_view, 7> kStatisticsOverTime{
    "max", "mean", "min", "p50", "p95", "p99", "end"};
constexpr std::array<std::string_view, 10> kStatuses{
    "Bad", "Poor", "Moderate", "Good", "High", "0", "1", "2", "3", "4"};
constexpr std::array<std::string_view, 1> kCountOnly{"count"};

enum class Naming { None, Optional, Required };

/// One family of figures: how it begins, whether a labourer or metric follows, and how it ends.
struct Shape {
    FigureFamily family;
    std::string_view first;
    Naming naming;
    Words last;
    std::string_view example;
};

constexpr std::array<Shape, 9> kShapes{{
    {FigureFamily::Tasks, "tasks", Naming::None, kCounts, "tasks.dead == 0"},
    {FigureFamily::Labourer,
     "labourer",
     Naming::Required,
     kCounts,
     "labourer.some_function.invoked >= 100"},
    {FigureFamily::QueueWait, "queue_wait", Naming::Optional, kStatistics, "queue_wait.p95 <= 10m"},
    {FigureFamily::Metric,
     "metric",
     Naming::Required,
     kStatistics,
     "metric.CPUUtilization.max <= 80"},
    {FigureFamily::Running,
     "running",
     Naming::Required,
     kStatisticsOverTime,
     "running.some_function.max <= 10"},
    {FigureFamily::Queue,
     "queue",
     Naming::Required,
     kStatisticsOverTime,
     "queue.some_function.end == 0"},
    {FigureFamily::TimeInStatus,
     "time_in_status",
     Naming::Required,
     kStatuses,
     "time_in_status.some_function.Bad >= 5m"},
    {FigureFamily::LimitRace, "limit_race", Naming::None, kCountOnly, "limit_race.count == 0"},
    {FigureFamily::Throttled,
     "throttled",
     Naming::Optional,
     kCountOnly,
     "throttled.sosw_tasks.count == 0"},
}};

struct Operator {
    std::string_view text;
    Comparison comparison;
};

/// Longer ones first: `<=` begins with `<`.
constexpr std::array<Operator, 6> kOperators{{
    {"<=", Comparison::LessOrEqual},
    {">=", Comparison::GreaterOrEqual},
    {"==", Comparison::Equal},
    {"!=", Comparison::NotEqual},
    {"<", Comparison::Less},
    {">", Comparison::Greater},
}};

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string listed(Words words) { return fmt::format("{}", fmt::join(words, ", ")); }

Problem no_such_family(std::string_view first) {
    std::vector<std::string_view> families;
    families.reserve(kShapes.size());
    for (const Shape& shape : kShapes) {
        families.push_back(shape.first);
    }
    return Problem{fmt::format(
        "there is no figure \"{}\".{} Known are: {}",
        first,
        did_you_mean(first, families),
        listed(families)
    )};
}

/// The status as its number, whatever way it was spelled.
std::string canonical_statistic(const Shape& shape, std::string_view last) {
    if (shape.family == FigureFamily::TimeInStatus) {
        const auto index = std::ranges::find(kStatuses, last) - kStatuses.begin();
        return std::string{kStatuses.at(5 + static_cast<std::size_t>(index) % 5)};
    }
    return std::string{last};
}

/// `first.name.last`, where the name may have dots of its own.
tl::expected<Figure, std::string> parse_figure(std::string_view text) {
    const std::string_view first = text.substr(0, text.find('.'));
    const auto* const shape = std::ranges::find(kShapes, first, &Shape::first);
    if (shape == kShapes.end()) {
        return no_such_family(first);
    }
    const std::string_view rest = text.size() > first.size() ? text.substr(first.size() + 1) : "";
    const std::size_t dot = rest.rfind('.');
    const bool named = dot != std::string_view::npos;
    const std::string_view name = named ? rest.substr(0, dot) : "";
    const std::string_view last = named ? rest.substr(dot + 1) : rest;
    if (named ? (shape->naming == Naming::None || name.empty())
              : shape->naming == Naming::Required) {
        return Problem{
            fmt::format("expected a figure as in \"{}\", found \"{}\"", shape->example, text)};
    }
    if (std::ranges::find(shape->last, last) == shape->last.end()) {
        return Problem{fmt::format(
            "\"{}\" has no figure \"{}\".{} Known are: {}",
            text.substr(0, named ? first.size() + 1 + dot : first.size()),
            last,
            did_you_mean(last, shape->last),
            listed(shape->last)
        )};
    }
    return Figure{
        .family = shape->family,
        .name = std::string{name},
        .statistic = canonical_statistic(*shape, last)};
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

tl::expected<double, std::string> parse_value(const Figure& figure, std::string_view text) {
    if (is_duration(figure)) {
        const std::optional<Duration> duration = parse_duration(text);
        if (!duration) {
            return Problem{fmt::format(
                "expected a duration such as \"90s\" or \"10m\" after the comparison, found \"{}\"",
                text
            )};
        }
        return to_seconds(*duration);
    }
    const std::optional<double> number = parse_number(text);
    if (!number) {
        return Problem{fmt::format("expected a number after the comparison, found \"{}\"", text)};
    }
    return *number;
}

bool holds(double found, Comparison comparison, double value) {
    switch (comparison) {
        case Comparison::Less:
            return found < value;
        case Comparison::LessOrEqual:
            return found <= value;
        case Comparison::Greater:
            return found > value;
        case Comparison::GreaterOrEqual:
            return found >= value;
        case Comparison::Equal:
            return found == value;
        case Comparison::NotEqual:
            return found != value;
    }
    return false;
}

/// At most three decimals, as many as there are.
std::string found_text(const Expectation& expectation, double found) {
    if (expectation.is_duration) {
        const Duration exact = from_seconds(found);
        return format_duration(std::chrono::round<std::chrono::milliseconds>(exact));
    }
    std::string text = fmt::format("{:.3f}", found);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text;
}

}  // namespace

tl::expected<Expectation, std::string> parse_expectation(std::string_view text) {
    const std::size_t begin = text.find_first_of("<>=!");
    const auto* const found = std::ranges::find_if(kOperators, [&](const Operator& candidate) {
        return begin != std::string_view::npos && text.substr(begin).starts_with(candidate.text);
    });
    if (found == kOperators.end()) {
        return Problem{fmt::format(
            "expected a figure, one of <= < >= > == != and a value, as in "
            "\"queue_wait.p95 <= 10m\", found \"{}\"",
            text
        )};
    }
    tl::expected<Figure, std::string> figure = parse_figure(trimmed(text.substr(0, begin)));
    if (!figure) {
        return Problem{std::move(figure).error()};
    }
    const std::string_view bound = trimmed(text.substr(begin + found->text.size()));
    tl::expected<double, std::string> value = parse_value(*figure, bound);
    if (!value) {
        return Problem{std::move(value).error()};
    }
    const bool duration = is_duration(*figure);
    return Expectation{
        .text = std::string{trimmed(text)},
        .figure = std::move(*figure),
        .comparison = found->comparison,
        .value = *value,
        .is_duration = duration};
}

Verdict evaluate(const Expectation& expectation, const FigureSource& source) {
    const std::optional<double> found = source.figure(expectation.figure);
    if (!found) {
        return {
            .met = false,
            .message =
                fmt::format("expected {}, but the run has no such figure", expectation.text)};
    }
    return {
        .met = holds(*found, expectation.comparison, expectation.value),
        .found = found,
        .message =
            fmt::format("expected {}, was {}", expectation.text, found_text(expectation, *found))};
}

bool is_duration(const Figure& figure) {
    return figure.family == FigureFamily::QueueWait || figure.family == FigureFamily::TimeInStatus;
}

}  // namespace sosw::sim
