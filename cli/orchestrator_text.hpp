#pragma once

#include <string>
#include <vector>

#include "cli/pass_words.hpp"
#include "core/essentials/orchestrator.hpp"

namespace sosw::cli {

enum class PassKind { Real, DryRun };

/// A pass of the Orchestrator for people: of each labourer what its metrics said and how that
/// feels, how many may run, and what became of each task, with the reasons.
std::string orchestrator_text(const OrchestratorPass& pass, PassKind kind, const TextStyle& style);

/// The metrics of which nothing was known, by their names in the configuration.
std::vector<std::string> metrics_without_data(const OrchestratorPass& pass);

}  // namespace sosw::cli
