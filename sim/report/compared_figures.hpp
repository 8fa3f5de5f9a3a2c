#pragma once

#include <vector>

#include "sim/report/run_difference.hpp"

/// The figures by which two runs are compared.

namespace sosw::sim {

/// Of all together, of each labourer, and of each metric that either run has.
std::vector<ComparedFigure> compared_figures(const ComparedRun& a, const ComparedRun& b);

}  // namespace sosw::sim
