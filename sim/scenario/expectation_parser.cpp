#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "sim/scenario/expectation.hpp"

namespace sosw::sim {
namespace {

using Words = std::span<const std::string_view>;
using Problem = tl::unexpected<std::string>;

constexpr std::array<std::string_view, 9> kCounts{
    "created", "invoked", "completed", "failed", "dead", "retried", "expired", "queued", "running"};
constexpr std::array<std::string_view, 8> kStatistics{
    "max", "mean", "min", "p50", "p95", "p99", "count", "sum"};
constexpr std::array<std::string_view, 7> kStatisticsOverTime{
    "max", "mean", "min", "p50", "p95", "p99", "end"};
constexpr std::array<std::string_view, 10> kStatuses{
    "Bad", "Poor", "Moderate", "Good", "High", "0", "1", "2", "3", "4"};
constexpr std::array<std::string_view, 1> kCountOnly{"count"};
constexpr std::array<std::string_view, 5> kCosts{
    "total", "lambda", "dynamodb", "cloudwatch", "sns"};

enum class Naming { None, Optional, Required };

/// One family of figures: how it begins, whether a labourer or another name follows, and how it
/// ends.
struct Shape {
    FigureFamily family;
    std::string_view first;
    Naming naming;
    Words last;
    std::string_view example;
};

constexpr std::array<Shape, 14> kShapes{{
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
     "time_in_status(some_function, Bad) >= 5m"},
    {FigureFamily::LimitRace, "limit_race", Naming::None, kCountOnly, "limit_race.count == 0"},
    {FigureFamily::ShareInStatus,
     "share_in_status",
     Naming::Required,
     kStatuses,
     "share_in_status(some_function, Bad) <= 5%"},
    {FigureFamily::Flaps, "flaps", Naming::Required, kCountOnly, "flaps(some_function) <= 4"},
    {FigureFamily::Cost, "cost", Naming::None, kCosts, "cost.total <= 1.5"},
    {FigureFamily::Faults, "faults", Naming::Optional, kCountOnly, "faults.count >= 1"},
    {FigureFamily::Throttled,
     "throttled",
     Naming::Optional,
     kCountOnly,
     "throttled.sosw_tasks.count == 0"},
    {FigureFamily::Violations, "violations", Naming::None, kCountOnly, "violations.count == 0"},
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

constexpr std::string_view kWindows =
    "\"after 30m\", \"before 1h\", \"between 30m and 1h\" or \"in the last 10m\"";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) {
        return text.substr(text.size());
    }
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Up to the first blank; `rest` keeps what follows.
std::string_view take_word(std::string_view& rest) {
    const std::size_t end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest = trimmed(rest.substr(end));
    return word;
}

std::string listed(Words words) { return fmt::format("{}", fmt::join(words, ", ")); }

/// Reads one text; problems name the place in it.
class Parser {
public:
    explicit Parser(std::string_view text) : text_{text} {}

    tl::expected<Expectation, std::string> expectation() const;

private:
    Problem problem(std::string_view part, std::string message) const {
        const auto place = part.data() - text_.data() + 1;
        return Problem{fmt::format("{} (at character {})", message, place)};
    }
    Problem no_such_family(std::string_view first) const;
    Problem no_such_word(std::string_view whole, std::string_view last, Words known) const;
    tl::expected<Figure, std::string> figure(std::string_view text) const;
    tl::expected<Figure, std::string> call(const Shape& shape, std::string_view text) const;
    tl::expected<Figure, std::string> path(const Shape& shape, std::string_view text) const;
    tl::expected<Figure, std::string> made(
        const Shape& shape, std::string_view whole, std::string_view name, std::string_view last
    ) const;
    tl::expected<double, std::string> value(const Figure& figure, std::string_view text) const;
    tl::expected<FigureWindow, std::string> window(std::string_view text) const;
    tl::expected<Duration, std::string> moment(std::string_view text) const;
    tl::expected<FigureWindow, std::string> between(std::string_view text) const;

