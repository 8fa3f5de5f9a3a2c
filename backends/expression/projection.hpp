#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "backends/expression/path.hpp"

/// Projections: the paths whose values are asked for, and cutting them out of an item.

namespace sosw::expression {

struct ProjectionPaths {
    std::vector<Path> paths{};
    Placeholders placeholders{};
};

Result<ProjectionPaths> parse_projection(std::string_view text);

/// Refuses overlapping paths. Requires that all placeholders are defined.
Result<void> check_operands(const ProjectionPaths& projection, const Bindings& bindings);

/// The part of `item` that `paths` name. List elements keep their order and close up. Requires that
/// no path lies within another.
Item cut_out(std::span<const Path> paths, const Bindings& bindings, const Item& item);

}  // namespace sosw::expression
