#pragma once

#include <span>

#include "backends/endpoint/dynamo_db/action.hpp"

/// The operations on tables: their definitions, time to live, tags, and what describes the service.

namespace sosw::endpoint {

std::span<const NamedAction> table_actions();

}  // namespace sosw::endpoint
