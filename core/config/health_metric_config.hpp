#pragma once

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "core/config/config.hpp"
#include "core/config/config_reader.hpp"

/// Reads and checks the health metrics of a labourer, and maps whose keys are eco statuses. Part of
/// loading.

namespace sosw {

/// Reads `labourer`'s `health_metrics` (M1 to M5, M31), in the order of writing.
std::vector<HealthMetric> read_health_metrics(
    const ConfigReader& reader, const ConfigValue& labourer
);

/// The members of `object` by eco status (M6). Keys that are no status from 0 to 4 are reported,
/// and so is a status that one document writes twice; of two documents the higher one counts.
/// `what` names the thing in messages.
std::array<const ConfigValue*, 5> members_by_status(
    const ConfigReader& reader, const ConfigValue& object, std::string_view what
);

}  // namespace sosw
