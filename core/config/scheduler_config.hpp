#pragma once

#include "core/config/config.hpp"
#include "core/config/config_reader.hpp"

namespace sosw {

/// The Scheduler's settings of a whole document. Part of loading; problems go to the reader.
SchedulerConfig read_scheduler_config(const ConfigReader& reader, const ConfigValue& root);

}  // namespace sosw
