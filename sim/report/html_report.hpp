#pragma once

#include <string>

#include "backends/sqlite/database.hpp"
#include "sim/report/summary.hpp"

/// A run as one page for a browser: what happened, drawn over one time axis, and why.
///
/// The page needs nothing else: no network, no fonts, no files beside it. It follows the reader's
/// dark or light setting, prints, and says everything without its script, which only filters the
/// table of decisions. Its size is bounded: lines are thinned by lowest and highest value per
/// column, and tables name how many rows they leave out.

namespace sosw::sim {

struct HtmlOptions {
    int columns = 420;          ///< Of each line, two units of the drawing wide.
    int changes_max = 1'000;    ///< Decisions in which something changed.
    int decisions_max = 1'000;  ///< Decisions of the rest, folded.
};

/// `summary` is that of `record`, judged. Well-formed as XML but for the `<!DOCTYPE html>`.
std::string html_report(
    sqlite::Database& record, const Summary& summary, const HtmlOptions& options = {}
);

}  // namespace sosw::sim
