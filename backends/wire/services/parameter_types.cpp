#include "backends/wire/services/parameter_types.hpp"

namespace sosw::wire {

std::string_view parameter_type_name(ParameterType type) {
    switch (type) {
        case ParameterType::String:
            return "String";
        case ParameterType::StringList:
            return "StringList";
        case ParameterType::SecureString:
            return "SecureString";
    }
    return "";
}

std::optional<ParameterType> parse_parameter_type(std::string_view name) {
    for (const auto type :
         {ParameterType::String, ParameterType::StringList, ParameterType::SecureString}) {
        if (name == parameter_type_name(type)) {
            return type;
        }
    }
    return std::nullopt;
}

}  // namespace sosw::wire
