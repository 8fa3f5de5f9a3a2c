#pragma once

#include <string>
#include <vector>

#include "backends/wire/services/field_reader.hpp"
#include "core/ports/ssm.hpp"

namespace sosw::endpoint {

/// A `ParameterStringFilter` of the Parameter Store: all filters of a request have to match.
struct ParameterFilter {
    std::string key{};     ///< `Name`, `Type`, `KeyId`, `Path`, `Tier`, `DataType`.
    std::string option{};  ///< `Equals`, `BeginsWith`, `Contains`, `OneLevel`, `Recursive`.
    std::vector<std::string> values{};
};

/// `ParameterFilters`, and the older `Filters`.
///
/// Errors: `InvalidFilterKey`, `InvalidFilterOption`, `InvalidFilterValue`.
Result<std::vector<ParameterFilter>> read_parameter_filters(const wire::FieldReader& fields);

bool matches(const Parameter& parameter, const std::vector<ParameterFilter>& filters);

/// True where `name` lies below `path`: somewhere, or directly.
bool lies_below(const std::string& name, const std::string& path, bool recursive);

}  // namespace sosw::endpoint
