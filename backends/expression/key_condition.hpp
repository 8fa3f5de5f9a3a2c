#pragma once

#include "backends/expression/condition.hpp"

namespace sosw::expression {

/// DynamoDB parses key conditions as conditions and refuses what a key cannot answer afterwards;
/// so do we, to give the same errors.
struct KeyCondition {
    Condition condition;
};

}  // namespace sosw::expression
