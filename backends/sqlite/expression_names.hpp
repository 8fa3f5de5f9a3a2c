#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/expression/expression.hpp"

/// The attributes of an item that an expression looks at, so that no others need to be decoded.

namespace sosw::sqlite {

/// Each once; of an update those that it changes. Requires a validated expression.
std::vector<std::string> top_level_names(
    const expression::Condition& condition, const expression::Bindings& bindings
);
std::vector<std::string> top_level_names(
    const expression::ProjectionPaths& projection, const expression::Bindings& bindings
);
std::vector<std::string> top_level_names(
    const expression::Update& update, const expression::Bindings& bindings
);

/// Of the paths that lead into an attribute, the attributes.
std::vector<std::string> nested_names(
    const expression::Condition& condition, const expression::Bindings& bindings
);
std::vector<std::string> nested_names(
    const expression::ProjectionPaths& projection, const expression::Bindings& bindings
);
std::vector<std::string> nested_names(
    const expression::Update& update, const expression::Bindings& bindings
);

/// Whole attributes that an update gives a value of the call, or adds one to or takes one from:
/// their names and these values.
std::vector<std::pair<std::string_view, const AttributeValue*>> assigned_values(
    const expression::Update& update, const expression::Bindings& bindings
);

/// True where the paths are names of attributes alone, so that what lies below them is kept whole.
bool is_flat(const expression::ProjectionPaths& projection);

}  // namespace sosw::sqlite