    std::string_view text_;
};

Problem Parser::no_such_family(std::string_view first) const {
    std::vector<std::string_view> families;
    families.reserve(kShapes.size());
    for (const Shape& shape : kShapes) {
        families.push_back(shape.first);
    }
    return problem(
        first,
        fmt::format(
            "there is no figure \"{}\".{} Known are: {}",
            first,
            did_you_mean(first, families),
            listed(families)
        )
    );
}

Problem Parser::no_such_word(std::string_view whole, std::string_view last, Words known) const {
    return problem(
        last,
        fmt::format(
            "\"{}\" has no figure \"{}\".{} Known are: {}",
            whole,
            last,
            did_you_mean(last, known),
            listed(known)
        )
    );
}

/// The status as its number, whatever way it was spelled.
std::string canonical_statistic(const Shape& shape, std::string_view last) {
    if (shape.last.data() == kStatuses.data()) {
        const auto index = std::ranges::find(kStatuses, last) - kStatuses.begin();
        return std::string{kStatuses.at(5 + static_cast<std::size_t>(index) % 5)};
    }
    return std::string{last};
}

tl::expected<Figure, std::string> Parser::made(
    const Shape& shape, std::string_view whole, std::string_view name, std::string_view last
) const {
    if (std::ranges::find(shape.last, last) == shape.last.end()) {
        return no_such_word(whole, last, shape.last);
    }
    return Figure{
        .family = shape.family,
        .name = std::string{name},
        .statistic = canonical_statistic(shape, last)};
}

/// `first(name, status)` or `flaps(name)`; the name may have commas of its own.
tl::expected<Figure, std::string> Parser::call(const Shape& shape, std::string_view text) const {
    const bool has_status = shape.last.data() == kStatuses.data();
    const std::string_view inside =
        trimmed(text.substr(shape.first.size() + 1, text.size() - shape.first.size() - 2));
    const std::size_t comma = has_status ? inside.rfind(',') : inside.size();
    const bool is_callable = has_status || shape.family == FigureFamily::Flaps;
    if (!is_callable || !text.ends_with(')') || comma == std::string_view::npos ||
        trimmed(inside.substr(0, comma)).empty()) {
        return problem(
            text, fmt::format("expected a figure as in \"{}\", found \"{}\"", shape.example, text)
        );
    }
    const std::string_view name = trimmed(inside.substr(0, comma));
    const std::string_view last = has_status ? trimmed(inside.substr(comma + 1)) : "count";
    return made(shape, fmt::format("{}({})", shape.first, name), name, last);
}

/// `first.name.last`, where the name may have dots of its own.
tl::expected<Figure, std::string> Parser::path(const Shape& shape, std::string_view text) const {
    const std::string_view rest = text.size() > shape.first.size()
                                      ? text.substr(shape.first.size() + 1)
                                      : text.substr(text.size());
    const std::size_t dot = rest.rfind('.');
    const bool named = dot != std::string_view::npos;
    const std::string_view name = named ? rest.substr(0, dot) : "";
    const std::string_view last = named ? rest.substr(dot + 1) : rest;
    if (named ? (shape.naming == Naming::None || name.empty()) : shape.naming == Naming::Required) {
        return problem(
            text, fmt::format("expected a figure as in \"{}\", found \"{}\"", shape.example, text)
        );
    }
    return made(
        shape, text.substr(0, named ? shape.first.size() + 1 + dot : shape.first.size()), name, last
    );
}

tl::expected<Figure, std::string> Parser::figure(std::string_view text) const {
    const std::size_t end = std::min(text.find_first_of(".("), text.size());
    const std::string_view first = text.substr(0, end);
    const auto* const shape = std::ranges::find(kShapes, first, &Shape::first);
    if (shape == kShapes.end()) {
        return no_such_family(first);
    }
    return text.substr(end).starts_with('(') ? call(*shape, text) : path(*shape, text);
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

tl::expected<double, std::string> Parser::value(const Figure& figure, std::string_view text) const {
    std::string_view expected = "a number";
    std::optional<double> found;
    if (is_duration(figure)) {
        expected = "a duration such as \"90s\" or \"10m\"";
        const std::optional<Duration> duration = parse_duration(text);
        found = duration ? std::optional{to_seconds(*duration)} : std::nullopt;
    } else if (is_share(figure)) {
        expected = "a share such as \"5%\"";
        found = text.ends_with('%') ? parse_number(text.substr(0, text.size() - 1)) : std::nullopt;
    } else {
        found = parse_number(text);
    }
    if (!found) {
        return problem(
            text, fmt::format("expected {} after the comparison, found \"{}\"", expected, text)
        );
    }
    return *found;
}

tl::expected<Duration, std::string> Parser::moment(std::string_view text) const {
    const std::optional<Duration> duration = parse_duration(text);
    if (!duration) {
        return problem(
            text,
            fmt::format(
                "expected a duration such as \"30m\" from the run's start, found \"{}\"", text
            )
        );
    }
    return *duration;
}

tl::expected<FigureWindow, std::string> Parser::between(std::string_view text) const {
    std::string_view rest = text;
    const std::string_view first = take_word(rest);
    const std::string_view word = take_word(rest);
    const auto from = moment(first);
    if (!from) {
        return Problem{from.error()};
    }
    if (word != "and") {
        return problem(word, fmt::format("expected \"and\" and a second time, found \"{}\"", word));
    }
    const auto to = moment(rest);
    if (!to) {
        return Problem{to.error()};
    }
    if (*to <= *from) {
        return problem(
            rest,
            fmt::format("expected a time after {}, found \"{}\"", format_duration(*from), rest)
        );
    }
    return FigureWindow{.kind = WindowKind::Between, .from = *from, .to = *to};
}

tl::expected<FigureWindow, std::string> Parser::window(std::string_view text) const {
    constexpr std::array<std::string_view, 4> kWords{"after", "before", "between", "in"};
    std::string_view rest = text;
    const std::string_view word = take_word(rest);
    if (word.empty()) {
        return FigureWindow{};
    }
    if (word == "between") {
        return between(rest);
    }
    FigureWindow window{.kind = WindowKind::After};
    if (word == "in" && take_word(rest) == "the" && take_word(rest) == "last") {
        window.kind = WindowKind::Last;
    } else if (word == "before") {
        window.kind = WindowKind::Before;
    } else if (word != "after") {
        return problem(
            text,
            fmt::format(
                "expected nothing more, or {}, found \"{}\".{}",
                kWindows,
                text,
                did_you_mean(word, kWords)
            )
        );
    }
    const auto length = moment(rest);
    if (!length) {
        return Problem{length.error()};
    }
    (window.kind == WindowKind::Before ? window.to : window.from) = *length;
    return window;
}

tl::expected<Expectation, std::string> Parser::expectation() const {
    const std::size_t begin = text_.find_first_of("<>=!");
    const auto* const found = std::ranges::find_if(kOperators, [&](const Operator& candidate) {
        return begin != std::string_view::npos && text_.substr(begin).starts_with(candidate.text);
    });
    if (found == kOperators.end()) {
        return Problem{fmt::format(
            "expected a figure, one of <= < >= > == != and a value, as in "
            "\"queue_wait.p95 <= 10m\", found \"{}\"",
            text_
        )};
    }
    tl::expected<Figure, std::string> figure = this->figure(trimmed(text_.substr(0, begin)));
    if (!figure) {
        return Problem{std::move(figure).error()};
    }
    std::string_view rest = trimmed(text_.substr(begin + found->text.size()));
    const tl::expected<double, std::string> value = this->value(*figure, take_word(rest));
    if (!value) {
        return Problem{value.error()};
    }
    const tl::expected<FigureWindow, std::string> window = this->window(rest);
    if (!window) {
        return Problem{window.error()};
    }
    figure->window = *window;
    const bool duration = is_duration(*figure);
    return Expectation{
        .text = std::string{trimmed(text_)},
        .figure = std::move(*figure),
        .comparison = found->comparison,
        .value = *value,
        .is_duration = duration};
}

}  // namespace

tl::expected<Expectation, std::string> parse_expectation(std::string_view text) {
    return Parser{text}.expectation();
}

}  // namespace sosw::sim
