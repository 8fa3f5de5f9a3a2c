#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/expression/expression.hpp"

/// Document paths such as `a.#b[3].c`, and the look-up of placeholders.

namespace sosw::expression {

struct PathElement {
    enum class Kind : std::uint8_t { Name, Placeholder, Index };
    Kind kind = Kind::Name;
    std::string text{};     ///< A name, or a placeholder with its `#`.
    std::size_t index = 0;  ///< Of `Index` only.
};
/// Never empty, and begins with a name or a placeholder.
using Path = std::vector<PathElement>;

/// Names (`#a`) and values (`:a`) that an expression uses, each once, in order of appearance.
using Placeholders = std::vector<std::string>;

/// What `placeholder` stands for, or null.
const std::string* find_name(const ExpressionAttributeNames& names, std::string_view placeholder);
const AttributeValue* find_value(
    const ExpressionAttributeValues& values, std::string_view placeholder
);

/// The name an element stands for. Requires that it is no index and that its placeholder is
/// defined.
std::string_view name_of(const PathElement& element, const Bindings& bindings);
/// The value of `placeholder`. Requires that it is defined.
const AttributeValue& value_of(std::string_view placeholder, const Bindings& bindings);

/// The value at `path`, or null.
const AttributeValue* find_path(const Path& path, const Bindings& bindings, const Map& item);
/// One step down from `parent`, or null.
const AttributeValue* find_child(
    const AttributeValue& parent, const PathElement& element, const Bindings& bindings
);

bool same_element(const PathElement& left, const PathElement& right, const Bindings& bindings);
bool same_path(const Path& left, const Path& right, const Bindings& bindings);

/// As DynamoDB writes it in errors: `[a, b, [3]]`.
std::string to_string(const Path& path, const Bindings& bindings);

/// Refuses paths of which one lies within another, or that use one attribute as both list and map.
/// `kind` names the parameter in the error.
Result<void> check_overlaps(
    std::span<const Path> paths, const Bindings& bindings, std::string_view kind
);

}  // namespace sosw::expression
