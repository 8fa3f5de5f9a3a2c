#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ports/attribute_value.hpp"

/// Golden files as they stand on disk; their format is in README.md.

namespace sosw::golden {

/// Member access on JSON trees, for files that are known to be well formed: a missing or mistyped
/// member throws `MalformedFile` with its name, which `golden_runner` reports as that file's
/// failure.
struct MalformedFile {
    std::string message;
};

const AttributeValue& member(const Map& object, const std::string& name);
const Map& object_member(const Map& object, const std::string& name);
const List& list_member(const Map& object, const std::string& name);
std::string text_member(const Map& object, const std::string& name);
const Map& as_object(const AttributeValue& value);
std::string as_text(const AttributeValue& value);
std::int64_t as_integer(const AttributeValue& value);
/// The member, or an empty object.
Map object_or_empty(const Map& object, const std::string& name);

/// The parsed content of `path`. Throws `MalformedFile` where it is no JSON object.
Map read_file(const std::string& path);

}  // namespace sosw::golden
