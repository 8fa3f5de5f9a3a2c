#pragma once

#include <optional>
#include <string>

#include "gui/widgets/plot.hpp"
#include "gui/widgets/theme.hpp"
#include "sim/report/run_difference.hpp"

/// Small items that stand in a line or a cell, as wide as they need or as they are told.

namespace sosw::gui {

/// An eco status as a chip of its colour with its name, and the number of sosw.
void status_chip(const Theme& theme, std::optional<int> status);
float status_chip_width(const Theme& theme);

/// How many run of how many may: filled for those that run, a mark at what is allowed, the end at
/// the maximum.
struct Fill {
    double running = 0;
    std::optional<double> allowed{};
    std::optional<double> desired{};
    double max = 0;
};
void fill_bar(const Theme& theme, const Fill& fill, float width);

/// A whole series in the height of a line.
void sparkline(const Theme& theme, const SeriesPyramid& series, const TimeAxis& axis, float width);

/// ▲ better, ▼ worse, ● neither, drawn and not only coloured, with the word as a hint.
void judgement_mark(const Theme& theme, sim::Judgement judgement);

/// A value as a person reads it, with its unit.
std::string figure_text(sim::FigureUnit unit, std::optional<double> value);

/// Text in the theme's softer colour.
void soft_text(const Theme& theme, const std::string& text);
/// A heading in bold.
void heading(const Theme& theme, const std::string& text);
/// A hint while the last item is pointed at.
void hint(const std::string& text);
/// A button that can be switched off; says `why` when it is pointed at.
bool button(const std::string& label, bool enabled = true, const std::string& why = {});

}  // namespace sosw::gui
