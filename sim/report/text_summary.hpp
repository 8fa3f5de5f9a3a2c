#pragma once

#include <span>
#include <string>

#include "sim/report/summary.hpp"

/// A summary as a text for people, at most 100 columns wide.

namespace sosw::sim {

struct TextOptions {
    bool colours = false;  ///< ANSI codes, for a terminal.
};

/// The whole summary: chart, tables, expectations and the verdict.
std::string text_summary(const Summary& summary, const TextOptions& options = {});

/// What an expectation found, as exact as its verdict needs it.
std::string found_text(const ExpectationSummary& expectation);

/// One line: whether it passed, the scenario's name, and what was not met.
std::string line_summary(const Summary& summary, const TextOptions& options = {});

/// A table of several runs, one line each, and how many passed.
std::string overview(std::span<const Summary> summaries, const TextOptions& options = {});

}  // namespace sosw::sim
