#include "backends/endpoint/services/parameter_filters.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "backends/wire/services/parameter_types.hpp"

namespace sosw::endpoint {
namespace {

/// What may be asked of a key; the first option is the default.
struct FilterKey {
    std::string_view name;
    std::array<std::string_view, 3> options;
};
constexpr std::array kKeys = {
    FilterKey{"Name", {"Equals", "BeginsWith", "Contains"}},
    FilterKey{"Type", {"Equals", "BeginsWith", ""}},
    FilterKey{"KeyId", {"Equals", "BeginsWith", ""}},
    FilterKey{"Path", {"OneLevel", "Recursive", ""}},
    FilterKey{"Tier", {"Equals", "", ""}},
    FilterKey{"DataType", {"Equals", "", ""}},
};

Failure refused(std::string name, std::string message) {
    return fail(ErrorCode::InvalidRequest, std::move(name), std::move(message));
}

Result<void> check_filter(ParameterFilter& filter) {
    const auto key = std::ranges::find(kKeys, filter.key, &FilterKey::name);
    if (key == kKeys.end()) {
        return refused(
            "InvalidFilterKey",
            "The following filter key is not valid: " + filter.key +
                ". Valid filter keys include: [Path, Name, Type, KeyId, Tier, DataType]."
        );
    }
    if (filter.option.empty()) {
        filter.option = key->options.front();
    }
    if (std::ranges::find(key->options, filter.option) == key->options.end()) {
        return refused(
            "InvalidFilterOption",
            "The following filter option is not valid: " + filter.option +
                ". Valid options include: [BeginsWith, Equals]."
        );
    }
    if (filter.values.empty()) {
        return refused("InvalidFilterValue", "The following filter values are missing : null");
    }
    return {};
}

std::string field_of(const Parameter& parameter, std::string_view key) {
    if (key == "Name") {
        return parameter.name;
    }
    if (key == "Type") {
        return std::string{wire::parameter_type_name(parameter.type)};
    }
    if (key == "KeyId") {
        return parameter.key_id;
    }
    return key == "Tier" ? parameter.tier : parameter.data_type;
}

bool matches_value(
    const Parameter& parameter, const ParameterFilter& filter, const std::string& value
) {
    if (filter.key == "Path") {
        return lies_below(parameter.name, value, filter.option == "Recursive");
    }
    const std::string field = field_of(parameter, filter.key);
    if (filter.option == "BeginsWith") {
        return field.starts_with(value);
    }
    if (filter.option == "Contains") {
        return field.find(value) != std::string::npos;
    }
    return field == value;
}

}  // namespace

bool lies_below(const std::string& name, const std::string& path, bool recursive) {
    const std::string prefix = path.ends_with('/') ? path : path + "/";
    std::string_view rest = name;
    if (rest.starts_with(prefix)) {
        rest.remove_prefix(prefix.size());
    } else if (prefix != "/" || rest.starts_with('/')) {
        return false;
    }
    return recursive || rest.find('/') == std::string_view::npos;
}

Result<std::vector<ParameterFilter>> read_parameter_filters(const wire::FieldReader& fields) {
    std::vector<ParameterFilter> filters;
    for (const wire::FieldReader& filter : fields.structures("ParameterFilters")) {
        filters.push_back(
            {.key = filter.text("Key"),
             .option = filter.text("Option"),
             .values = filter.texts("Values")}
        );
    }
    for (const wire::FieldReader& filter : fields.structures("Filters")) {
        const std::string key = filter.text("Key");
        filters.push_back(
            {.key = key,
             .option = key == "Name" ? "BeginsWith" : "Equals",
             .values = filter.texts("Values")}
        );
    }
    for (ParameterFilter& filter : filters) {
        TRY(check_filter(filter));
    }
    return filters;
}

bool matches(const Parameter& parameter, const std::vector<ParameterFilter>& filters) {
    return std::ranges::all_of(filters, [&](const ParameterFilter& filter) {
        return std::ranges::any_of(filter.values, [&](const std::string& value) {
            return matches_value(parameter, filter, value);
        });
    });
}

}  // namespace sosw::endpoint
