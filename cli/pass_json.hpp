#pragma once

#include <string>

#include "cli/orchestrator_text.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"

/// Passes for programs: one JSON object on one line, times in ISO 8601, durations in seconds.

namespace sosw::wire {
class JsonWriter;
}  // namespace sosw::wire

namespace sosw::cli {

std::string orchestrator_json(const OrchestratorPass& pass, PassKind kind);
std::string scavenger_json(const ScavengerPass& pass, PassKind kind);

/// Writes the key `error` with code, name and message.
void write_error(wire::JsonWriter& json, const Error& error);

}  // namespace sosw::cli
