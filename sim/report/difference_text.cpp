#include <cmath>

#include <fmt/format.h>

#include "sim/report/run_difference.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::sim {

namespace {

constexpr std::size_t kNameMax = 56;
constexpr std::string_view kNothing = "-";

std::string value_text(const std::optional<double>& value, FigureUnit unit) {
    if (!value) {
        return std::string{kNothing};
    }
    switch (unit) {
        case FigureUnit::Seconds:
            return short_duration(from_seconds(*value));
        case FigureUnit::Dollars:
            return fmt::format("{:.6f}", *value);
        case FigureUnit::Number:
            break;
    }
    return short_number(*value);
}

std::string change_text(const ComparedFigure& figure) {
    if (!figure.a || !figure.b) {
        return {};
    }
    const double change = *figure.b - *figure.a;
    const std::string_view sign = change < 0 ? "-" : "+";
    return fmt::format("{}{}", sign, value_text(std::abs(change), figure.unit));
}

/// Nothing where neither is better.
std::string judgement_text(Judgement judgement) {
    return judgement == Judgement::Other ? "" : std::string{to_string(judgement)};
}

std::string run_line(std::string_view letter, const std::string& name, const Summary& run) {
    return fmt::format(
        "{}  {}: {}, seed {}, {} from {}{}\n",
        letter,
        name,
        run.scenario,
        run.seed,
        short_duration(run.end - run.start),
        format_timestamp(run.start),
        run.interrupted ? ", interrupted" : ""
    );
}

std::string settings_text(const RunDifference& difference, const Paint& paint) {
    if (difference.settings.empty()) {
        return "No setting differs.\n";
    }
    TableLines lines{{"settings that differ", "A", "B"}};
    for (const ComparedSetting& setting : difference.settings) {
        lines.push_back(
            {shortened(setting.name, kNameMax),
             shortened(setting.a.value_or(std::string{kNothing}), 28),
             shortened(setting.b.value_or(std::string{kNothing}), 28)}
        );
    }
    return table(lines, 0, paint);
}

std::string figures_text(const RunDifference& difference, const Paint& paint) {
    TableLines lines{{"figures that differ", "A", "B", "change", ""}};
    std::int64_t same = 0;
    for (const ComparedFigure& figure : difference.figures) {
        if (figure.judgement == Judgement::Same) {
            ++same;
            continue;
        }
        lines.push_back(
            {shortened(figure.name, kNameMax),
             value_text(figure.a, figure.unit),
             value_text(figure.b, figure.unit),
             change_text(figure),
             judgement_text(figure.judgement)}
        );
    }
    if (lines.size() == 1) {
        return fmt::format("All {} are the same.\n", counted(same, "figure"));
    }
    return table(lines, 0, paint) + paint.dim(counted(same, "figure") + " the same") + "\n";
}

std::string explanation_text(std::string_view letter, const std::optional<std::string>& text) {
    return fmt::format("  {}  {}\n", letter, text.value_or("no decision at that moment"));
}

std::string decisions_text(const RunDifference& difference, const Summary& a, const Paint& paint) {
    if (!difference.first_decision) {
        return fmt::format("All {} are the same.\n", counted(difference.decisions, "decision"));
    }
    const DecisionDifference& first = *difference.first_decision;
    return paint.bold("first decision that differs") +
           fmt::format(
               "  {} at {}, {} after the start ({} of {} differ)\n{}{}",
               first.labourer,
               format_timestamp(a.start + first.at),
               short_duration(first.at),
               with_thousands(difference.decisions_that_differ),
               counted(difference.decisions, "decision"),
               explanation_text("A", first.a),
               explanation_text("B", first.b)
           );
}

}  // namespace

std::string difference_text(
    const RunDifference& difference,
    const DifferenceNames& names,
    const Summary& a,
    const Summary& b,
    bool colours
) {
    const Paint paint{colours};
    return run_line("A", names.a, a) + run_line("B", names.b, b) + "\n" +
           settings_text(difference, paint) + "\n" + figures_text(difference, paint) + "\n" +
           decisions_text(difference, a, paint);
}

}  // namespace sosw::sim
