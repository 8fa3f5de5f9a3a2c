#include "sim/scenario/expectation.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "core/ecology/eco_status.hpp"

namespace sosw::sim {
namespace {

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

std::string_view symbol(Comparison comparison) {
    switch (comparison) {
        case Comparison::Less:
            return "<";
        case Comparison::LessOrEqual:
            return "<=";
        case Comparison::Greater:
            return ">";
        case Comparison::GreaterOrEqual:
            return ">=";
        case Comparison::Equal:
            return "==";
        case Comparison::NotEqual:
            return "!=";
    }
    return "?";
}

std::string_view first_word(FigureFamily family) {
    constexpr std::array<std::string_view, 14> kWords{
        "tasks",
        "labourer",
        "queue_wait",
        "metric",
        "running",
        "queue",
        "time_in_status",
        "limit_race",
        "share_in_status",
        "flaps",
        "cost",
        "faults",
        "throttled",
        "violations"};
    return kWords.at(static_cast<std::size_t>(family));
}

std::string status_word(const std::string& number) {
    int status = -1;
    std::from_chars(number.data(), number.data() + number.size(), status);
    const auto known = eco_status(status);
    return known ? std::string{to_string(*known)} : number;
}

std::string figure_text(const Figure& figure) {
    const std::string_view first = first_word(figure.family);
    switch (figure.family) {
        case FigureFamily::TimeInStatus:
        case FigureFamily::ShareInStatus:
            return fmt::format("{}({}, {})", first, figure.name, status_word(figure.statistic));
        case FigureFamily::Flaps:
            return fmt::format("{}({})", first, figure.name);
        default:
            break;
    }
    return figure.name.empty() ? fmt::format("{}.{}", first, figure.statistic)
                               : fmt::format("{}.{}.{}", first, figure.name, figure.statistic);
}

std::string value_text(const Expectation& expectation) {
    if (expectation.is_duration) {
        return format_duration(from_seconds(expectation.value));
    }
    return fmt::format("{}{}", expectation.value, is_share(expectation.figure) ? "%" : "");
}

std::string window_text(const FigureWindow& window) {
    const std::string from = format_duration(window.from);
    const std::string to = format_duration(window.to);
    switch (window.kind) {
        case WindowKind::Whole:
            return {};
        case WindowKind::After:
            return " after " + from;
        case WindowKind::Before:
            return " before " + to;
        case WindowKind::Between:
            return fmt::format(" between {} and {}", from, to);
        case WindowKind::Last:
            return " in the last " + from;
    }
    return {};
}

/// At most three decimals, as many as there are; of cost, which may be small, six.
std::string found_text(const Expectation& expectation, double found) {
    if (expectation.is_duration) {
        const Duration exact = from_seconds(found);
        return format_duration(std::chrono::round<std::chrono::milliseconds>(exact));
    }
    const int decimals = expectation.figure.family == FigureFamily::Cost ? 6 : 3;
    std::string text = fmt::format("{:.{}f}", found, decimals);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text + (is_share(expectation.figure) ? "%" : "");
}

}  // namespace

std::string to_string(const Expectation& expectation) {
    return fmt::format(
        "{} {} {}{}",
        figure_text(expectation.figure),
        symbol(expectation.comparison),
        value_text(expectation),
        window_text(expectation.figure.window)
    );
}

Verdict evaluate(const Expectation& expectation, const FigureSource& source) {
    const std::optional<double> found = source.figure(expectation.figure);
    if (!found) {
        return {
            .met = false,
            .message =
                fmt::format("expected {}, but the run has no such figure", expectation.text)};
    }
    const std::optional<Timestamp> at = source.occurred(expectation.figure);
    return {
        .met = holds(*found, expectation.comparison, expectation.value),
        .found = found,
        .at = at,
        .message = fmt::format(
            "expected {}, was {}{}",
            expectation.text,
            found_text(expectation, *found),
            at ? " at " + format_timestamp(*at) : std::string{}
        )};
}

bool is_duration(const Figure& figure) {
    return (figure.family == FigureFamily::QueueWait && figure.statistic != "count") ||
           figure.family == FigureFamily::TimeInStatus;
}

bool is_share(const Figure& figure) { return figure.family == FigureFamily::ShareInStatus; }

}  // namespace sosw::sim
