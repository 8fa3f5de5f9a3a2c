#pragma once

#include <span>

#include "backends/endpoint/dynamo_db/action.hpp"

/// The operations on items: single, by query and scan, in batches and in transactions.

namespace sosw::endpoint {

std::span<const NamedAction> item_actions();

}  // namespace sosw::endpoint
