#pragma once

#include <span>
#include <string>

#include "sim/report/summary.hpp"

/// Verdicts for continuous integration, in JUnit's XML.

namespace sosw::sim {

/// One test suite per summary, with one test case per expectation and one for the invariants. A
/// failure's message has the value that was found; a run that was stopped is an error.
std::string junit_report(std::span<const Summary> summaries);

}  // namespace sosw::sim
