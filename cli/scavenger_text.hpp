#pragma once

#include <string>

#include "cli/orchestrator_text.hpp"
#include "cli/pass_words.hpp"
#include "core/essentials/scavenger.hpp"

namespace sosw::cli {

/// A pass of the Scavenger for people: what became of each completed, expired and waiting task.
/// `topic` is where dead tasks are announced.
std::string scavenger_text(
    const ScavengerPass& pass, PassKind kind, const std::string& topic, const TextStyle& style
);

}  // namespace sosw::cli
