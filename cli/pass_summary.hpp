#pragma once

#include <optional>
#include <string>

#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "core/essentials/scheduler/scheduler.hpp"

/// What a function says about its pass: short, whatever the number of tasks.

namespace sosw::wire {
class JsonWriter;
}  // namespace sosw::wire

namespace sosw::cli {

/// One JSON object: what became of each labourer, the sums, and what was left to the next pass.
std::string summary_json(const OrchestratorPass& pass);
std::string summary_json(const ScavengerPass& pass);
/// `sibling`: whether one goes on with the rest; nothing where there is no rest.
std::string summary_json(const ScheduleResult& result, std::optional<bool> sibling);

/// The same about one labourer, as members of an object that is open.
void write_members(wire::JsonWriter& json, const LabourerDecision& decision);
void write_members(wire::JsonWriter& json, const LabourerScavenge& scavenge);

/// What went wrong, on one line: `reports: ResourceNotFoundException: …; mails: …`. Empty where
/// nothing did.
std::string failures_of(const OrchestratorPass& pass);
std::string failures_of(const ScavengerPass& pass);

}  // namespace sosw::cli
