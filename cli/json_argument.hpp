#pragma once

#include <string>

#include "core/base/diagnostics.hpp"
#include "core/ports/attribute_value.hpp"

/// JSON that the user gives on the command line: as text, as `@FILE`, or as `@-` for standard
/// input. Numbers stay as they were written.

namespace sosw::cli {

/// `argument` names it in problems, which have a line and a column.
Checked<AttributeValue> json_argument(const std::string& argument, const std::string& value);

/// The same, and it must be an object. Empty text: an empty one.
Checked<Map> object_argument(const std::string& argument, const std::string& value);

}  // namespace sosw::cli
